import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { commandsBelow, documentedProgram } from './program.ts';

const page = readFileSync('docs/commands.md', 'utf8');

const program = documentedProgram();
const commands = commandsBelow(program);

describe('docs/commands.md', () => {
  it.each([['havip-deploy', program] as const, ...commands])('shows the help of %s', (_name, command) => {
    const help = `\`\`\`text\n${command.helpInformation().trimEnd()}\n\`\`\``;
    expect(page.includes(help), `docs/commands.md lacks this block:\n${help}`).toBe(true);
  });

  it('has a heading for each command and for nothing else', () => {
    const headings = [...page.matchAll(/^#{2,3} (.*)$/gm)].map((match) => match[1]);
    expect(headings).toEqual(commands.map(([name]) => name));
  });
});
