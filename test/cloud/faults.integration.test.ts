import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CloudProvider, WantedAddress } from '../../src/cloud/index.ts';
import type { Outcome } from '../../src/core/outcome.ts';
import { done, type OnFake, onFake, TIMEOUT_MS } from './support/on-fake.ts';

let on: OnFake;
let cloud: CloudProvider;
let wanted: WantedAddress;
let instances: readonly string[];

beforeAll(async () => {
  on = await onFake();
  cloud = on.cloud;
  const { vpcId, subnetId, instanceIds } = on.fake.ids;
  instances = Object.values(instanceIds);
  wanted = { name: 'web', vpcId, subnetId, address: '172.16.16.12', token: 'web-1' };
});
afterAll(() => on.fake.close());
beforeEach(async () => {
  await fetch(`${on.fake.url}/_fake/reset`, { method: 'POST' });
  on.fake.cloud.world.limits.requestsPerSecond = 10_000;
});

/** Faults that pass: the call comes to its end all the same. */
const PASSING: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  ['throttled', { kind: 'throttle', times: 3 }],
  ['503', { kind: 'status', times: 2 }],
  ['503 though it worked', { kind: 'status', applied: true }],
  ['reset', { kind: 'reset', times: 2 }],
  ['answer lost', { kind: 'answer-lost' }],
  ['half an answer', { kind: 'malformed' }],
  ['half an answer though it worked', { kind: 'malformed', applied: true }],
  ['stalled', { kind: 'stalled' }],
  ['stalled though it worked', { kind: 'stalled', applied: true }],
  ['slow', { kind: 'slow', ms: TIMEOUT_MS / 3 }],
  ['too slow', { kind: 'slow', ms: TIMEOUT_MS * 1.5 }],
  ['a fault of its own', { kind: 'error', code: 'InternalError.ModuleError' }],
  ['a fault of its own though it worked', { kind: 'error', code: 'InternalError', applied: true }],
  ['busy', { kind: 'error', code: 'UnsupportedOperation.MutexOperationTaskRunning', times: 2 }],
];

/** A HAVIP and an EIP that are there before, bound where asked. */
async function prepared(bound = false) {
  const havip = done(await cloud.create({ ...wanted, range: instances.slice(0, 1) }));
  const eip = done(await cloud.allocatePublic({ name: 'web', token: 'web-1' }));
  if (bound) done(await cloud.bindPublic(havip.id, eip.address));
  return { id: havip.id, eip };
}

interface Operation {
  readonly action: string;
  /** Makes what it needs, and gives the call itself. */
  readonly begin: () => Promise<() => Promise<Outcome<unknown>>>;
}

const OPERATIONS: readonly Operation[] = [
  { action: 'CreateHaVip', begin: async () => () => cloud.create({ ...wanted, range: instances }) },
  {
    action: 'AssociateHaVipInstance',
    begin: async () => {
      const { id } = await prepared();
      return () => cloud.limitRange(id, { add: instances, remove: [] });
    },
  },
  {
    action: 'DisassociateHaVipInstance',
    begin: async () => {
      const { id } = await prepared();
      return () => cloud.limitRange(id, { add: [], remove: instances });
    },
  },
  {
    action: 'AllocateAddresses',
    begin: async () => () => cloud.allocatePublic({ name: 'web', token: 'web-1' }),
  },
  {
    action: 'HaVipAssociateAddressIp',
    begin: async () => {
      const { id, eip } = await prepared();
      return () => cloud.bindPublic(id, eip.address);
    },
  },
  {
    action: 'HaVipDisassociateAddressIp',
    begin: async () => {
      const { id } = await prepared(true);
      return () => cloud.unbindPublic(id);
    },
  },
  {
    action: 'DeleteHaVip',
    begin: async () => {
      const { id } = await prepared();
      return () => cloud.delete(id);
    },
  },
  {
    action: 'ReleaseAddresses',
    begin: async () => {
      const { eip } = await prepared();
      return () => cloud.releasePublic(eip.id);
    },
  },
];

/** What the cloud has, without what differs from one HAVIP to the next. */
function whatIs() {
  on.fake.cloud.settle();
  const { havips, addresses } = on.fake.cloud.world;
  return {
    havips: Object.values(havips).map((each) => ({
      bound: each.AddressIp !== '',
      range: each.HaVipAssociationSet.map(({ InstanceId }) => InstanceId).sort(),
    })),
    eips: Object.values(addresses).map(({ AddressStatus }) => AddressStatus),
  };
}

describe.each(OPERATIONS)('$action', ({ action, begin }) => {
  let wished: ReturnType<typeof whatIs>;

  beforeAll(async () => {
    await fetch(`${on.fake.url}/_fake/reset`, { method: 'POST' });
    on.fake.cloud.world.limits.requestsPerSecond = 10_000;
    done(await (await begin())());
    wished = whatIs();
  });

  it.each(PASSING)('%s', async (_, fault) => {
    const run = await begin();
    on.fake.cloud.faults.add([
      {
        action,
        kind: 'reset',
        times: 1,
        skip: 0,
        status: 503,
        code: '',
        message: 'asked for',
        ms: 0,
        applied: false,
        ...fault,
      },
    ]);
    done(await run());
    expect(on.fake.cloud.faults.pending()).toEqual([]);
    expect(whatIs()).toEqual(wished);
  });
});

describe('a task that fails', () => {
  it.each(OPERATIONS.filter(({ action }) => /AddressIp$|^Delete|^Allocate|^Release/.test(action)))(
    'is told: $action',
    async ({ action, begin }) => {
      const run = await begin();
      on.fake.cloud.faults.add([
        {
          action,
          kind: 'task-fails',
          // An allocation is tried once more by itself.
          times: action === 'AllocateAddresses' ? 2 : 1,
          skip: 0,
          status: 503,
          code: '',
          message: 'it broke',
          ms: 0,
          applied: false,
        },
      ]);
      expect(await run()).toMatchObject({ problems: [{ code: 'cloud.task-failed' }] });
      done(await run());
    },
  );
});

describe('a fault that stays', () => {
  it.each([
    ['throttle', 'throttled'],
    ['status', 'server-fault'],
    ['reset', 'unreachable'],
    ['malformed', 'malformed-answer'],
    ['error', 'server-fault'],
  ] as const)('%s is told', async (kind, code) => {
    on.fake.cloud.faults.add([
      {
        action: '*',
        kind,
        times: 1000,
        skip: 0,
        status: 500,
        code: 'InternalError',
        message: 'asked for',
        ms: 0,
        applied: false,
      },
    ]);
    expect(await cloud.create(wanted)).toMatchObject({ problems: [{ code: `cloud.${code}` }] });
    on.fake.cloud.faults.clear();
    expect(whatIs().havips).toEqual([]);
  });
});
