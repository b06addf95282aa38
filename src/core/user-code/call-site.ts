import { isAbsolute, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Place } from '../problem.ts';

/** Where something was called from; looked up only when it is asked for, because that costs. */
export interface CallSite {
  readonly place: Place | undefined;
}

/**
 * The place from which a function was called.
 * @param callee what was called: its own frames, and those of what it calls, are left out
 */
export function callSite(callee: (...args: never[]) => unknown): CallSite {
  const captured: { stack?: string } = {};
  Error.captureStackTrace(captured, callee);
  return {
    get place() {
      return firstPlace(captured.stack ?? '');
    },
  };
}

/** Where a value that a playbook made says where. A copy by spreading has it, too; no listing of its keys does. */
const MADE = Symbol('made');

/** Notes in a value from where the function that gives it was called. */
export function madeBy<T extends object>(callee: (...args: never[]) => unknown, value: T): T {
  return { ...value, [MADE]: callSite(callee) };
}

/** The place in a playbook where a value was made by one of the public functions; undefined for any other value. */
export function placeMade(value: unknown): Place | undefined {
  if (typeof value !== 'object' || value === null || !(MADE in value)) return undefined;
  return (value[MADE] as CallSite).place;
}

/** The first place of a stack that is in a file, such as `at tasks (/home/ann/web.ts:4:7)`. */
export function firstPlace(stack: string): Place | undefined {
  for (const line of stack.split('\n')) {
    const [, file = '', row = '', column = ''] = /^ +at (?:.*\()?(.+?):(\d+):(\d+)\)?$/.exec(line) ?? [];
    if (file === '' || file.startsWith('node:')) continue;
    const path = file.startsWith('file://') ? fileURLToPath(file) : file;
    return { file: shown(path), line: Number(row), column: Number(column) };
  }
  return undefined;
}

/** As a person would name the file from where they are. */
function shown(path: string): string {
  const from = relative(process.cwd(), path);
  return from.startsWith('..') || isAbsolute(from) ? path : from;
}
