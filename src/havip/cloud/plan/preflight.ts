import ipaddr from 'ipaddr.js';
import type { CloudCapabilities, FloatingAddress } from '../../../cloud/provider.ts';
import type { Problem } from '../../../core/problem.ts';
import type { CloudSeen } from '../seen.ts';
import type { CloudStep } from './plan.ts';
import { memberProblems } from './preflight-members.ts';
import type { CloudWanted } from './wanted.ts';

/** What preflight judges: what is wanted, what is there, and what is about to be done about it. */
export interface PreflightInput {
  readonly wanted: CloudWanted;
  readonly seen: CloudSeen;
  readonly address: FloatingAddress | undefined;
  readonly steps: readonly CloudStep[];
  readonly capabilities: CloudCapabilities;
}

/**
 * Everything that would let the installation go through and the failover fail, found before anything is
 * changed, all of it at once. Pure.
 */
export function preflight(input: PreflightInput): Problem[] {
  return [
    ...memberProblems(input.wanted, input.seen),
    ...addressProblems(input),
    ...rangeProblems(input),
    ...quotaProblems(input),
    ...crowdProblems(input),
    ...input.seen.vrrp,
  ];
}

function addressProblems({ wanted, seen: { subnet }, address: found }: PreflightInput): Problem[] {
  const { cluster } = wanted;
  if (subnet === undefined) {
    return [
      {
        code: 'cloud.no-such-subnet',
        summary: `${cluster}: there is no subnet ${wanted.subnetId ?? found?.subnetId}`,
        detail: 'It is not in this region of this account.',
        fix: 'Correct havip.cloud.subnet_id or region.',
      },
    ];
  }
  if (wanted.vpcId !== undefined && subnet.vpcId !== wanted.vpcId) {
    return [
      {
        code: 'cloud.subnet-of-other-vpc',
        summary: `${cluster}: ${subnet.id} is a subnet of ${subnet.vpcId}, not of ${wanted.vpcId}`,
        fix: 'Correct havip.cloud.vpc_id or subnet_id.',
      },
    ];
  }
  const address = wanted.address ?? found?.address;
  const wrong = address === undefined ? undefined : unfit(address, subnet.cidr);
  if (wrong === undefined) return [];
  return [
    {
      code: 'cloud.address-unfit',
      summary: `${cluster}: ${address} is ${wrong}`,
      detail: `The subnet ${subnet.id} is ${subnet.cidr}; its first two addresses and its last belong to the cloud.`,
      fix: 'Give a free address of the subnet as havip.address, or `address: auto` to let the cloud choose.',
    },
  ];
}

/** Why no HAVIP of a subnet can have an address. */
function unfit(address: string, cidr: string): string | undefined {
  const own = ipaddr.IPv4.parse(address);
  if (!own.match(ipaddr.IPv4.parseCIDR(cidr))) return `not in the subnet ${cidr}`;
  const number = toNumber(own);
  const network = toNumber(ipaddr.IPv4.networkAddressFromCIDR(cidr));
  const broadcast = toNumber(ipaddr.IPv4.broadcastAddressFromCIDR(cidr));
  if (number === network) return `the network address of ${cidr}`;
  if (number === network + 1) return `the gateway of ${cidr}`;
  return number === broadcast ? `the broadcast address of ${cidr}` : undefined;
}

function toNumber(address: ipaddr.IPv4): number {
  return address.octets.reduce((number, octet) => number * 256 + octet, 0);
}

/** A node that the range leaves out holds the address, and the cloud never sends it anything. */
function rangeProblems({ wanted, seen, address, steps }: PreflightInput): Problem[] {
  if (address === undefined || address.range === null) return [];
  const added = steps.flatMap((step) => (step.kind === 'range' ? step.add : []));
  const range = new Set([...address.range, ...added]);
  return seen.members.flatMap(({ host, instance }): Problem[] => {
    if (instance === undefined || range.has(instance.id)) return [];
    return [
      {
        code: 'cloud.node-outside-range',
        host,
        summary: `the range of HAVIP ${address.id} leaves out ${host} (${instance.id})`,
        detail: `Only ${address.range?.join(', ') || 'nobody'} may announce ${address.address}: all would install well, and the address would never move to ${host}.`,
        fix: `Set havip.cloud.limit_range: true for ${wanted.cluster}, so that \`up\` adds its members, or add ${instance.id} in the console.`,
      },
    ];
  });
}

function quotaProblems({ wanted, seen: { quota }, steps }: PreflightInput): Problem[] {
  if (quota === undefined || !steps.some(({ kind }) => kind === 'create') || quota.used < quota.limit)
    return [];
  return [
    {
      code: 'cloud.quota',
      summary: `${wanted.cluster}: ${wanted.vpcId} has ${quota.used} of ${quota.limit} HAVIPs, and needs one more`,
      fix: 'Delete one that nobody uses, adopt one with havip.cloud.havip_id, or ask Tencent Cloud for a larger quota.',
    },
  ];
}

/** After a failover a node may carry every address that its instances share. */
function crowdProblems({ wanted, seen, address, steps, capabilities }: PreflightInput): Problem[] {
  const creates = steps.some(({ kind }) => kind === 'create') ? 1 : 0;
  return seen.members.flatMap(({ host, instance }): Problem[] => {
    if (instance === undefined) return [];
    const others = seen.addresses.filter(
      ({ id, binding, range }) =>
        id !== address?.id && (binding.instanceId === instance.id || range?.includes(instance.id) === true),
    );
    const count = others.length + (address === undefined ? creates : 1);
    if (count <= capabilities.maxPerInterface) return [];
    return [
      {
        code: 'cloud.crowded-interface',
        host,
        summary: `${host} would carry ${count} HAVIPs on one interface; ${capabilities.maxPerInterface} is the most`,
        detail: `Besides that of ${wanted.cluster} there are ${others.map(({ id, address: ip }) => `${id} (${ip})`).join(', ')}. Each is announced again and again, and the announcements of too many are dropped.`,
        fix: 'Spread the HAVIPs over more machines.',
      },
    ];
  });
}
