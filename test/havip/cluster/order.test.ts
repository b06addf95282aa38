import { describe, expect, it } from 'vitest';
import { FactStore } from '../../../src/engine/facts/fact-store.ts';
import type { HostSession } from '../../../src/engine/host-session.ts';
import type { HostPlan } from '../../../src/engine/plan.ts';
import { applyOrder } from '../../../src/havip/cluster/apply/order.ts';
import { effectOf } from '../../../src/havip/cluster/effect.ts';
import { CONFIG_PATH } from '../../../src/havip/cluster/state/cluster-facts.ts';
import type { ClusterState } from '../../../src/havip/cluster/state/cluster-state.ts';
import type { Takeover } from '../../../src/havip/takeover/choose.ts';
import type { Cluster, Host } from '../../../src/inventory/types.ts';
import { fileFact } from '../../../src/resources/file.ts';
import type { Change } from '../../../src/resources/resource.ts';
import { present } from '../../../src/resources/steps/verdict.ts';
import type { PlannedHost } from '../../../src/run/unit/policy.ts';

const P = host('primary');
const S = host('secondary');
const cluster = {
  name: 'web',
  havip: {
    addresses: ['10.0.0.9'],
    advert_int: 1,
    vrrp: { version: 2 },
    preempt: false,
    verify: { max_interruption: 5000 },
  },
  members: [
    { host: P, role: 'primary', priority: 250 },
    { host: S, role: 'secondary', priority: 240 },
  ],
} as unknown as Cluster;

function host(name: string): Host {
  return { name, vars: {}, groups: [], target: { name, via: 'ssh', address: name, port: 22, ssh: {} } };
}

function state(...holders: readonly string[]): ClusterState {
  return { nodes: [], holders, healthy: holders.length === 1, complete: true, proved: false };
}

/** Nodes where no keepalived runs, of which these have the address. */
function left(...having: readonly string[]): ClusterState {
  const nodes = [P, S].map(({ name }) => ({
    host: name,
    holds: having.includes(name),
    running: false,
    vrrp: undefined,
    proved: false,
  }));
  return { ...state(...having), nodes, healthy: false };
}

/** What runs on a node, as far as it is known. */
function running(config: string | undefined): HostSession {
  const facts = new FactStore();
  if (config !== undefined) {
    facts.put(fileFact(CONFIG_PATH), `kind=file\nsize=${config.length}\ncontent=\n${config}`);
  }
  return { facts } as HostSession;
}

function planned(on: Host, ...changes: readonly Partial<Change>[]): PlannedHost {
  return plannedFor('service:keepalived', on, ...changes);
}

function plannedFor(id: string, on: Host, ...changes: readonly Partial<Change>[]): PlannedHost {
  const resource = present({ id, name: id, reason: '' });
  const plan: HostPlan = {
    items: changes.map((change) => ({
      resource,
      planned: { state: 'change', reason: '', script: '', ...change },
    })),
  };
  return { host: on, plan, session: running('    nopreempt\n') } as PlannedHost;
}

describe('the order of a cluster', () => {
  it.each([
    ['bare: the primary first, so that the address comes up there', state(), [], ['primary', 'secondary']],
    ['held by the primary: the secondary first', state('primary'), [], ['secondary', 'primary']],
    ['held by the secondary: the primary first', state('secondary'), [], ['primary', 'secondary']],
    [
      'left on the secondary, where nothing runs: that first',
      left('secondary'),
      [],
      ['secondary', 'primary'],
    ],
    ['left on the primary, where nothing runs: that first', left('primary'), [], ['primary', 'secondary']],
    ['left on both: the primary first', left('primary', 'secondary'), [], ['primary', 'secondary']],
    ['as a takeover says', state('primary'), ['primary', 'secondary'], ['primary', 'secondary']],
  ] as const)('%s', (_name, before, sequence, expected) => {
    const order = applyOrder(cluster, [planned(P), planned(S)], before, sequence);
    expect(order.map((each) => each.host.name)).toEqual(expected);
  });
});

it('an address without a keepalived is away until one is elected', () => {
  const starts = { effects: [{ kind: 'start', service: 'keepalived' }] } as const;
  const plans = [planned(P, starts), planned(S, starts)];
  expect(effectOf(cluster, plans, left('secondary'))).toEqual({
    kind: 'move',
    seconds: expect.closeTo(3.08, 1),
  });
  expect(effectOf(cluster, plans, left())).toEqual({ kind: 'start' });
});

/** A takeover in which the holder starts again while its standby is stopped. */
const APART = {
  order: { way: 'apart', steps: [] },
  forecast: { awayMs: 4000, path: ['primary'] },
  members: [{ host: 'primary', holds: true, action: 'restart' }],
} as unknown as Takeover;

describe('the effect on the address', () => {
  it.each([
    ['nothing to do', state('primary'), [], [], { kind: 'none' }],
    ['files without a service', state('primary'), [{}], [{}], { kind: 'none' }],
    [
      'a start of a bare cluster',
      state(),
      [{ effects: [{ kind: 'start', service: 'keepalived' }] }],
      [{ effects: [{ kind: 'start', service: 'keepalived' }] }],
      { kind: 'start' },
    ],
    [
      'a reload',
      state('primary'),
      [{ effects: [{ kind: 'reload', service: 'keepalived' }] }],
      [{ effects: [{ kind: 'reload', service: 'keepalived' }] }],
      { kind: 'reload' },
    ],
    [
      'a restart of the standby',
      state('primary'),
      [],
      [{ effects: [{ kind: 'restart', service: 'keepalived' }] }],
      { kind: 'none' },
    ],
    [
      'a restart of the holder',
      state('primary'),
      [{ effects: [{ kind: 'restart', service: 'keepalived' }] }],
      [],
      { kind: 'move', seconds: 0.02 },
    ],
  ] as const)('of %s', (_name, before, onPrimary, onSecondary, expected) => {
    const plans = [planned(P, ...onPrimary), planned(S, ...onSecondary)];
    expect(effectOf(cluster, plans, before)).toEqual(expected);
  });

  it.each([
    ['the holder preempts', { ...cluster, havip: { ...cluster.havip, preempt: true } }, '    nopreempt\n'],
    ['what runs on the holder preempts', cluster, '    priority 250\n'],
    ['what runs on the holder is not known', cluster, undefined],
    [
      'no priority is above the holder’s',
      { ...cluster, members: cluster.members.map((member) => ({ ...member, priority: 254 })) },
      '    nopreempt\n',
    ],
  ] as const)('of a restart of the holder costs the skew where %s', (_name, of, config) => {
    const holder = {
      ...planned(P, { effects: [{ kind: 'restart', service: 'keepalived' }] }),
      session: running(config),
    };
    const lowest = Math.min(...of.members.map(({ priority }) => priority));
    expect(effectOf(of, [holder, planned(S)], state('primary'))).toEqual({
      kind: 'move',
      seconds: 0.02 + (256 - lowest) / 256,
    });
  });

  it('says so when it takes longer than a failover may', () => {
    const slow = { ...cluster, havip: { ...cluster.havip, advert_int: 2 } };
    const plans = [planned(P, { effects: [{ kind: 'restart', service: 'keepalived' }] }), planned(S)];
    expect(effectOf(cluster, plans, state('primary'), APART)).toEqual({ kind: 'move', seconds: 4.0825 });
    expect(effectOf(slow, plans, state('primary'), APART)).toEqual({
      kind: 'move',
      seconds: 7.0825,
      limitSeconds: 5,
    });
  });

  it('of a restart of another service is none', () => {
    const plans = [
      plannedFor('service:nginx', P, { effects: [{ kind: 'restart', service: 'nginx' }] }),
      planned(S),
    ];
    expect(effectOf(cluster, plans, state('primary'))).toEqual({ kind: 'none' });
  });
});
