import { isIP, isIPv4 } from 'node:net';
import { subnetContains } from '../../../inventory/address-rules.ts';
import type { Cluster } from '../../../inventory/types.ts';
import type { InstanceView } from '../../../keepalived/meaning/instance.ts';
import { type Placement, placementOf } from '../../../keepalived/meaning/placement.ts';
import { entries } from '../../../keepalived/meaning/settings.ts';
import type { ConfigNode } from '../../../keepalived/parse/syntax.ts';
import type { InterfaceAddress } from '../../../resources/network.ts';
import { type Loss, lossAt, shown } from './loss.ts';

type Described = Cluster['havip']['vrrp']['excluded'][number];

/** The addresses that an instance serves and the inventory does not, and how those that stay are put otherwise. */
export function addressLosses(
  instance: InstanceView,
  { havip }: Cluster,
  networks: readonly InterfaceAddress[],
): readonly Loss[] {
  const described: readonly Described[] = [
    ...havip.addresses.map((address) => ({ address, ...havip.vrrp.placing[address] })),
    ...havip.vrrp.excluded,
  ];
  return addressEntries(instance).flatMap((entry) => {
    const placement = placementOf(entry);
    const { address, dev } = placement;
    if (isIP(address) === 0) return [];
    const wanted = described.find((each) => each.address === address);
    if (wanted !== undefined) return placingLosses(entry, placement, wanted, instance, networks);
    const device = dev === undefined ? '' : ` on ${shown(dev)}`;
    const does = `is served${device} by ${shown(instance.name)}`;
    return [{ ...lossAt(entry, does), name: `address ${shown(address)}` }];
  });
}

/** What changes of an address that stays, and nobody goes by: its mask within the card's own network, its broadcast. */
export function addressChanges(
  instance: InstanceView,
  { havip }: Cluster,
  networks: readonly InterfaceAddress[],
): readonly string[] {
  return addressEntries(instance).flatMap((entry) => {
    const placement = placementOf(entry);
    const { address, prefix, brd } = placement;
    const wanted = havip.addresses.includes(address) ? (havip.vrrp.placing[address] ?? {}) : undefined;
    if (wanted === undefined) return [];
    const mask = (wanted.prefix ?? 32) !== prefix && !reachesMore(placement, wanted, networks);
    const gone = brd !== undefined && wanted.brd === undefined;
    return [
      ...(mask ? [`${address}/${prefix} becomes ${address}/${wanted.prefix ?? 32}`] : []),
      ...(gone ? [`${address} loses its broadcast address ${shown(brd)}`] : []),
    ];
  });
}

function addressEntries({ body }: InstanceView): readonly ConfigNode[] {
  return ['virtual_ipaddress', 'virtual_ipaddress_excluded'].flatMap((block) => entries(body, block));
}

function placingLosses(
  entry: ConfigNode,
  placement: Placement,
  wanted: Described,
  { interfaceName }: InstanceView,
  networks: readonly InterfaceAddress[],
): readonly Loss[] {
  const { address, dev, scope, label } = placement;
  const own = interfaceName?.value;
  const loss = (what: string, does: string): Loss => ({
    ...lossAt(entry, does),
    name: `address ${shown(address)} ${shown(what)}`,
  });
  const elsewhere = dev !== undefined && dev !== own && wanted.dev === undefined;
  const undescribed = placement.more.filter(
    (option) => !(option === 'no_track' || option === 'noprefixroute') || wanted[option] === undefined,
  );
  return [
    ...(elsewhere ? [loss('dev', `is on ${shown(dev)}, and would be on ${shown(own)}`)] : []),
    ...(label !== undefined && wanted.label === undefined
      ? [loss('label', `has the label ${shown(label)}, by which ifconfig and scripts know it`)]
      : []),
    ...(scope !== 'global' && scope !== '0' && wanted.scope === undefined
      ? [loss('scope', `has the scope ${shown(scope)}: the machine would begin to send from it`)]
      : []),
    ...(reachesMore(placement, wanted, networks)
      ? [loss('prefix', `has /${placement.prefix}, by which the machine reaches that whole network`)]
      : []),
    ...undescribed.map((option) => loss(option, `has \`${shown(option)}\``)),
  ];
}

/** Whether the mask of an address makes a route that no other address of the machine makes. */
function reachesMore(
  { address, prefix }: Placement,
  wanted: Omit<Described, 'address'>,
  networks: readonly InterfaceAddress[],
): boolean {
  if (wanted.prefix !== undefined || !isIPv4(address) || prefix > 31 || networks.length === 0) return false;
  return !networks.some(
    (each) =>
      each.address !== address &&
      each.prefix <= prefix &&
      subnetContains(`${each.address}/${each.prefix}`, address),
  );
}
