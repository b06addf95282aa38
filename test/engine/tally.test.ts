import { describe, expect, it } from 'vitest';
import type { ProblemCode } from '../../src/core/problem.ts';
import { changeOf } from '../../src/engine/apply/session-changes.ts';
import { Tally } from '../../src/engine/tally.ts';

describe('what became of a host', () => {
  it.each<[string, ProblemCode, number, boolean]>([
    ['a program that failed outside any step', 'host.step-failed', 1, false],
    ['a playbook that shows as wrong when its steps are done', 'playbook.unknown-option', 1, false],
    ['a connection that was lost', 'connection.lost', 0, true],
    ['somebody else at work', 'lock.held', 0, false],
  ])('%s', (_what, code, failed, unreachable) => {
    const tally = new Tally('web-01', () => undefined);
    tally.problem({ code, host: 'web-01', summary: 'it went wrong', fix: 'Mend it.' });
    expect(tally.result(0)).toMatchObject({ failed, unreachable });
  });
});

describe('what the history says of a step outside any plan', () => {
  it.each([
    ['what it is for', { reason: 'reboots' }, 'reboots'],
    ['that it serves a change', {}, 'for the time of the change'],
  ])('%s', (_what, more, reason) => {
    expect(changeOf({ name: 'step', script: ':', ...more }).reason).toBe(reason);
  });
});
