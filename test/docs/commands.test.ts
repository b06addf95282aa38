import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import type { CommandContext } from '../../src/cli/context.ts';
import { createProgram } from '../../src/cli/program.ts';
import { Secret } from '../../src/core/secret.ts';

const page = readFileSync('docs/commands.md', 'utf8');

/** A terminal of 100 columns; help needs nothing else of the world. */
const context: CommandContext = {
  out: () => {},
  err: () => {},
  words: [],
  environment: {},
  inIsTerminal: false,
  outIsTerminal: false,
  errIsTerminal: false,
  columns: () => 100,
  rows: () => 24,
  homeDirectory: '/nonexistent',
  localUser: 'nobody',
  clock: { monotonicMs: () => 0, wall: () => new Date(0) },
  interrupted: new AbortController().signal,
  endedBySignals: (work) => work(),
  pipedInput: async () => false,
  readInput: () => Promise.resolve(Buffer.alloc(0)),
  askSecret: () => Promise.resolve(new Secret('')),
  confirm: () => Promise.resolve(false),
  askStep: () => Promise.resolve('no'),
  exit: () => {},
};

function commandsBelow(command: Command, path: readonly string[]): (readonly [string, Command])[] {
  return command.commands
    .filter((each) => each.name() !== 'help')
    .flatMap((each) => {
      const words = [...path, each.name()];
      return [[words.join(' '), each] as const, ...commandsBelow(each, words)];
    });
}

const program = createProgram(context);
const commands = commandsBelow(program, []);

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
