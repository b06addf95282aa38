import type { Place } from '../../../core/problem.ts';
import type { InstanceView, VirtualAddress } from '../../meaning/instance.ts';
import type { HostFacts } from '../facts.ts';
import type { Hit, HostInput, NodeInput, PairInput, Rule } from '../rule.ts';
import { inSubnet, reservedUse } from '../subnet.ts';

const MOST_ADDRESSES = 5;

function allAddresses({ addresses, excluded }: InstanceView): readonly VirtualAddress[] {
  return [...addresses, ...excluded];
}

/** Every address after the first with the same text. */
function* repeated(instances: readonly InstanceView[]): Generator<Hit> {
  const seen = new Map<string, { readonly place: Place; readonly name: string }>();
  for (const instance of instances) {
    for (const { ip, place } of allAddresses(instance)) {
      // A link-local address is one on each link.
      const key = /^fe80:/i.test(ip) ? `${ip} ${instance.interfaceName?.value}` : ip;
      const earlier = seen.get(key);
      if (earlier === undefined) seen.set(key, { place, name: instance.name });
      else yield { place, message: `${ip} is in ${earlier.name} already`, related: earlier.place };
    }
  }
}

function* reserved({ view }: NodeInput): Generator<Hit> {
  for (const { ip, prefix, place } of view.instances.flatMap(allAddresses)) {
    const use = prefix === null ? null : reservedUse(ip, `${ip}/${prefix}`);
    if (use !== null) yield { place, message: `${ip} is the ${use} address of its subnet` };
  }
}

/** What is wrong with one virtual address on a host, as far as its facts tell. */
function misplaced(ip: string, interfaceName: string, facts: HostFacts): string | null {
  if (ip === facts.gateway) return `${ip} is the gateway`;
  const found = facts.interfaces?.find(({ name }) => name === interfaceName)?.addresses;
  if (found === undefined) return null;
  // The virtual address itself is there where the node holds it.
  const subnets = found.filter((cidr) => !cidr.startsWith(`${ip}/`));
  const subnet = subnets.find((cidr) => inSubnet(ip, cidr));
  if (subnet === undefined)
    return `${ip} is in no subnet of ${interfaceName} (${subnets.join(', ') || 'no address'})`;
  const use = reservedUse(ip, subnet);
  return use === null ? null : `${ip} is the ${use} address of ${subnet}`;
}

function* misplacedAddresses({ view, facts }: HostInput): Generator<Hit> {
  for (const instance of view.instances) {
    for (const { ip, place } of instance.addresses) {
      const message = misplaced(ip, instance.interfaceName?.value ?? '', facts);
      if (message !== null) yield { place, message };
    }
  }
}

function* tooMany({ view }: NodeInput): Generator<Hit> {
  const counts = new Map<string, number>();
  for (const instance of view.instances) {
    const name = instance.interfaceName?.value ?? '';
    for (const { place } of allAddresses(instance)) {
      const count = (counts.get(name) ?? 0) + 1;
      counts.set(name, count);
      const message = `this is the ${count}th virtual address of ${name}`;
      if (count === MOST_ADDRESSES + 1) yield { place, message };
    }
  }
}

/** The addresses that the nodes of a cluster have of their own. */
function ownAddresses({ view, facts }: PairInput['nodes'][number]): readonly string[] {
  const configured = view.instances.flatMap(({ sourceIp, peers }) => [
    ...(sourceIp === undefined ? [] : [sourceIp.value]),
    ...peers.map(({ value }) => value),
  ]);
  // A holder has the virtual address on its interface too, with the mask that is written here.
  const virtual = view.instances.flatMap(allAddresses).map(({ ip, prefix }) => `${ip}/${prefix ?? 32}`);
  const found = (facts?.interfaces ?? []).flatMap(({ addresses }) => addresses);
  const own = found.filter((cidr) => !virtual.includes(cidr));
  return [...configured, ...own.map((cidr) => cidr.split('/')[0] ?? '')];
}

function* nodeAddresses(nodes: PairInput['nodes']): Generator<Hit> {
  const own = new Set(nodes.flatMap(ownAddresses));
  for (const { view } of nodes) {
    for (const { ip, place } of view.instances.flatMap(allAddresses)) {
      if (own.has(ip)) yield { place, message: `${ip} is a node's own address` };
    }
  }
}

/** Rules about the virtual addresses. */
export const ADDRESS_RULES: readonly Rule[] = [
  {
    id: 'KA046',
    name: 'havip-count',
    profile: 'havip',
    severity: 'warning',
    title: 'An interface carries more than 5 virtual addresses',
    why: 'The cloud advises at most 5 for each network interface; every one adds gratuitous ARP at each takeover.',
    fix: 'Spread the addresses over more interfaces',
    node: tooMany,
  },
  {
    id: 'KA047',
    name: 'vip-subnet',
    severity: 'error',
    title:
      "A virtual address is outside the interface's subnet, or its network, broadcast or gateway address",
    why: 'A HAVIP belongs to one subnet and moves only there; keepalived sets any address without complaint.',
    fix: 'Use the address of a HAVIP that was applied for in the subnet of the interface',
    node: reserved,
    host: misplacedAddresses,
  },
  {
    id: 'KA048',
    name: 'vip-self',
    severity: 'error',
    title: "A virtual address is a node's own address",
    why: 'keepalived accepts it. With the mask that the node has it with, it is taken off the node when that becomes backup, which then has none; with another mask the master holds what the other node has, too: two holders.',
    fix: 'Use the address of the HAVIP',
    node: (input) => nodeAddresses([input]),
    pair: ({ nodes }) => nodeAddresses(nodes),
  },
  {
    id: 'KA049',
    name: 'vip-dup',
    severity: 'error',
    title: 'A virtual address stands in two places',
    why: 'Two instances then fight for it: one that becomes backup takes it off the node, also where the other is master there. keepalived notices a repetition within one instance only, and that from 2.3.3 on.',
    fix: 'Keep it in one instance',
    node: ({ view }) => repeated(view.instances),
  },
  {
    id: 'KA050',
    name: 'vip-squat',
    severity: 'error',
    title: 'Another machine answers for a virtual address that no node holds',
    why: 'The address would be in use twice.',
    fix: 'Find the machine with that address and stop it, or use another HAVIP',
    *host({ view, facts }) {
      for (const { ip, place } of view.instances.flatMap(allAddresses)) {
        if (facts.squattedAddresses?.includes(ip))
          yield { place, message: `another machine answers for ${ip}` };
      }
    },
  },
  {
    id: 'KA051',
    name: 'havip-range',
    severity: 'warning',
    title: 'The cloud has no HAVIP with the address, or the node may not bind it',
    why: 'Then nothing in the VPC follows the address when it moves.',
    fix: 'Apply for the HAVIP, and add the node to the instances it may be bound to',
    *host({ view, facts }) {
      for (const { ip, place } of view.instances.flatMap(({ addresses }) => addresses)) {
        const havip = facts.havips?.[ip];
        if (havip === null) yield { place, message: `the cloud has no HAVIP ${ip} here` };
        else if (havip?.bindable === false)
          yield { place, message: `this node may not bind the HAVIP ${ip}` };
      }
    },
  },
  {
    id: 'KA052',
    name: 'vip-mask',
    severity: 'info',
    title: 'A virtual address has a mask other than /32',
    why: 'The kernel then adds a route for it and may send from it, so replies come to whoever holds it later.',
    fix: 'Write the address without a mask',
    mend: 'unsafe',
    *node({ view, editor }) {
      for (const { ip, prefix, place } of view.instances.flatMap(allAddresses)) {
        const wide = prefix !== null && prefix < (ip.includes(':') ? 128 : 32);
        const edits = wide ? editor.replace(place, `${ip}/${prefix}`, ip) : undefined;
        if (wide) yield { place, message: `${ip} is set with the mask /${prefix}`, edits };
      }
    },
  },
];
