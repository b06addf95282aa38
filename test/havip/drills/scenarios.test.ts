import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { failingLimitMs } from '../../../src/havip/drills/drive/phases.ts';
import { failureOptions } from '../../../src/havip/drills/drive/steps.ts';
import { scenarios } from '../../../src/havip/drills/scenarios.ts';
import { expectTakeover } from '../../../src/havip/drills/verdict/expectation.ts';
import { DRILLS } from '../../../src/havip/settings/havip-schema.ts';
import { SimulatedCluster } from './support/simulated-cluster.ts';

const subject = {
  ...new SimulatedCluster().subject,
  masterDownMs: 3063,
  maxInterruptionMs: 5000,
  checks: [
    { intervalMs: 1000, timeoutMs: 1000, fall: 1, rise: 1 },
    { intervalMs: 2000, timeoutMs: 1000, fall: 3, rise: 2 },
  ],
};
const [first, second] = subject.nodes;

/** What is expected when the first node fails, with and without preemption, and when the second one does. */
const cases = {
  stop: { stays: true, twoHoldersUntil: 'never', undoAfterSeconds: 31, limitMs: 10_000 },
  restart: { stays: true, twoHoldersUntil: 'never', undoAfterSeconds: 31, limitMs: 10_000 },
  crash: { stays: true, twoHoldersUntil: 'returned', undoAfterSeconds: 31, limitMs: 10_000 },
  freeze: { stays: false, twoHoldersUntil: 'restored', undoAfterSeconds: 15, limitMs: 10_000 },
  pause: { stays: false, twoHoldersUntil: 'restored', undoAfterSeconds: 7, limitMs: 10_000 },
  partition: { stays: false, twoHoldersUntil: 'restored', undoAfterSeconds: 15, limitMs: 10_000 },
  isolate: { stays: false, twoHoldersUntil: 'restored', undoAfterSeconds: 15, limitMs: 10_000 },
  link: { stays: true, twoHoldersUntil: 'never', undoAfterSeconds: 7, limitMs: 10_000 },
  check: { stays: true, twoHoldersUntil: 'never', undoAfterSeconds: 40, limitMs: 19_000 },
  reboot: { stays: true, twoHoldersUntil: 'never', undoAfterSeconds: 31, limitMs: 10_000 },
} as const;

/** Those that may move the address or leave it where it is, as the machine has it. */
const open = {
  oom: { maxMoves: 1, undoAfterSeconds: 30, limitMs: 10_000 },
  netreload: { maxMoves: 1, undoAfterSeconds: 30, limitMs: 10_000 },
  fwreload: { maxMoves: 0, undoAfterSeconds: 30, limitMs: 10_000 },
  'upgrade-package': { maxMoves: 1, undoAfterSeconds: 120, limitMs: 100_000 },
} as const;

describe('the scenarios', () => {
  test('are those that an inventory may name, each with what is expected of it, and on the page', () => {
    expect(scenarios.map(({ name }) => name)).toEqual([...DRILLS]);
    expect(Object.keys({ ...cases, ...open }).sort()).toEqual([...DRILLS].sort());
    const page = readFileSync('docs/verification.md', 'utf8');
    expect(DRILLS.filter((name) => !page.includes(`\n| \`${name}\` |`))).toEqual([]);
  });
});

describe('a scenario that need not move the address', () => {
  test.each(Object.entries(open))('%s', (name, { maxMoves, undoAfterSeconds, limitMs }) => {
    const scenario = scenarios.find((each) => each.name === name);
    if (scenario === undefined || first === undefined) throw new Error(`no scenario ${name}`);
    const plain = expectTakeover(subject, scenario, 'HAVIP-01');
    expect(plain).toMatchObject({ successor: null, endsOn: null, maxMoves, twoHoldersUntil: 'never' });
    expect(failingLimitMs(plain)).toBe(limitMs);
    expect(failureOptions(subject, first, scenario, plain).undoAfterSeconds).toBe(undoAfterSeconds);
  });
});

describe('every scenario that moves the address', () => {
  test.each(
    scenarios.filter(({ name }) => name in cases).map((scenario) => ({ name: scenario.name, scenario })),
  )('$name', ({ name, scenario }) => {
    const expected = cases[name as keyof typeof cases];
    const plain = expectTakeover(subject, scenario, 'HAVIP-01');
    expect(plain).toMatchObject({
      successor: 'HAVIP-02',
      endsOn: expected.stays ? 'HAVIP-02' : 'HAVIP-01',
      maxMoves: expected.stays ? 1 : 2,
      twoHoldersUntil: expected.twoHoldersUntil,
    });
    expect(failingLimitMs(plain)).toBe(expected.limitMs);
    expect(expectTakeover({ ...subject, preempt: true }, scenario, 'HAVIP-01')).toMatchObject({
      endsOn: 'HAVIP-01',
      maxMoves: 2,
    });
    const late = expectTakeover({ ...subject, preempt: true, preemptDelayMs: 60_000 }, scenario, 'HAVIP-01');
    expect(late.recoverMs - plain.recoverMs).toBe(60_000);
    expect(failingLimitMs(late)).toBe(expected.limitMs);
    expect(expectTakeover(subject, scenario, 'HAVIP-02')).toMatchObject({
      endsOn: 'HAVIP-01',
      maxMoves: 1,
    });
    if (first === undefined || second === undefined) throw new Error('no nodes');
    const { undoAfterSeconds } = failureOptions(subject, first, scenario, plain);
    expect(Math.abs(undoAfterSeconds - expected.undoAfterSeconds)).toBeLessThanOrEqual(1);
  });
});
