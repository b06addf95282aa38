/** A packet as rules see it, on the machine whose rules they are. */
export interface Packet {
  readonly way: 'input' | 'output';
  readonly interface: string;
  readonly source: string;
  readonly destination: string;
  /** Number of the IP protocol: 112 is VRRP, 1 is ICMP (an echo request is meant then). */
  readonly protocol: 112 | 1;
  readonly state: 'new' | 'established';
}

/** What adverts go between on a node. */
export interface AdvertPath {
  readonly interface: string;
  /** The node's own. */
  readonly address: string;
  /** Where they go, unless each peer gets its own. */
  readonly group?: string | undefined;
}

/** An advert from a peer, or to it, that no connection tracking knows. */
export function advertPacket(
  { interface: name, address, group }: AdvertPath,
  way: Packet['way'],
  peer: string,
): Packet {
  const [source, destination] = way === 'input' ? [peer, group ?? address] : [address, group ?? peer];
  return { way, interface: name, source, destination, protocol: 112, state: 'new' };
}

/** Whether a rule is about a packet; undefined where nobody but the kernel can tell. */
export type Matching = boolean | undefined;

/** What a rule does with a packet that it is about; `none` goes on to the next rule. */
export type Action =
  | { readonly kind: 'accept' | 'drop' | 'return' | 'none' | 'unknown' }
  | { readonly kind: 'jump' | 'goto'; readonly chain: string };

export interface FirewallRule {
  readonly decide: (packet: Packet) => { readonly matches: Matching; readonly action: Action };
}

export interface Chain {
  /** Where packets enter it; undefined for one that only others jump to. */
  readonly way: Packet['way'] | undefined;
  /** Only for packets of these interfaces; `unknown` where it has some and nobody says which. */
  readonly interfaces?: readonly string[] | 'unknown';
  readonly drops: boolean;
  readonly rules: readonly FirewallRule[];
}

/** Chains that can jump to each other, by name: one table. */
export interface Table {
  /** `firewalld`, or what a person calls it. */
  readonly name: string;
  readonly kind: 'nftables' | 'iptables' | 'iptables-legacy';
  readonly chains: ReadonlyMap<string, Chain>;
}

/** What becomes of a packet: `unsure` where it hangs on something that only the kernel can tell. */
export type Verdict = 'passes' | 'dropped' | 'unsure';

/** Deeper than any ruleset jumps. */
const DEEPEST = 20;

/** What all tables together do with a packet, and which ones stop it for certain; `by` is the first of them. */
export function verdictOf(
  tables: readonly Table[],
  packet: Packet,
): { readonly verdict: Verdict; readonly by?: Table; readonly stops: readonly Table[] } {
  const entered = tables.flatMap((table) =>
    [...table.chains.values()]
      .filter((chain) => enters(chain, packet))
      .map((chain) => ({ table, chain, walked: walk(table, chain, packet, 0) })),
  );
  const stopping = entered.filter(
    ({ chain, walked: { end } }) => end === 'drop' || (end !== 'accept' && chain.drops),
  );
  const stops = stopping
    .filter(({ chain, walked }) => !walked.mayPass && chain.interfaces !== 'unknown')
    .map(({ table }) => table);
  const [by] = stops;
  if (by !== undefined) return { verdict: 'dropped', by, stops };
  return { verdict: stopping.length > 0 ? 'unsure' : 'passes', stops };
}

function enters({ way, interfaces }: Chain, packet: Packet): boolean {
  const isThere =
    interfaces === undefined || interfaces === 'unknown' || interfaces.includes(packet.interface);
  return way === packet.way && isThere;
}

interface Walked {
  readonly end: 'accept' | 'drop' | 'through';
  /** A rule that nobody here can judge might have let it pass before. */
  readonly mayPass: boolean;
}

function walk(table: Table, chain: Chain, packet: Packet, depth: number): Walked {
  let mayPass = false;
  for (const rule of depth > DEEPEST ? [] : chain.rules) {
    const { matches, action } = rule.decide(packet);
    if (matches === false) continue;
    const step = matches === undefined ? unknown(action) : taken(table, action, packet, depth);
    mayPass ||= step.mayPass;
    if (step.end !== undefined) return { end: step.end, mayPass };
  }
  return { end: 'through', mayPass };
}

/** One rule's part: where its chain ends by it, if it does. */
interface Step {
  readonly end?: Walked['end'];
  readonly mayPass: boolean;
}

/** A rule that may or may not be about the packet: it goes on, and what lets through may have done so. */
function unknown({ kind }: Action): Step {
  return { mayPass: kind !== 'drop' && kind !== 'none' };
}

function taken(table: Table, action: Action, packet: Packet, depth: number): Step {
  switch (action.kind) {
    case 'accept':
    case 'drop':
      return { end: action.kind, mayPass: false };
    case 'return':
      return { end: 'through', mayPass: false };
    case 'unknown':
      return unknown(action);
    case 'none':
      return { mayPass: false };
    case 'jump':
    case 'goto': {
      const next = table.chains.get(action.chain);
      const inner = next === undefined ? undefined : walk(table, next, packet, depth + 1);
      if (inner === undefined) return { mayPass: false };
      const ends = inner.end !== 'through' || action.kind === 'goto';
      return { ...(ends && { end: inner.end }), mayPass: inner.mayPass };
    }
  }
}

/** All conditions of a rule together. */
export function all(matchings: readonly Matching[]): Matching {
  if (matchings.includes(false)) return false;
  return matchings.includes(undefined) ? undefined : true;
}
