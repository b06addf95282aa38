import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/core/clock.ts';
import type { RunEvent } from '../../../src/core/events/event.ts';
import { success } from '../../../src/core/outcome.ts';
import type { Problem } from '../../../src/core/problem.ts';
import { cloudPlay, openCloud } from '../../../src/havip/cloud-side.ts';
import { clusterFacts } from '../../../src/havip/cluster/state/cluster-facts.ts';
import type { ClusterRun } from '../../../src/havip/cluster-run.ts';
import type { CloudAddressPlay, PublicAddressPlay } from '../../../src/havip/plays.ts';
import { cloudAddress, publicAddress } from '../../../src/havip/plays.ts';
import type { Cluster, Host } from '../../../src/inventory/types.ts';
import { createLock } from '../../../src/run/lock/unit-lock.ts';
import { problemsOf } from '../../../src/run/unit/unit.ts';
import { eip, floating, type MemoryCloud, memoryCloud, SUBNET, VPC } from '../../run/support/memory-cloud.ts';

const refused: Problem = { code: 'cloud.busy', summary: 'busy' };

function host(name: string, instance_id: string): Host {
  const target = { name, via: 'ssh', address: name, port: 22, ssh: {} } as const;
  return { name, vars: { instance_id }, groups: [], target };
}

const first = host('HAVIP-01', 'ins-1');
const second = host('HAVIP-02', 'ins-2');

interface Wishes {
  readonly addresses?: readonly string[];
  readonly eip?: string;
  readonly limit_range?: boolean;
  readonly check?: boolean;
  readonly skipPreflight?: boolean;
  readonly hosts?: readonly Host[];
}

/** A run of one cluster as far as the cloud's plays look at it; what is told is collected. */
function runOn(cloud: MemoryCloud, wishes: Wishes = {}): { run: ClusterRun; events: RunEvent[] } {
  const { addresses = ['172.16.16.12'], eip: wanted, limit_range, hosts = [first, second] } = wishes;
  const cluster = {
    name: 'web',
    havip: {
      addresses,
      hooks: [],
      ...(wanted === undefined ? {} : { eip: wanted }),
      cloud: {
        provider: 'tencent',
        region: 'here',
        vpc_id: VPC,
        subnet_id: SUBNET,
        name: 'web',
        limit_range,
      },
    },
    members: [
      { host: first, role: 'primary', priority: 250, privateIp: '172.16.16.5' },
      { host: second, role: 'secondary', priority: 240, privateIp: '172.16.16.6' },
    ],
  } as unknown as Cluster;
  const events: RunEvent[] = [];
  const run = {
    unit: { name: 'web', hosts },
    cluster,
    policy: { facts: () => clusterFacts(cluster) },
    request: {
      playbook: { name: 'up', plays: [step1, step4] },
      check: wishes.check === true,
      skipPreflight: wishes.skipPreflight === true,
      selection: { tags: [], skipTags: [] },
      verify: 'auto',
    },
    deps: {
      clock: systemClock,
      onEvent: (event: RunEvent) => void events.push(event),
      signal: new AbortController().signal,
    },
    connectCloud: async () => success(cloud),
    lock: { ...createLock(), stopRenewing: () => undefined },
    inPlay: new Map(),
    sessions: new Map(),
    tallies: new Map(),
    problems: [],
  } as unknown as ClusterRun;
  return { run, events };
}

const step1: CloudAddressPlay = cloudAddress({ name: 'step 1' });
const step4: PublicAddressPlay = publicAddress({ name: 'step 4' });
const step1Undone = cloudAddress({ name: 'step 1 undone', state: 'absent' });
const step4Undone = publicAddress({ name: 'step 4 undone', state: 'absent' });

async function play(
  run: ClusterRun,
  ...plays: readonly (CloudAddressPlay | PublicAddressPlay)[]
): Promise<boolean> {
  const look = await openCloud(run);
  if (look === undefined || !(await look())) return false;
  for (const each of plays) if (!(await cloudPlay(run, each))) return false;
  return true;
}

const codes = (run: ClusterRun) => problemsOf(run).map(({ code }) => code);
const changed = ({ cloud }: ClusterRun) =>
  cloud?.tasks.filter((task) => task.changed).map(({ name }) => name);

describe('the plays of the cloud', () => {
  it('create what is missing once, and find it the next time', async () => {
    const cloud = memoryCloud();
    const { run } = runOn(cloud, { eip: 'auto', limit_range: true });
    expect(await play(run, step1, step4)).toBe(true);
    expect(cloud.writes).toEqual(['create web', 'allocate', 'bind 81.71.14.118']);
    expect(changed(run)).toEqual(['HAVIP', 'EIP', 'EIP binding']);
    expect(cloud.addresses).toMatchObject([{ range: ['ins-1', 'ins-2'], publicAddress: '81.71.14.118' }]);

    const again = runOn(cloud, { eip: 'auto', limit_range: true });
    expect(await play(again.run, step1, step4)).toBe(true);
    expect([cloud.writes.length, changed(again.run)]).toEqual([3, []]);
  });

  it('write nothing with --check, and tell all of it', async () => {
    const cloud = memoryCloud();
    const { run, events } = runOn(cloud, { eip: 'auto', check: true });
    expect(await play(run, step1, step4)).toBe(true);
    expect(cloud.writes).toEqual([]);
    const told = events.flatMap((event) => (event.type === 'cluster-task-finished' ? [event] : []));
    expect(told.map(({ task, status }) => `${task} ${status}`)).toEqual([
      'HAVIP would-change',
      'EIP would-change',
      'EIP binding would-change',
    ]);
  });

  it.each([
    ['create', 'before'],
    ['create', 'after'],
    ['allocate', 'before'],
    ['allocate', 'after'],
    ['bind', 'before'],
    ['bind', 'after'],
  ] as const)('tell that %s failed, %s its work was done, and go on from there', async (call, when) => {
    const cloud = memoryCloud();
    cloud.fail = { call, when, problem: refused };
    const { run } = runOn(cloud, { eip: 'auto' });
    expect(await play(run, step1, step4)).toBe(false);
    expect([codes(run), run.cloud?.tasks.at(-1)?.error]).toEqual([['cloud.busy'], 'busy']);
    cloud.fail = undefined;
    const again = runOn(cloud, { eip: 'auto' });
    expect([await play(again.run, step1, step4), codes(again.run)]).toEqual([true, []]);
    expect([cloud.addresses.length, cloud.eips.length]).toEqual([1, 1]);
    expect(cloud.eips[0]?.boundTo).toBe(cloud.addresses[0]?.id);
  });

  it('take an address that the cloud has chosen for the rest of the run', async () => {
    const cloud = memoryCloud();
    const { run, events } = runOn(cloud, { addresses: [] });
    expect(await play(run, step1)).toBe(true);
    expect(run.cluster.havip.addresses).toEqual(['172.16.16.77']);
    expect(JSON.stringify(events)).toContain('address: 172.16.16.77');
  });

  it('end a plan of an address that is still to be chosen without a problem', async () => {
    const { run } = runOn(memoryCloud(), { addresses: [], check: true });
    expect([await play(run, step1, step4), codes(run)]).toEqual([false, []]);
  });

  it('refuse before anything is changed, also for what comes later', async () => {
    const cloud = memoryCloud();
    cloud.machines.pop();
    const { run } = runOn(cloud, { eip: '81.71.14.200' });
    expect(await play(run, step1)).toBe(false);
    expect(codes(run).sort()).toEqual(['cloud.no-such-eip', 'cloud.no-such-instance']);
    expect(cloud.writes).toEqual([]);
  });

  it('only tell what preflight finds where it is skipped', async () => {
    const cloud = memoryCloud({ addresses: [floating({ range: ['ins-1'] })] });
    const { run, events } = runOn(cloud, { skipPreflight: true });
    expect([await play(run, step1), codes(run)]).toEqual([true, []]);
    expect(JSON.stringify(events)).toContain(
      'preflight skipped: the range of HAVIP havip-1 leaves out HAVIP-02',
    );
  });

  it('pass a cluster without a cloud', async () => {
    const { run } = runOn(memoryCloud());
    const { cloud: _, ...havip } = run.cluster.havip;
    run.cluster = { ...run.cluster, havip };
    expect([await play(run, step1, step4), run.cloud]).toEqual([true, undefined]);
  });
});

describe('the plays of the cloud undone', () => {
  const ours = { token: 'address-1', ours: true };

  it('delete what was made, in the order that the cloud wants', async () => {
    const cloud = memoryCloud();
    await play(runOn(cloud, { eip: 'auto' }).run, step1, step4);
    const { run } = runOn(cloud, { eip: 'auto' });
    expect(await play(run, step4Undone, step1Undone)).toBe(true);
    expect(cloud.writes.slice(3)).toEqual(['unbind havip-1', 'delete havip-1', 'release eip-817114118']);
    expect(await play(runOn(cloud, { eip: 'auto' }).run, step4Undone, step1Undone)).toBe(true);
    expect(cloud.writes).toHaveLength(6);
  });

  it("leave what is somebody else's", async () => {
    const cloud = memoryCloud({
      addresses: [floating({ publicAddress: '81.71.14.118' })],
      eips: [eip('81.71.14.118', { boundTo: 'havip-1' })],
    });
    expect(await play(runOn(cloud, { eip: '81.71.14.118' }).run, step4Undone, step1Undone)).toBe(true);
    expect(cloud.writes).toEqual(['unbind havip-1']);
  });

  it('leave all of it where --limit leaves out a member', async () => {
    const cloud = memoryCloud({ addresses: [floating(ours)] });
    const { run, events } = runOn(cloud, { hosts: [second] });
    expect(await play(run, step4Undone, step1Undone)).toBe(true);
    expect(cloud.writes).toEqual([]);
    expect(JSON.stringify(events)).toContain('--limit leaves out a member');
  });
});
