import type { Place } from '../../../core/problem.ts';
import type { InstanceView } from '../../meaning/instance.ts';
import { isGiven, setting } from '../../meaning/settings.ts';
import type { Hit, InstanceMatch, Rule } from '../rule.ts';

/** One node's view of a match: its own instance first. */
interface Side {
  readonly own: InstanceView;
  readonly other: InstanceView;
}

function sides({ a, b }: InstanceMatch): readonly Side[] {
  return [
    { own: a.instance, other: b.instance },
    { own: b.instance, other: a.instance },
  ];
}

/** What one node has to say about the other's address. */
function peerProblem({ own, other }: Side): Hit | null {
  const source = other.sourceIp;
  if (own.peerBlock === undefined || own.peers.length === 0 || source === undefined) return null;
  if (own.peers.some(({ value }) => value === source.value)) return null;
  const message = `${source.value}, from which the other node sends, is not among the peers here`;
  return { place: own.peerBlock, message, related: source.place };
}

/** A hit for every two instances that differ in something that has to be equal. */
export function* differences(
  matches: readonly InstanceMatch[],
  read: (instance: InstanceView) => { readonly value: string; readonly place: Place },
  message: (one: string, other: string) => string,
): Generator<Hit> {
  for (const { a, b } of matches) {
    const [one, other] = [read(a.instance), read(b.instance)];
    if (one.value === other.value) continue;
    yield { place: other.place, message: message(one.value, other.value), related: one.place };
  }
}

/** Rules about how the nodes find and understand each other. */
export const UNICAST_RULES: readonly Rule[] = [
  {
    id: 'KA020',
    name: 'unicast',
    profile: 'havip',
    severity: 'error',
    title: 'An instance has no `unicast_peer`',
    why: 'It then sends to a multicast group, which a VPC does not carry reliably: both nodes become master.',
    fix: 'Add unicast_src_ip and unicast_peer with the addresses of the nodes',
    *node({ view }) {
      for (const { name, place, peerBlock, sourceIp } of view.instances) {
        const message = `${name} names no peers and would use multicast`;
        if (peerBlock === undefined && sourceIp === undefined) yield { place, message };
      }
    },
  },
  {
    id: 'KA021',
    name: 'peer-empty',
    severity: 'error',
    title: 'Unicast is begun, but there are no peers',
    why: 'keepalived then falls back to multicast, before 2.2.5 without a word; with unicast_fault_no_peer the instance stays in FAULT.',
    fix: 'Name the peers; unicast_fault_no_peer (2.2.5 and later) makes it a fault',
    *node({ view }) {
      for (const { place, body, peerBlock, sourceIp, peers } of view.instances) {
        const begun = peerBlock ?? sourceIp?.place ?? setting(body, 'check_unicast_src')?.place;
        if (begun === undefined || peers.length > 0) continue;
        const message = isGiven(body, 'unicast_fault_no_peer')
          ? 'no peer is named, so the instance stays in FAULT (unicast_fault_no_peer)'
          : 'no peer is named, so multicast is used';
        yield { place: peerBlock ?? begun, message, related: place };
      }
    },
  },
  {
    id: 'KA022',
    name: 'peer-asym',
    severity: 'error',
    title: 'A node sends from an address that the other does not have among its peers',
    why: 'The other node never hears it and becomes master too: both hold the address.',
    fix: "Make each node's unicast_src_ip one of the other's unicast_peer entries",
    *pair({ matches }) {
      for (const side of matches.flatMap(sides)) {
        const hit = peerProblem(side);
        if (hit !== null) yield hit;
      }
    },
  },
  {
    id: 'KA023',
    name: 'peer-self',
    severity: 'error',
    title: 'A node is its own peer',
    why: 'It sends its adverts to itself and leaves the real peer without; keepalived does not notice.',
    fix: "Write the other node's address",
    mend: 'unsafe',
    *node({ view, editor }) {
      for (const { peers, sourceIp } of view.instances) {
        for (const { value, place } of peers) {
          if (sourceIp === undefined || value !== sourceIp.value) continue;
          const message = `${value} is this node's own address`;
          yield { place, message, related: sourceIp.place, edits: editor.remove(place) };
        }
      }
    },
  },
  {
    id: 'KA025',
    name: 'vrid-diff',
    severity: 'error',
    title: 'The nodes of a cluster have different `virtual_router_id`s',
    why: 'They ignore each other and both become master.',
    fix: 'Write the same id on every node',
    pair: ({ matches }) =>
      differences(
        matches,
        ({ routerId, place }) => ({ value: routerId?.value ?? '', place: routerId?.place ?? place }),
        (one, other) =>
          `virtual_router_id is ${other || 'missing'} here and ${one || 'missing'} on the other node`,
      ),
  },
  {
    id: 'KA026',
    name: 'vrid-dup',
    severity: 'error',
    title: 'Another cluster of the same VPC uses the `virtual_router_id`',
    why: 'keepalived ends where one file has an id twice on an interface. Adverts of another cluster that arrive are dropped, with a line in the log each, or taken for the own (2.3.3 does not compare addresses): then nobody holds the address. The cloud asks for one id for each.',
    fix: 'Choose an id that no other cluster has',
    *pair({ nodes, usedRouterIds }) {
      for (const { routerId } of nodes.flatMap(({ view }) => view.instances)) {
        const used = usedRouterIds.find((candidate) => String(candidate.routerId) === routerId?.value);
        if (routerId === undefined || used === undefined) continue;
        yield {
          place: routerId.place,
          message: `virtual_router_id ${routerId.value} belongs to ${used.cluster}`,
        };
      }
    },
    *node({ config, view }) {
      const seen = new Map<string, Place>();
      for (const { routerId, interfaceName, family } of view.instances) {
        if (routerId === undefined) continue;
        // Each interface and each family has ids of its own.
        const key = `${interfaceName?.value} ${family} ${routerId.value}`;
        const earlier = seen.get(key);
        const message = `virtual_router_id ${routerId.value} is used twice in ${config.file}`;
        if (earlier !== undefined) yield { place: routerId.place, message, related: earlier };
        seen.set(key, routerId.place);
      }
    },
  },
  {
    id: 'KA024',
    name: 'src-missing',
    severity: 'error',
    title: '`unicast_src_ip` is no address of the host',
    why: 'keepalived cannot send from it and stays in FAULT.',
    fix: "Write the host's own address in the subnet of the virtual address",
    *host({ view, facts }) {
      const own = facts.interfaces?.flatMap(({ addresses }) => addresses.map((cidr) => cidr.split('/')[0]));
      if (own === undefined) return;
      for (const { sourceIp } of view.instances) {
        if (sourceIp === undefined || own.includes(sourceIp.value)) continue;
        yield { place: sourceIp.place, message: `the host has no address ${sourceIp.value}` };
      }
    },
  },
  {
    id: 'KA080',
    name: 'fw112',
    severity: 'error',
    title: 'A firewall keeps VRRP (IP protocol 112) of a peer out',
    why: 'The node hears no adverts and becomes master: both hold the address.',
    fix: 'Allow IP protocol 112 from the peers, in the host firewall and in the security group',
    *host({ view, facts }) {
      for (const { value, place } of view.instances.flatMap(({ peers }) => peers)) {
        const message = `VRRP from ${value} does not get through the firewall`;
        if (facts.vrrpAllowedFrom?.[value] === false) yield { place, message };
      }
    },
  },
];
