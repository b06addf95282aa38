import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { systemClock } from '../../../src/core/clock.ts';
import type { RunEvent } from '../../../src/core/events/event.ts';
import { findScenario, proveCluster, runDrill } from '../../../src/havip/drills/index.ts';
import { stop } from '../../../src/havip/drills/scenarios/stop.ts';
import { inTime } from './support/in-time.ts';
import { SimulatedCluster } from './support/simulated-cluster.ts';

const deps = { clock: systemClock };

// The time of the simulated machines, too: hours pass in an instant, and nothing depends on how busy this one is.
beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => vi.useRealTimers());

const runsOn = (cluster: SimulatedCluster, host: string) =>
  cluster.connections[host]?.calls.filter((call) => call.kind === 'run').length;

describe('proveCluster', () => {
  test('drills in both directions and ends as it began, by two commands a drill and one stream a machine', async () => {
    const cluster = new SimulatedCluster();
    const events: RunEvent[] = [];
    const onEvent = (event: RunEvent) => events.push(event);
    const proof = await inTime(proveCluster(cluster.subject, [stop], { ...deps, onEvent }));
    expect(proof.problems).toEqual([]);
    expect(proof).toMatchObject({ passed: true, healthy: true, holders: ['HAVIP-01'] });
    expect(proof.drills.map(({ result }) => [result.from, result.to])).toEqual([
      ['HAVIP-01', 'HAVIP-02'],
      ['HAVIP-02', 'HAVIP-01'],
    ]);
    for (const { result } of proof.drills) {
      expect(result.interruptionMs).toBeGreaterThan(25);
      expect(result.interruptionMs).toBeLessThan(200);
      expect(result.splitBrainMs).toBe(0);
    }
    expect(cluster.connections['HAVIP-01']?.calls.map((call) => call.kind)).toEqual(['stream', 'run', 'run']);
    expect(cluster.connections['probe-01']?.calls.map((call) => call.kind)).toEqual(['stream']);
    expect(events.filter((event) => event.type === 'drill-finished')).toHaveLength(2);
  });

  test('without a witness each node probes while the other one holds', async () => {
    const cluster = new SimulatedCluster();
    const { prober: _, ...subject } = cluster.subject;
    const proof = await inTime(proveCluster(subject, [stop], deps));
    expect(proof.passed).toBe(true);
    expect(proof.drills.map(({ timeline }) => timeline.prober)).toEqual(['HAVIP-02', 'HAVIP-01']);
  });

  test('refuses a cluster with a dead standby, says so, and touches nothing', async () => {
    const cluster = new SimulatedCluster({ secondaryDown: true });
    const proof = await inTime(proveCluster(cluster.subject, [stop], deps));
    expect(proof).toMatchObject({ passed: false, drills: [], holders: ['HAVIP-01'], healthy: false });
    expect(proof.problems[0]?.code).toBe('verify.unhealthy-before');
    expect(proof.problems[0]?.detail).toContain('keepalived does not run on HAVIP-02');
    expect(runsOn(cluster, 'HAVIP-01')).toBe(0);
  });

  test.each([
    ['a node', { 'HAVIP-02': 9000 }],
    ['the holder', { 'HAVIP-01': 12_000 }],
    ['the prober', { 'probe-01': 20_000 }],
    ['all of them', { 'HAVIP-01': 9000, 'HAVIP-02': 9000, 'probe-01': 9000 }],
  ])('waits for what takes long to begin anything: %s', async (_which, beginsAfterMs) => {
    const cluster = new SimulatedCluster({ beginsAfterMs });
    const proof = await inTime(proveCluster(cluster.subject, [stop], deps));
    expect(proof.problems).toEqual([]);
    expect(proof.drills.map(({ result }) => [result.passed, (result.interruptionMs ?? 9999) < 200])).toEqual([
      [true, true],
      [true, true],
    ]);
  });

  test('gives up a machine that never begins', async () => {
    const cluster = new SimulatedCluster({ beginsAfterMs: { 'HAVIP-02': 1e7 } });
    const proof = await inTime(proveCluster(cluster.subject, [stop], deps));
    expect(proof.problems[0]?.detail).toContain('nothing has been heard from HAVIP-02');
  });

  const AWAY = ['HAVIP-01', 'HAVIP-02'] as const;
  const BACK = ['HAVIP-02', 'HAVIP-01'] as const;
  const unmeasured = /^web: stop: probe-01 stood still and sent no probe for 3\d{3} of the 3\d{3} ms/;
  const again = /^web: stop: probe-01 stood still, .* it is measured once more$/;
  test.each([
    ['for no longer than is allowed: its figure says so', [3000], 5000, [], [AWAY, BACK], [unmeasured]],
    ['once: it is measured once more', [3000], 1000, [], [BACK, AWAY, BACK], [again]],
    ['twice: nothing was measured', [3000, 3000], 1000, ['verify.prober-stood-still'], [BACK, AWAY], [again]],
    ['to the end: nothing was measured', [1e6], 1000, ['verify.prober-stood-still'], [AWAY], [again]],
  ])(
    'a prober that stands still %s',
    async (_how, proberStandsStillMs, maxInterruptionMs, codes, drills, told) => {
      const { subject } = new SimulatedCluster({ proberStandsStillMs });
      const notices: string[] = [];
      const finished: string[] = [];
      const onEvent = (event: RunEvent) => {
        if (event.type === 'notice') notices.push(event.text);
        if (event.type === 'drill-finished') finished.push(event.drill.from);
      };
      const proof = await inTime(
        proveCluster({ ...subject, maxInterruptionMs }, [stop], { ...deps, onEvent }),
      );
      expect(proof.problems.map(({ code }) => code)).toEqual(codes);
      expect(proof.passed).toBe(codes.length === 0);
      expect(proof.drills.map(({ result }) => [result.from, result.to])).toEqual(drills);
      expect(finished).toEqual(drills.map(([from]) => from));
      expect(notices).toEqual(told.map((text) => expect.stringMatching(text)));
    },
  );

  test('stops after the first drill that fails, with the node brought back', async () => {
    const cluster = new SimulatedCluster({ frozenStandby: true });
    const proof = await inTime(proveCluster(cluster.subject, [stop], deps));
    expect(proof.problems.map((problem) => problem.code)).toEqual([
      'verify.no-takeover',
      'verify.slow-takeover',
    ]);
    expect(proof.drills).toHaveLength(1);
    expect(cluster.running['HAVIP-01']).toBe(true);
    expect(proof.holders).toEqual(['HAVIP-01']);
  });

  test.each([
    ['no-ping', 'verify.no-ping'],
    ['ping-ended', 'verify.ping-ended'],
  ])('a prober that says %s is a problem of its host, and nothing is touched', async (proberCannot, code) => {
    const cluster = new SimulatedCluster({ proberCannot });
    const { problems } = await inTime(proveCluster(cluster.subject, [stop], deps));
    expect(problems).toMatchObject([{ code, host: 'probe-01' }]);
    expect(runsOn(cluster, 'HAVIP-01')).toBe(0);
  });
});

describe('runDrill', () => {
  test('two holders: the stopped node keeps the address', async () => {
    const cluster = new SimulatedCluster({ keepsAddress: true, staysDown: true });
    const drilled = await inTime(runDrill(cluster.subject, stop, deps));
    expect(drilled).toMatchObject({ ok: true, value: { result: { passed: false } } });
    if (drilled.ok) expect(drilled.value.problems[0]?.code).toBe('verify.two-holders-at-rest');
  });

  test('a node that does not come back', async () => {
    const drilled = await inTime(runDrill(new SimulatedCluster({ staysDown: true }).subject, stop, deps));
    if (!drilled.ok) throw new Error('refused');
    expect(drilled.value.problems.map((problem) => problem.code)).toEqual(['verify.not-restored']);
    expect(drilled.value.result.error).toContain('keepalived does not run on HAVIP-01');
  });

  test('where the node cannot be brought back, it is said what it will do by itself', async () => {
    const drilled = await inTime(runDrill(new SimulatedCluster({ restoreFails: true }).subject, stop, deps));
    if (!drilled.ok) throw new Error('refused');
    expect(drilled.value.problems.map((problem) => problem.code)).toEqual([
      'verify.step-failed',
      'verify.left-to-node',
    ]);
    expect(drilled.value.result.passed).toBe(false);
  });

  test('an abort brings the node back at once', async () => {
    const cluster = new SimulatedCluster({ frozenStandby: true });
    const abort = new AbortController();
    const begunMs = performance.now();
    setTimeout(() => abort.abort(), 600);
    const drilled = await inTime(runDrill(cluster.subject, stop, { ...deps, signal: abort.signal }));
    expect(performance.now() - begunMs).toBeLessThan(4000);
    if (!drilled.ok) throw new Error('aborted too early');
    expect(drilled.value.problems.map((problem) => problem.code)).toEqual(['verify.interrupted']);
    expect(cluster.running['HAVIP-01']).toBe(true);
  });

  test('a sampler that ends in the middle ends the drill, with the node brought back', async () => {
    const cluster = new SimulatedCluster({ frozenStandby: true, samplerEndsAfterMs: 600 });
    const drilled = await inTime(runDrill(cluster.subject, stop, deps));
    if (!drilled.ok) throw new Error('ended too early');
    expect(drilled.value.problems).toMatchObject([{ code: 'verify.sampler-ended', host: 'HAVIP-02' }]);
    expect(cluster.running['HAVIP-01']).toBe(true);
  });
});

test('an unknown scenario is bad input with the nearest name', () => {
  expect(findScenario('stpo')).toMatchObject({ ok: false, problems: [{ code: 'vars.unknown-drill' }] });
  expect(findScenario('restart').ok).toBe(true);
});
