import { describe, expect, it } from 'vitest';
import type { FloatingAddress, PublicAddress } from '../../../src/cloud/provider.ts';
import type { Outcome } from '../../../src/core/outcome.ts';
import { type CloudPlan, planAddress, planPublic } from '../../../src/havip/cloud/plan/plan.ts';
import { planDeletion, planUnbinding } from '../../../src/havip/cloud/plan/plan-removal.ts';
import type { CloudWanted } from '../../../src/havip/cloud/plan/wanted.ts';
import type { CloudSeen } from '../../../src/havip/cloud/seen.ts';
import { eip, floating, instance, SUBNET, VPC } from '../../run/support/memory-cloud.ts';

const wanted: CloudWanted = {
  cluster: 'web',
  name: 'web',
  vpcId: VPC,
  subnetId: SUBNET,
  address: '172.16.16.12',
  limitRange: false,
};
const { address: _, ...auto } = wanted;
const byId: CloudWanted = { cluster: 'web', havipId: 'havip-1', address: '172.16.16.12', limitRange: false };

function seen(addresses: readonly FloatingAddress[], differs: Partial<CloudSeen> = {}): CloudSeen {
  return {
    addresses,
    members: [
      { host: 'HAVIP-01', instance: instance('ins-1', '172.16.16.5') },
      { host: 'HAVIP-02', instance: instance('ins-2', '172.16.16.6') },
    ],
    complete: true,
    publicAddresses: [],
    vrrp: [],
    ...differs,
  };
}

/** The steps as people read them, or the codes of what is in the way. */
function told(plan: Outcome<CloudPlan>): readonly string[] {
  return plan.ok
    ? plan.value.steps.map(({ kind, text }) => `${kind}: ${text}`)
    : plan.problems.map(({ code }) => code);
}

const only = (range: readonly string[]) => seen([floating({ range })]);
const limited = { ...wanted, limitRange: true };

describe('the HAVIP', () => {
  it.each<[string, CloudWanted, CloudSeen, readonly string[]]>([
    ['there by name and address', wanted, seen([floating()]), []],
    ['there by id', byId, seen([floating({ name: 'terraform' })]), []],
    [
      'there by name, its address chosen by the cloud',
      auto,
      seen([floating({ address: '172.16.16.9' })]),
      [],
    ],
    ['missing', wanted, seen([]), [`create: create web: 172.16.16.12 in ${SUBNET}`]],
    [
      'missing, in another VPC',
      wanted,
      seen([floating({ vpcId: 'vpc-2' })]),
      [`create: create web: 172.16.16.12 in ${SUBNET}`],
    ],
    [
      'missing, address left to the cloud',
      auto,
      seen([]),
      [`create: create web: an address that the cloud chooses in ${SUBNET}`],
    ],
    [
      'missing, to be limited',
      limited,
      seen([]),
      [`create: create web: 172.16.16.12 in ${SUBNET}, only for ins-1, ins-2`],
    ],
    [
      'to be limited, a member not known',
      limited,
      seen([], { members: [{ host: 'HAVIP-01' }] }),
      ['cloud.range-unknown'],
    ],
    ['to be limited, a member left out', limited, seen([], { complete: false }), ['cloud.range-unknown']],
    ['limited as wanted', limited, only(['ins-2', 'ins-1']), []],
    ['limited to others', limited, only(['ins-2', 'ins-9']), ['range: havip-1: +ins-1 -ins-9']],
    [
      'limited to others, one member not known',
      limited,
      seen([floating({ range: ['ins-9'] })], { complete: false }),
      ['range: havip-1: +ins-1 +ins-2'],
    ],
    ['limited, and the inventory leaves it alone', wanted, only(['ins-9']), []],
    ['made without a range', limited, seen([floating()]), ['cloud.range-open']],
    ['no such id', byId, seen([floating({ id: 'havip-2' })]), ['cloud.no-such-address']],
    [
      'another address by that id',
      byId,
      seen([floating({ address: '172.16.16.13' })]),
      ['cloud.other-address'],
    ],
    [
      'another address by that name',
      wanted,
      seen([floating({ address: '172.16.16.13' })]),
      ['cloud.other-address'],
    ],
    ['another subnet', wanted, seen([floating({ subnetId: 'subnet-2' })]), ['cloud.other-address']],
    [
      'two by that name, one with the address',
      wanted,
      seen([floating(), floating({ id: 'havip-2', address: '172.16.16.13' })]),
      [],
    ],
    [
      'two by that name',
      auto,
      seen([floating(), floating({ id: 'havip-2', address: '172.16.16.13' })]),
      ['cloud.ambiguous-name'],
    ],
    ["somebody else's by the address", wanted, seen([floating({ name: 'shop' })]), ['cloud.address-taken']],
  ])('%s', (_name, want, has, expected) => {
    expect(told(planAddress(want, has))).toEqual(expected);
  });
});

describe('the public address', () => {
  const named = { ...wanted, eip: '81.71.14.118' };
  const any = { ...wanted, eip: 'auto' };
  const own = { token: 'eip-1', ours: true };
  it.each<[string, CloudWanted, string | null, readonly PublicAddress[], readonly string[]]>([
    ['none wanted', wanted, '81.71.14.200', [], []],
    ['bound', named, '81.71.14.118', [eip('81.71.14.118')], []],
    ['free', named, null, [eip('81.71.14.118')], ['bind: bind 81.71.14.118']],
    ['being bound', named, null, [eip('81.71.14.118', { boundTo: 'havip-1' })], ['bind: bind 81.71.14.118']],
    ['not there', named, null, [], ['cloud.no-such-eip']],
    ['in use', named, null, [eip('81.71.14.118', { boundTo: 'ins-7' })], ['cloud.eip-in-use']],
    ['another one is bound', named, '81.71.14.119', [eip('81.71.14.118')], ['cloud.other-eip']],
    ['any: one is bound', any, '81.71.14.200', [], []],
    ['any: none yet', any, null, [], ['allocate: allocate one for web', 'bind: bind the allocated EIP']],
    [
      'any: allocated by a run that was killed',
      any,
      null,
      [eip('81.71.14.118', own)],
      ['bind: bind 81.71.14.118'],
    ],
    [
      "any: somebody else's is free",
      any,
      null,
      [eip('81.71.14.118')],
      ['allocate: allocate one for web', 'bind: bind the allocated EIP'],
    ],
  ])('%s', (_name, want, bound, eips, expected) => {
    expect(told(planPublic(want, floating({ publicAddress: bound }), eips))).toEqual(expected);
  });
});

describe('taking it away', () => {
  const ours = { token: 'address-1', ours: true };
  const force = { force: true };
  const own = eip('81.71.14.118', { token: 'eip-1', ours: true });
  it.each<[string, CloudWanted, CloudSeen, { force: boolean }, readonly string[]]>([
    ['ours', wanted, seen([floating(ours)]), { force: false }, ['delete: delete havip-1 (172.16.16.12)']],
    ["somebody else's stays", wanted, seen([floating()]), { force: false }, []],
    [
      "somebody else's, by force",
      wanted,
      seen([floating()]),
      force,
      ['delete: delete havip-1 (172.16.16.12)'],
    ],
    ['gone', wanted, seen([]), { force: false }, []],
    ['gone, known by id', byId, seen([]), { force: false }, []],
    [
      'another address than the inventory says',
      byId,
      seen([floating({ ...ours, address: '172.16.16.13' })]),
      force,
      ['cloud.other-address'],
    ],
    [
      'our EIP goes too',
      wanted,
      seen([floating(ours)], { publicAddresses: [own] }),
      { force: false },
      ['delete: delete havip-1 (172.16.16.12)', 'release: release 81.71.14.118 (eip-817114118)'],
    ],
    [
      'an EIP that is bound elsewhere stays',
      wanted,
      seen([], { publicAddresses: [{ ...own, boundTo: 'ins-7' }] }),
      force,
      [],
    ],
    [
      "somebody else's EIP stays",
      wanted,
      seen([], { publicAddresses: [eip('81.71.14.118')] }),
      { force: false },
      [],
    ],
    [
      "somebody else's EIP, named, by force",
      { ...wanted, eip: '81.71.14.118' },
      seen([], { publicAddresses: [eip('81.71.14.118')] }),
      force,
      ['release: release 81.71.14.118 (eip-817114118)'],
    ],
  ])('%s', (_name, want, has, options, expected) => {
    expect(told(planDeletion(want, has, options))).toEqual(expected);
  });

  it.each<[string, CloudWanted, FloatingAddress | undefined, readonly string[]]>([
    ['none bound', wanted, floating(), []],
    ['no HAVIP', wanted, undefined, []],
    [
      "the inventory's",
      { ...wanted, eip: '81.71.14.118' },
      floating({ publicAddress: '81.71.14.118' }),
      ['unbind: unbind 81.71.14.118 from havip-1'],
    ],
    [
      'any',
      { ...wanted, eip: 'auto' },
      floating({ publicAddress: '81.71.14.118' }),
      ['unbind: unbind 81.71.14.118 from havip-1'],
    ],
    [
      'one that somebody bound to a HAVIP that stays',
      wanted,
      floating({ publicAddress: '81.71.14.118' }),
      [],
    ],
    [
      'one that somebody bound to a HAVIP that goes',
      wanted,
      floating({ ...ours, publicAddress: '81.71.14.118' }),
      ['unbind: unbind 81.71.14.118 from havip-1'],
    ],
  ])('EIP: %s', (_name, want, has, expected) => {
    expect(told(planUnbinding(want, seen(has === undefined ? [] : [has]), { force: false }))).toEqual(
      expected,
    );
  });
});
