import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { codeBlocks, markdownFiles } from './pages.ts';
import { commandsBelow, documentedProgram } from './program.ts';

/** A command line of the pages. */
export interface DocumentedLine {
  readonly place: string;
  readonly line: string;
  /** It can be typed as it stands, and is no mere mention of a command. */
  readonly whole: boolean;
}

const CALL = 'havip-deploy ';

/** Lines to be typed, and what stands in the text as `havip-deploy …` or `COMMAND --option …`. */
export function documentedLines(): readonly DocumentedLine[] {
  return markdownFiles().flatMap((path) => [...typed(path), ...mentioned(path)]);
}

function typed(path: string): DocumentedLine[] {
  return codeBlocks(path).flatMap(({ place, language, code }) => {
    const [page = '', first = ''] = place.split(':');
    return code.split('\n').flatMap((line, n) => {
      const text = language === 'sh' ? line : /^\$ (.*)/.exec(line)?.[1];
      if (text?.startsWith(CALL) !== true) return [];
      return { place: `${page}:${Number(first) + n}`, line: text.slice(CALL.length), whole: true };
    });
  });
}

function mentioned(path: string): DocumentedLine[] {
  const names = new Set(documentedProgram().commands.map((each) => each.name()));
  const prose = readFileSync(path, 'utf8').replaceAll(/^( *)```[\s\S]*?^\1```/gm, (block) =>
    block.replaceAll(/[^\n]/g, ''),
  );
  return prose.split('\n').flatMap((line, n) =>
    [...line.matchAll(/`([^`]+)`/g)].flatMap(([, code = '']) => {
      const text = code.startsWith(CALL) ? code.slice(CALL.length) : code;
      const isCall = text !== code || (names.has(text.split(' ')[0] ?? '') && / --?\w/.test(text));
      return isCall ? { place: `${path}:${n + 1}`, line: text, whole: false } : [];
    }),
  );
}

/** What is wrong with a command line; undefined where the program would take it. */
export function faultOf({ line, whole }: DocumentedLine): string | undefined {
  const words = shellWords(line);
  if (words[0] === undefined || /^(-V|--version|-h|--help|help)$/.test(words[0])) return undefined;
  const { command, rest } = commandOf(documentedProgram(), words);
  if (command === undefined) return `there is no command ${words[0]}`;
  // What comes after -- is for others.
  const end = rest.indexOf('--');
  const { operands, unknown } = command.parseOptions(end < 0 ? [...rest] : rest.slice(0, end));
  const wrong = unknown.find((word) => word.startsWith('-') && !/^(-h|--help)$/.test(word));
  if (wrong !== undefined) return `${command.name()} has no option ${wrong}`;
  return whole
    ? countFault(command, operands.length + unknown.length + (end < 0 ? 0 : rest.length - end))
    : undefined;
}

function commandOf(program: Command, words: readonly string[]) {
  const known = new Map(commandsBelow(program));
  const two = known.get(words.slice(0, 2).join(' '));
  return two === undefined
    ? { command: known.get(words[0] ?? ''), rest: words.slice(1) }
    : { command: two, rest: words.slice(2) };
}

function countFault(command: Command, given: number): string | undefined {
  const needed = command.registeredArguments.filter(({ required }) => required).length;
  const takesAll = command.registeredArguments.some(({ variadic }) => variadic);
  if (given < needed) return `${command.name()} needs ${needed} arguments`;
  const most = takesAll ? Number.POSITIVE_INFINITY : command.registeredArguments.length;
  return given > most ? `${command.name()} takes ${most} arguments` : undefined;
}

/** As a shell takes a line apart; what follows a comment, a pipe or a redirection is no part of the command. */
function shellWords(line: string): readonly string[] {
  const words = [...line.matchAll(/'[^']*'|"[^"]*"|[^\s'"]+/g)].map(([word]) => word);
  const end = words.findIndex((word) => /^(#|\||>|<|&&|\d?>)/.test(word));
  return (end < 0 ? words : words.slice(0, end)).map((word) => word.replaceAll(/^['"]|['"]$/g, ''));
}
