import { describe, expect, it } from 'vitest';
import { exitCodeOf } from '../../src/cli/interruption.ts';
import { exitCodeFor, type ProblemCode } from '../../src/core/problem.ts';

const CASES: readonly (readonly [readonly ProblemCode[], number])[] = [
  [[], 0],
  [['internal.fault'], 1],
  [['host.step-failed'], 2],
  [['verify.two-holders'], 3],
  [['connection.lost'], 4],
  [['usage.no-match'], 5],
  [['inventory.tab'], 5],
  [['playbook.invalid'], 5],
  [['vars.invalid'], 5],
  [['lint.syntax'], 5],
  [['lock.held'], 7],
  [['rollback.failed'], 8],
  [['host.step-failed', 'connection.lost'], 4],
  [['connection.lost', 'host.step-failed'], 4],
  [['verify.no-holder', 'host.step-failed'], 2],
  [['verify.no-holder', 'connection.lost'], 4],
  [['lock.held', 'connection.lost', 'host.step-failed'], 7],
  [['internal.fault', 'lock.held', 'connection.lost'], 1],
  [['rollback.failed', 'internal.fault'], 8],
];

describe('the exit code of a run', () => {
  it.each(CASES)('with %j is %i', (codes, expected) => {
    expect(exitCodeFor(codes.map((code) => ({ code, summary: '' })))).toBe(expected);
  });

  it.each([
    [130, 130],
    [143, 143],
  ])('interrupted with %i is that, whatever came of it', (reason, expected) => {
    const interrupted = AbortSignal.abort(reason);
    expect([0, 2, 4].map((code) => exitCodeOf({ interrupted }, code))).toEqual([0, 2, 4].map(() => expected));
  });

  it('not interrupted is its own', () => {
    expect(exitCodeOf({ interrupted: new AbortController().signal }, 3)).toBe(3);
  });
});
