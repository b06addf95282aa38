import type { Problem } from './problem.ts';

/** A bug of the program's own. */
export function faultProblem(error: unknown): Problem {
  return {
    code: 'internal.fault',
    summary: 'havip-deploy has a fault of its own',
    detail: error instanceof Error ? (error.stack ?? error.message) : String(error),
    fix: 'Please report it with what is printed here.',
  };
}
