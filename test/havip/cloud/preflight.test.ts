import { describe, expect, it } from 'vitest';
import { planAddress } from '../../../src/havip/cloud/plan/plan.ts';
import { preflight } from '../../../src/havip/cloud/plan/preflight.ts';
import type { CloudWanted } from '../../../src/havip/cloud/plan/wanted.ts';
import type { CloudSeen, SeenMember } from '../../../src/havip/cloud/seen.ts';
import { floating, instance, memoryCloud, SUBNET, VPC } from '../../run/support/memory-cloud.ts';

const wanted: CloudWanted = {
  cluster: 'web',
  name: 'web',
  vpcId: VPC,
  subnetId: SUBNET,
  address: '172.16.16.12',
  limitRange: false,
};

const first: SeenMember = {
  host: 'HAVIP-01',
  privateIp: '172.16.16.5',
  instance: instance('ins-1', '172.16.16.5'),
};
const second: SeenMember = {
  host: 'HAVIP-02',
  privateIp: '172.16.16.6',
  instance: instance('ins-2', '172.16.16.6'),
};
const base: CloudSeen = {
  addresses: [floating()],
  members: [first, second],
  complete: true,
  subnet: { id: SUBNET, vpcId: VPC, cidr: '172.16.16.0/20' },
  publicAddresses: [],
  vrrp: [],
};
const member = (differs: Partial<SeenMember>): Partial<CloudSeen> => ({
  members: [first, { ...second, ...differs }],
});
const at = (address: string): Partial<CloudSeen> => ({ addresses: [floating({ address })] });
const others = (count: number, instanceId: string) =>
  Array.from({ length: count }, (_each, index) =>
    floating({
      id: `havip-${10 + index}`,
      name: `other-${index}`,
      address: `172.16.17.${index}`,
      binding: { instanceId, movedAt: null },
    }),
  );

function codes(want: Partial<CloudWanted>, has: Partial<CloudSeen>): readonly string[] {
  const seen = { ...base, ...has };
  const plan = planAddress({ ...wanted, ...want }, seen);
  if (!plan.ok) throw new Error(plan.problems.map(({ code }) => code).join());
  const { capabilities } = memoryCloud();
  const problems = preflight({ wanted: { ...wanted, ...want }, seen, ...plan.value, capabilities });
  for (const { summary, fix } of problems) expect([summary, fix]).not.toContain(undefined);
  return problems.map(({ code, host = '' }) => `${host} ${code.replace('cloud.', '')}`.trim());
}

const { instance: _, ...unknown } = second;

describe('preflight', () => {
  it.each<[string, Partial<CloudWanted>, Partial<CloudSeen>, readonly string[]]>([
    ['all is well', {}, {}, []],
    ['no instance has the address', {}, { members: [first, unknown] }, ['HAVIP-02 no-such-instance']],
    [
      'stopped',
      {},
      member({ instance: instance('ins-2', '172.16.16.6', { running: false, state: 'STOPPED' }) }),
      ['HAVIP-02 instance-not-running'],
    ],
    [
      'another machine',
      {},
      member({ instance: instance('ins-2', '172.16.16.9') }),
      ['HAVIP-02 other-instance'],
    ],
    [
      'another subnet',
      {},
      member({ privateIp: '10.0.0.6', instance: instance('ins-2', '10.0.0.6', { subnetId: 'subnet-2' }) }),
      ['HAVIP-02 instance-outside-subnet'],
    ],
    [
      'a second interface in the subnet',
      {},
      member({
        instance: instance('ins-2', '10.0.0.6', {
          subnetId: 'subnet-2',
          privateAddresses: ['10.0.0.6', '172.16.16.6'],
        }),
      }),
      [],
    ],
    [
      'one instance twice',
      {},
      member({ privateIp: '172.16.16.5', instance: instance('ins-1', '172.16.16.5') }),
      ['HAVIP-02 same-instance'],
    ],
    ['outside the subnet', { address: '172.16.32.1' }, at('172.16.32.1'), ['address-unfit']],
    ['network address', { address: '172.16.16.0' }, at('172.16.16.0'), ['address-unfit']],
    ['gateway', { address: '172.16.16.1' }, at('172.16.16.1'), ['address-unfit']],
    ['broadcast', { address: '172.16.31.255' }, at('172.16.31.255'), ['address-unfit']],
    ['the last that will do', { address: '172.16.31.254' }, at('172.16.31.254'), []],
    [
      'range leaves one out',
      {},
      { addresses: [floating({ range: ['ins-1'] })] },
      ['HAVIP-02 node-outside-range'],
    ],
    ['range that up extends', { limitRange: true }, { addresses: [floating({ range: ['ins-1'] })] }, []],
    ['quota used up', {}, { addresses: [], quota: { limit: 10, used: 10 } }, ['quota']],
    ['quota used up by those that are there', {}, { quota: { limit: 1, used: 1 } }, []],
    ['five on an interface', {}, { addresses: [floating(), ...others(4, 'ins-1')] }, []],
    [
      'six on an interface',
      {},
      { addresses: [floating(), ...others(5, 'ins-2')] },
      ['HAVIP-02 crowded-interface'],
    ],
    ['six with the one to be made', {}, { addresses: others(5, 'ins-2') }, ['HAVIP-02 crowded-interface']],
    [
      'VRRP does not pass',
      {},
      { vrrp: [{ code: 'cloud.vrrp-blocked', summary: '-', fix: '-' }] },
      ['vrrp-blocked'],
    ],
  ])('%s', (_name, want, has, expected) => {
    expect(codes(want, has)).toEqual(expected);
  });

  it('tells a subnet that is not there, or of another VPC', () => {
    const { subnet: __, ...without } = base;
    const plan = { wanted, address: floating(), steps: [], capabilities: memoryCloud().capabilities };
    expect(preflight({ ...plan, seen: without }).map(({ code }) => code)).toEqual(['cloud.no-such-subnet']);
    const other = { ...base, subnet: { id: SUBNET, vpcId: 'vpc-2', cidr: '172.16.16.0/20' } };
    expect(preflight({ ...plan, seen: other }).map(({ code }) => code)).toEqual([
      'cloud.subnet-of-other-vpc',
    ]);
  });

  it('tells all of it at once', () => {
    const stopped = instance('ins-1', '172.16.16.5', { running: false, state: 'STOPPED' });
    const has = {
      members: [{ ...first, instance: stopped }, unknown],
      addresses: [],
      quota: { limit: 1, used: 1 },
    };
    expect(codes({}, has)).toEqual(['HAVIP-01 instance-not-running', 'HAVIP-02 no-such-instance', 'quota']);
  });
});
