import { describe, expect, it } from 'vitest';
import { cutShort, namingStep, stepProblem } from '../../src/engine/apply/apply-problems.ts';
import {
  endlessRounds,
  isUnbegun,
  notConverged,
  runFailed,
} from '../../src/engine/apply/session-problems.ts';
import { LaterFacts } from '../../src/engine/facts/later-facts.ts';
import type { Change, Resource } from '../../src/resources/resource.ts';

const change: Change = { state: 'change', reason: 'content differs', script: ':' };
const planned = (id: string, more: Partial<Change> = {}, meta = {}) => {
  const resource: Resource = { id, name: id, tags: [], facts: [], plan: () => change, meta };
  return { resource, change: { ...change, ...more } };
};
const place = { file: 'site.ts', line: 3, column: 7 };

describe('what is told of a machine that did not come so far', () => {
  it.each([
    ['nothing came after it', [planned('a')], /something else on the machine undoes it/],
    ['a later step may have undone it', [planned('a'), planned('b')], /What came after it in this run \(b\)/],
  ])('not converged: %s', (_what, made, words) => {
    expect(notConverged('app1', planned('a'), made)).toMatchObject({
      code: 'host.not-converged',
      detail: expect.stringMatching(words),
      fix: expect.stringContaining('another step'),
    });
  });

  it('a program that took too long has the name of the step that it was at', () => {
    const ended = {
      code: 'host.command-timeout',
      summary: 'making changes took longer than 2 s and was ended',
    } as const;
    expect(namingStep(ended, 'import', 2000).summary).toBe('import took longer than 2 s and was ended');
    const lost = { code: 'connection.lost', summary: 'connection lost' } as const;
    for (const [problem, step] of [
      [ended, undefined],
      [lost, 'import'],
    ] as const)
      expect(namingStep(problem, step, 2000)).toBe(problem);
  });

  it('not converged: a test of its own that is wrong, with its place', () => {
    const stubborn = planned('a', { stubborn: 'Its test is wrong.' }, { made: { place } });
    expect(notConverged('app1', stubborn, [stubborn])).toMatchObject({
      detail: expect.stringContaining('Its test is wrong.'),
      fix: 'Correct the playbook.',
      source: place,
    });
  });

  it.each([
    [
      runFailed('app1', 'stop', { exitCode: 3, stdout: '', stderr: 'no\n' }),
      'stop failed with exit code 3',
      'no',
    ],
    [
      runFailed('app1', 'stop', { exitCode: 3, stdout: '', stderr: '' }),
      'exit code 3',
      'It printed nothing.',
    ],
    [endlessRounds('app1', 'x', 8), 'after 8 rounds', 'without a failure'],
    [cutShort('app1', 'It ended with 137.'), 'ended before its last step', '137'],
    [
      stepProblem('app1', [planned('a')], { index: 0, kind: 'moved-on', status: 0 }, ''),
      'a: the machine has changed',
      'Nothing was done',
    ],
    [
      stepProblem('app1', [planned('a')], { index: 0, kind: 'unwritten', status: 0 }, 'no room'),
      'nothing was changed',
      'no room',
    ],
    [
      stepProblem('app1', [], { index: 0, kind: 'failed', status: 2 }, ''),
      'step failed with exit code 2',
      'nothing',
    ],
  ])('%#', (problem, summary, detail) => {
    expect(problem).toMatchObject({ host: 'app1' });
    expect(problem.summary).toContain(summary);
    expect(problem.detail).toContain(detail);
  });

  it('says whether anything was begun', () => {
    const stops = [
      ['host.moved-on', 1, true],
      ['host.journal-unwritten', 0, true],
      ['host.step-failed', 0, false],
      ['lock.lost', 0, true],
      ['lock.lost', 1, false],
    ] as const;
    for (const [code, index, unbegun] of stops)
      expect(isUnbegun({ index, problem: { code, summary: '' } }), `${code} ${index}`).toBe(unbegun);
  });
});

describe('facts as they will be', () => {
  const fact = { id: 'f', program: ':', parse: (text: string) => text };
  const now = { get: () => 'old' as never, ifRead: () => undefined };

  it('are what an earlier change leaves, and what is planned upon them has no guard', () => {
    const later = new LaterFacts(now);
    later.during(() => ({ ...change, leaves: [{ fact, value: 'new' }] }));
    const next = later.during((facts) => ({
      ...change,
      reason: `${facts.get(fact)} ${facts.ifRead(fact)}`,
      guard: 'x',
    }));
    expect(next).toEqual({ ...change, reason: 'new new' });
    expect(later.during(() => ({ state: 'unchanged', reason: 'x' }))).toMatchObject({ state: 'unchanged' });
    expect(
      new LaterFacts(now).during((facts) => ({ ...change, reason: String(facts.get(fact)), guard: 'x' })),
    ).toMatchObject({ guard: 'x', reason: 'old' });
  });
});
