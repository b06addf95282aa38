import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/core/clock.ts';
import { type DrillSubject, measureHandover, proveCluster } from '../../src/havip/drills/index.ts';
import { causeProgram } from '../../src/havip/drills/programs/failure.ts';
import { restart } from '../../src/havip/drills/scenarios/restart.ts';
import { stop } from '../../src/havip/drills/scenarios/stop.ts';
import { type Lab, labDown, labUp, startAddressMonitor, startPing } from '../../src/lab/index.ts';
import {
  ADDRESS,
  holdersNow,
  type LabCluster,
  settle,
  startCluster,
} from '../havip/drills/support/lab-cluster.ts';
import { toleranceMs } from './support/watch.ts';

const NAME = 'verify-test';
const deps = { clock: systemClock };
let lab: Lab;
let cluster: LabCluster;
let subject: DrillSubject;

beforeAll(async () => {
  const up = await labUp({ name: NAME, yum: ['2.2.7'], clusters: 1, login: 'root' }, () => {});
  if (!up.ok) throw new Error(JSON.stringify(up.problems));
  lab = up.value;
  cluster = await startCluster(lab, 10);
  subject = cluster.subject;
});

afterAll(async () => {
  await cluster?.close();
  await labDown(NAME, () => {});
});

/** Runs a program on a machine over its open connection. */
async function onNode(name: string, program: string): Promise<string> {
  const outcome = await cluster.connections[name]?.run(program);
  if (outcome?.ok !== true) throw new Error(`${name}: ${JSON.stringify(outcome)}`);
  return outcome.value.stdout.trim();
}

function expectAgreement(measured: number | null, independent: number | null): void {
  expect(Math.abs((measured ?? Number.NaN) - (independent ?? Number.NaN))).toBeLessThanOrEqual(
    toleranceMs(independent ?? 0),
  );
}

describe('a healthy cluster', () => {
  test('is proved in both directions, and ping and ip monitor beside it say the same', async () => {
    const ping = await startPing(lab, 'probe-01', ADDRESS, 0.01);
    const monitor = await startAddressMonitor(lab, 'HAVIP-02');
    const proof = await proveCluster(subject, [stop], deps);
    const [independent, events] = [await ping.stop(), await monitor.stop()];

    expect(proof.problems).toEqual([]);
    expect(proof).toMatchObject({ passed: true, healthy: true, holders: ['HAVIP-01'] });
    expect(await holdersNow(lab)).toEqual(['HAVIP-01']);
    expect(proof.drills.map(({ result }) => [result.from, result.to, result.splitBrainMs])).toEqual([
      ['HAVIP-01', 'HAVIP-02', 0],
      ['HAVIP-02', 'HAVIP-01', 0],
    ]);
    const interruptions = proof.drills.map(({ result }) => result.interruptionMs ?? Number.POSITIVE_INFINITY);
    expectAgreement(Math.max(...interruptions), independent.longestGapMs);
    expect(Math.max(...interruptions)).toBeLessThan(500);

    // How long HAVIP-02 had the address, by its own kernel and by the two timelines put together.
    const [added, removed] = [
      events.find((one) => one.event === 'added'),
      events.find((one) => one.event === 'removed'),
    ];
    const [first, second] = proof.drills;
    const taken = first?.timeline.holding.find((change) => change.node === 'HAVIP-02' && change.value);
    const given = second?.timeline.holding.findLast((change) => change.node === 'HAVIP-02' && !change.value);
    const independently = (removed?.atMs ?? Number.NaN) - (added?.atMs ?? Number.NaN);
    expect((given?.atMs ?? Number.NaN) - (taken?.atMs ?? Number.NaN)).toBeCloseTo(independently, -2);
  });

  test('without a witness, every 100 ms, by restart', async () => {
    const { prober: _, ...alone } = subject;
    const proof = await proveCluster({ ...alone, intervalMs: 100 }, [restart], deps);
    expect(proof.problems).toEqual([]);
    expect(proof.drills.map(({ timeline }) => timeline.prober)).toEqual(['HAVIP-02', 'HAVIP-01']);
    expect(await holdersNow(lab)).toEqual(['HAVIP-01']);
  });

  test('nothing is left on the machines', async () => {
    for (const name of ['HAVIP-01', 'HAVIP-02', 'probe-01']) {
      // The brackets keep the pattern from finding the shell that searches.
      expect(await onNode(name, "ps ax -o args | grep -E '[i]p -ts|[p]ing -n' || true")).toBe('');
      expect(
        await onNode(name, 'ls /run | grep havip-drill; systemctl list-units --all | grep havip-drill; true'),
      ).toBe('');
    }
  });

  test('a restart that a change needs is measured, a reload moves nothing', async () => {
    const ping = await startPing(lab, 'probe-01', ADDRESS, 0.01);
    const action = (verb: string) => () =>
      cluster.subject.nodes[0]?.connection.run(`systemctl ${verb} keepalived`) ?? Promise.reject();
    const reloaded = await measureHandover(subject, 'HAVIP-01', action('reload'), deps);
    const restarted = await measureHandover(subject, 'HAVIP-01', action('restart'), deps);
    const { longestGapMs } = await ping.stop();
    await settle(lab);

    expect(reloaded).toMatchObject({
      ok: true,
      value: { drill: { result: { to: 'HAVIP-01', passed: true, lost: 0 } } },
    });
    expect(restarted).toMatchObject({
      ok: true,
      value: { drill: { result: { to: 'HAVIP-02', passed: true } } },
    });
    if (restarted.ok) expectAgreement(restarted.value.drill.result.interruptionMs, longestGapMs);
  });
});

describe('a drill that nobody ends', () => {
  test('nobody comes back: the node undoes its failure by itself', async () => {
    const context = { unit: 'keepalived', interface: 'eth0', addresses: [ADDRESS] };
    await onNode(
      'HAVIP-01',
      causeProgram({ scenario: stop, context, undoName: 'havip-drill-web', undoAfterSeconds: 3 }),
    );
    expect(await onNode('HAVIP-01', 'systemctl is-active keepalived || true')).toBe('inactive');
    await expect
      .poll(() => onNode('HAVIP-01', 'systemctl is-active keepalived || true'), {
        timeout: 30_000,
        interval: 500,
      })
      .toBe('active');
    // When it was done stays there for whoever asks; the next drill clears it away.
    expect(await onNode('HAVIP-01', 'ls /run | grep havip-drill || true')).toBe('havip-drill-web.undone');
    expect(await holdersNow(lab)).toEqual(['HAVIP-02']);
  });
});
