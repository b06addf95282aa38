import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CloudProvider, WantedAddress } from '../../src/cloud/index.ts';
import { done, type OnFake, onFake } from './support/on-fake.ts';

let on: OnFake;
let cloud: CloudProvider;
let wanted: WantedAddress;
let instances: [string, string];

beforeAll(async () => {
  on = await onFake();
  cloud = on.cloud;
  const { vpcId, subnetId, instanceIds } = on.fake.ids;
  const [first = '', second = ''] = Object.values(instanceIds);
  instances = [first, second];
  wanted = { name: 'web', vpcId, subnetId, address: '172.16.16.12', token: 'web-1' };
});
afterAll(() => on.fake.close());
beforeEach(async () => {
  const { requestsPerSecond } = on.fake.cloud.world.limits;
  await fetch(`${on.fake.url}/_fake/reset`, { method: 'POST' });
  on.fake.cloud.world.limits.requestsPerSecond = requestsPerSecond;
});

const announce = async (instanceId: string, address = '172.16.16.12') =>
  fetch(`${on.fake.url}/_fake/announce`, {
    method: 'POST',
    body: JSON.stringify({ address, instanceId }),
  });

describe('a life of an address', () => {
  it('is made, limited, held, given a public address, and taken away', async () => {
    const [first, second] = instances;
    expect(done(await cloud.quota(wanted.vpcId))).toEqual({ limit: 10, used: 0 });
    const { id } = done(await cloud.create({ ...wanted, range: [first] }));
    expect(done(await cloud.look(id))).toMatchObject({
      name: 'web',
      address: '172.16.16.12',
      binding: { instanceId: null, movedAt: null },
      publicAddress: null,
      range: [first],
      ours: true,
      token: 'web-1',
    });
    expect(done(await cloud.quota(wanted.vpcId))).toEqual({ limit: 10, used: 1 });
    expect(done(await cloud.find({ name: 'web', vpcId: wanted.vpcId })).map((each) => each.id)).toEqual([id]);

    await announce(first);
    const held = done(await cloud.look(id));
    expect(held?.binding).toEqual({ instanceId: first, movedAt: expect.stringMatching(/^\d{4}-/) });
    // Not of the range yet.
    await announce(second);
    expect(done(await cloud.look(id))?.binding.instanceId).toBe(first);
    done(await cloud.limitRange(id, { add: [second], remove: [] }));
    await announce(second);
    expect(done(await cloud.look(id))?.binding.instanceId).toBe(second);
    done(await cloud.limitRange(id, { add: [], remove: [first] }));
    expect(done(await cloud.look(id))?.range).toEqual([second]);

    const eip = done(await cloud.allocatePublic({ name: 'web', token: 'web-1' }));
    expect(eip).toMatchObject({ boundTo: null, ours: true, token: 'web-1' });
    done(await cloud.bindPublic(id, eip.address));
    expect(done(await cloud.look(id))?.publicAddress).toBe(eip.address);
    for (const query of [{ address: eip.address }, { boundTo: id }, { token: 'web-1' }])
      expect(done(await cloud.findPublic(query))).toEqual([{ ...eip, boundTo: id }]);
    expect(await cloud.releasePublic(eip.id)).toMatchObject({
      problems: [{ code: 'cloud.public-address-busy' }],
    });
    done(await cloud.unbindPublic(id));
    done(await cloud.delete(id));
    done(await cloud.releasePublic(eip.id));
    expect(done(await cloud.look(id))).toBeUndefined();
    expect(done(await cloud.findPublic({}))).toEqual([]);
  });

  it('begins anew with the same token', async () => {
    const first = done(await cloud.create(wanted));
    done(await cloud.delete(first.id));
    const second = done(await cloud.create(wanted));
    expect(second.id).not.toBe(first.id);
    const eip = done(await cloud.allocatePublic({ name: 'web', token: 'web-1' }));
    done(await cloud.releasePublic(eip.id));
    expect(done(await cloud.allocatePublic({ name: 'web', token: 'web-1' })).id).not.toBe(eip.id);
  });

  it('writes nothing where all is as wanted', async () => {
    const { id } = done(await cloud.create({ ...wanted, range: instances }));
    const eip = done(await cloud.allocatePublic({ name: 'web', token: 'web-1' }));
    done(await cloud.bindPublic(id, eip.address));
    on.fake.cloud.log.clear();
    done(await cloud.bindPublic(id, eip.address));
    done(await cloud.limitRange(id, { add: instances, remove: ['ins-other'] }));
    expect(done(await cloud.allocatePublic({ name: 'web', token: 'web-1' })).id).toBe(eip.id);
    expect(on.fake.cloud.log.select({ kind: 'writing' })).toEqual([]);
    expect(on.fake.cloud.log.select({ kind: 'reading' }).length).toBeGreaterThan(3);
  });
});

describe('looking', () => {
  it('finds machines, the subnet and what its groups let pass', async () => {
    const [first, second] = done(await cloud.instances({ ids: instances }));
    expect([first?.id, second?.id].sort()).toEqual([...instances].sort());
    expect(first).toMatchObject({
      running: true,
      state: 'RUNNING',
      vpcId: wanted.vpcId,
      subnetId: wanted.subnetId,
    });
    const privateAddresses = ['172.16.16.5', '172.16.16.6', '172.16.16.77'];
    expect(done(await cloud.instances({ vpcId: wanted.vpcId, privateAddresses }))).toHaveLength(2);
    expect(done(await cloud.subnet(wanted.subnetId))).toEqual({
      id: wanted.subnetId,
      vpcId: wanted.vpcId,
      cidr: '172.16.16.0/20',
    });
    expect(done(await cloud.subnet('subnet-00000000'))).toBeUndefined();
    if (first === undefined || second === undefined) throw new Error('no instances');
    expect(done(await cloud.vrrpPasses(first, second))).toEqual([]);
    for (const group of Object.values(on.fake.cloud.world.securityGroups)) group.Policies.Ingress = [];
    expect(done(await cloud.vrrpPasses(first, second))).toMatchObject([{ code: 'cloud.vrrp-blocked' }]);
  });

  it('reads more than one page', async () => {
    const { id } = done(await cloud.create(wanted));
    const { havips, limits } = on.fake.cloud.world;
    limits.havipsPerVpc = 200;
    const sample = havips[id];
    if (sample === undefined) throw new Error('no HAVIP');
    for (let count = 100; count < 230; count += 1)
      havips[`havip-${count}`] = { ...sample, HaVipId: `havip-${count}`, Vip: `172.16.17.${count}` };
    expect(done(await cloud.find({ vpcId: wanted.vpcId }))).toHaveLength(131);
  });

  it('waits for its turn before every request, also when it asks again', async () => {
    let turns = 0;
    const pace = {
      turn: async () => {
        turns += 1;
      },
    };
    const faults = { kind: 'throttle', action: 'DescribeHaVips', times: 2 };
    await fetch(`${on.fake.url}/_fake/faults`, { method: 'POST', body: JSON.stringify(faults) });
    const paced = on.open({ deps: { pace } });
    await Promise.all(Array.from({ length: 5 }, () => paced.find({})));
    const outcomes = on.fake.cloud.log.select({ action: 'DescribeHaVips' }).map(({ outcome }) => outcome);
    expect(outcomes.filter((outcome) => outcome !== 'ok')).toHaveLength(2);
    // More than these where a busy machine loses an answer, which is asked for again.
    expect(outcomes.length).toBeGreaterThanOrEqual(7);
    expect(turns).toBe(outcomes.length);
  });
});

describe('what cannot get better is told at once', () => {
  it.each<[string, string, () => Promise<unknown>]>([
    ['a wrong key', 'wrong-key', () => on.open({ secretKey: 'WRONG' }).look('havip-00000000')],
    ['another region', 'region', () => on.open({ region: 'ap-nowhere' }).look('havip-00000000')],
    ['an address that is taken', 'address-taken', () => cloud.create({ ...wanted, address: '172.16.16.5' })],
    ['an address outside', 'address-outside', () => cloud.create({ ...wanted, address: '10.0.0.1' })],
    [
      'a subnet that is not there',
      'not-found',
      () => cloud.create({ ...wanted, subnetId: 'subnet-00000000' }),
    ],
    [
      'an EIP that is not there',
      'not-found',
      async () => {
        const { id } = done(await cloud.create(wanted));
        return cloud.bindPublic(id, '127.64.1.250');
      },
    ],
    ['a HAVIP that is not there', 'not-found', () => cloud.bindPublic('havip-00000000', '127.64.1.2')],
    [
      'the quota',
      'quota',
      () => {
        on.fake.cloud.world.limits.havipsPerVpc = 0;
        return cloud.create(wanted);
      },
    ],
    [
      'the quota of EIPs',
      'quota',
      () => {
        on.fake.cloud.world.limits.addressesPerRegion = 0;
        return cloud.allocatePublic({ name: 'web', token: 'web-1' });
      },
    ],
    [
      'a range that cannot be',
      'range-open',
      async () => {
        const { id } = done(await cloud.create(wanted));
        return cloud.limitRange(id, { add: instances, remove: [] });
      },
    ],
  ])('%s', async (_, code, run) => {
    expect(await run()).toMatchObject({
      ok: false,
      problems: [{ code: `cloud.${code}`, fix: expect.any(String) }],
    });
  });

  it('a clock that is ten minutes behind', async () => {
    on.fake.cloud.world.settings.clockSkewSeconds = 600;
    expect(await cloud.look('havip-00000000')).toMatchObject({
      problems: [
        {
          code: 'cloud.clock-skew',
          detail: expect.stringContaining("clock is 10 minutes behind the server's"),
        },
      ],
    });
    on.fake.cloud.world.settings.clockSkewSeconds = 0;
  });
});
