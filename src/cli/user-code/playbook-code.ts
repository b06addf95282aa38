import { readFileSync } from 'node:fs';
import { isAbsolute, relative } from 'node:path';
import { failure, type Outcome, success } from '../../core/outcome.ts';
import type { Place, Problem } from '../../core/problem.ts';
import { type CodeOrigin, type UserCode, UserMistake } from '../../core/user-code/user-code.ts';
import { boundedCaller, EndlessCall } from './bounded-call.ts';
import type { SourcePositions } from './source-positions.ts';

/** A playbook's code says what is wanted, from what is known: milliseconds. */
const LIMIT_MS = 10_000;

const FIX = 'Correct the file; `npx tsc --noEmit` names every type error in it.';

/**
 * How the code of a playbook from files is called, and what its mistakes are told as.
 * @param limitMs what one call may take
 */
export function playbookCode(positions: SourcePositions, limitMs = LIMIT_MS): UserCode {
  const bounded = boundedCaller(limitMs);
  const explain = (error: unknown) => explainMistake(positions, error);
  return {
    explain,
    attempt: <T>({ what, made }: CodeOrigin, work: () => T): Outcome<T> => {
      try {
        return success(bounded(work));
      } catch (error) {
        const problem = error instanceof EndlessCall ? endless(what, limitMs, error) : explain(error);
        if (problem === undefined) throw error;
        const place = made?.place;
        return failure({
          detail: `In ${what}.`,
          ...(place && { source: shownPlace(place) }),
          ...problem,
        });
      }
    },
  };
}

function explainMistake(positions: SourcePositions, error: unknown): Problem | undefined {
  const stack = error instanceof Error ? error.stack : undefined;
  const source = positions.firstIn(stack ?? '');
  if (error instanceof UserMistake) {
    const place = error.problem.source ?? source;
    return place === undefined ? error.problem : { ...error.problem, source: shownPlace(place) };
  }
  // The program itself throws errors only: any other value came from the playbook.
  if (error instanceof Error && source === undefined) return undefined;
  return {
    code: 'playbook.failed',
    summary: messageOf(error),
    fix: FIX,
    ...(source && { source: shownPlace(source) }),
  };
}

/** What an exception says, on one line and without the names that the loader gave to what is imported. */
export function messageOf(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : `threw ${String(error)}`;
  return (text.split('\n')[0] ?? text)
    .replaceAll(/\(0 , _\w+\.(\w+)\)/g, '$1')
    .replaceAll(/\b_\w+\.(\w+)/g, '$1');
}

function endless(what: string, limitMs: number, { by }: EndlessCall): Problem {
  return by === 'interrupt'
    ? {
        code: 'playbook.interrupted',
        summary: `${what} was ended by the interrupt`,
        detail: 'Its code had not come to an end by itself.',
        fix: 'See whether a loop in it can end.',
      }
    : {
        code: 'playbook.endless',
        summary: `${what} did not end within ${limitMs / 1000} s`,
        detail: 'The code of a playbook only says what is wanted; a loop in it may have no end.',
        fix: 'See which loop it is; what takes time belongs into a `command`, which runs on the machine.',
      };
}

/** The file as a person would name it from where they are. */
export function shownPlace(place: Place): Place {
  const path = relative(process.cwd(), place.file);
  return { ...place, file: path.startsWith('..') || isAbsolute(path) ? place.file : path };
}

/** The place of a text in a file, such as the name of a module that cannot be found. */
export function placeOf(file: string, text: string): Place | undefined {
  const lines = readFileSync(file, 'utf8').split('\n');
  const index = lines.findIndex((line) => line.includes(text));
  const at = lines[index]?.indexOf(text);
  return at === undefined ? undefined : { file, line: index + 1, column: at + 1 };
}
