import { isIpv4 } from '../../inventory/schema-parts.ts';
import { affinity } from '../../keepalived/lint/match.ts';
import type { InstanceView } from '../../keepalived/meaning/instance.ts';
import { setting } from '../../keepalived/meaning/settings.ts';
import { type FoundCluster, type FoundMember, type FoundNode, foundMember } from './found.ts';
import { PLAIN_GROUP } from './plain-hosts.ts';
import { byRank } from './ranks.ts';

/** One instance of one machine. */
interface Part {
  readonly node: FoundNode;
  readonly instance: InstanceView;
}

/**
 * The clusters that configurations make: the instances that share addresses or name each other as peers belong
 * together. A machine is in one, or in several that are of the same machines. What it has besides is left to the
 * comparison to tell.
 * @param alone each machine is in one cluster only
 */
export function findClusters(nodes: readonly FoundNode[], alone = false): readonly FoundCluster[] {
  const taken = new Map<FoundNode, FoundCluster[]>();
  const names = new Set([...nodes.map(({ name }) => name), PLAIN_GROUP]);
  return routersOf(nodes).flatMap((parts): FoundCluster[] => {
    if (!parts.some(({ instance }) => servesIpv4(instance))) return [];
    const [first, ...rest] = byRank(parts.map((part) => member(part, parts)));
    if (first === undefined) return [];
    const members = [first, ...rest] as const;
    const unseen = unseenPeers(members);
    const others = [...new Set(parts.flatMap(({ node }) => taken.get(node) ?? []))];
    if (others.length > 0 && (alone || !others.every((other) => fitsBeside(other, members, unseen))))
      return [];
    const name = freeName(first.instance.name, names);
    names.add(name);
    const found = { name, members, unseen, ...(others[0] && { first: others[0] }) };
    for (const { node } of parts) taken.set(node, [...(taken.get(node) ?? []), found]);
    return [found];
  });
}

/** Of the same machines, with an id on its card and addresses of its own: what an inventory takes as a further cluster of theirs. */
function fitsBeside(
  other: FoundCluster,
  members: readonly FoundMember[],
  unseen: readonly string[],
): boolean {
  const nodes = new Set(other.members.map(({ node }) => node));
  const same = members.length === nodes.size && members.every(({ node }) => nodes.has(node));
  // Which peer of one network is which of another, nobody knows of more than one.
  const peers = unseen.length === other.unseen.length && unseen.length < 2;
  return same && peers && areApart(other.members[0], members[0]);
}

function areApart(one: FoundMember, other: FoundMember | undefined): boolean {
  const ips = ({ instance }: FoundMember) =>
    [...instance.addresses, ...instance.excluded].map(({ ip }) => ip);
  return (
    other !== undefined &&
    (one.speaker.routerId !== other.speaker.routerId ||
      one.speaker.interfaceName !== other.speaker.interfaceName) &&
    !ips(one).some((ip) => ips(other).includes(ip))
  );
}

function servesIpv4({ addresses }: InstanceView): boolean {
  return addresses.some(({ ip }) => isIpv4(ip));
}

/** The virtual routers, in the order of their first instance: the closest pairs are put together first. */
function routersOf(nodes: readonly FoundNode[]): readonly (readonly Part[])[] {
  const parts = nodes.flatMap((node) => node.view.instances.map((instance): Part => ({ node, instance })));
  let routers: readonly (readonly Part[])[] = parts.map((part) => [part]);
  for (const [one, other] of closestFirst(parts)) {
    const joined = routers.filter((router) => router.includes(one) || router.includes(other));
    const all = joined.flat();
    const distinct = new Set(all.map(({ node }) => node)).size === all.length;
    if (joined.length < 2 || !distinct) continue;
    routers = routers.flatMap((router) =>
      router === joined[0] ? [all] : joined.includes(router) ? [] : [router],
    );
  }
  return routers;
}

function closestFirst(parts: readonly Part[]): readonly (readonly [Part, Part])[] {
  const pairs = parts.flatMap((one, index) =>
    parts
      .slice(index + 1)
      .filter(({ node }) => node !== one.node)
      .map((other) => ({ pair: [one, other] as const, score: affinity(one.instance, other.instance) })),
  );
  return pairs
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ pair }) => pair);
}

function member({ node, instance }: Part, parts: readonly Part[]): FoundMember {
  const others = parts.filter((part) => part.node !== node).map((part) => part.instance);
  return foundMember(node, instance, ownAddress(node, instance, others));
}

/** As the instance says it; else as its machine, or as the only address that all others send to and it does not. */
function ownAddress(
  { network }: FoundNode,
  instance: InstanceView,
  others: readonly InstanceView[],
): string | undefined {
  const said = instance.sourceIp?.value ?? setting(instance.body, 'mcast_src_ip')?.value;
  if (said !== undefined && isIpv4(said)) return said;
  const floating = [...instance.addresses, ...instance.excluded].map(({ ip }) => ip);
  const seen = network?.addresses.find(
    (each) => each.interface === instance.interfaceName?.value && !floating.includes(each.address),
  );
  if (seen !== undefined) return seen.address;
  const own = new Set(instance.peers.map(({ value }) => value));
  const named = (others[0]?.peers ?? [])
    .map(({ value }) => value)
    .filter(
      (address) =>
        !own.has(address) && others.every(({ peers }) => peers.some(({ value }) => value === address)),
    );
  return named.length === 1 ? named[0] : undefined;
}

/** Peers that no file is of; one without an address where a machine alone has none at all. */
function unseenPeers(members: readonly FoundMember[]): readonly string[] {
  const known = new Set(members.map(({ ownAddress: address }) => address));
  const peers = new Set(members.flatMap(({ instance }) => instance.peers.map(({ value }) => value)));
  const strangers = [...peers].filter((address) => isIpv4(address) && !known.has(address));
  // Without its own address a machine cannot be told from the peer that the others name, but nobody names itself.
  const seen = members.filter(
    ({ ownAddress: address, instance }) =>
      address === undefined && strangers.some((each) => !instance.peers.some(({ value }) => value === each)),
  ).length;
  const unseen = strangers.slice(seen);
  return members.length + unseen.length > 1 ? unseen : [''];
}

/** A group may not be called as a host is. */
function freeName(instance: string, taken: ReadonlySet<string>): string {
  const plain = instance
    .replaceAll(/[^A-Za-z0-9_]/g, '_')
    .replace(/^(?=\d|$)/, 'havip_')
    .slice(0, 60);
  const name = /^(?:all|ungrouped)$/i.test(plain) ? `havip_${plain}` : plain;
  if (!taken.has(name)) return name;
  for (let number = 2; ; number += 1) if (!taken.has(`${name}_${number}`)) return `${name}_${number}`;
}
