import type { AnswersFacts } from './answers-fact.ts';

/** What one node knows of the wire, and its own addresses. */
export interface WireWitness {
  readonly host: string;
  readonly facts: AnswersFacts;
  /** IPv4 addresses of the machine, floating ones left out. */
  readonly addresses: readonly string[];
}

/** A machine of nobody's knowledge that answers for a floating address. */
export interface Stranger {
  readonly address: string;
  readonly mac: string;
  /** Its own address, where somebody's ARP table has it. */
  readonly at: string | undefined;
  /** Who was answered. */
  readonly seenBy: string;
}

/**
 * Everybody who answers for a floating address and is no node of the cluster. Where the network itself answers
 * ARP for everybody, as clouds do, cards prove nothing: a node that knows a peer's own address under a card
 * that the peer does not have is no witness.
 */
export function strangersOf(nodes: readonly WireWitness[]): Stranger[] {
  const ours = new Set(nodes.flatMap(({ facts }) => facts.own));
  const known = nodes.flatMap(({ facts }) => facts.known);
  const found = nodes
    .filter((node) => !isProxied(node, nodes))
    .flatMap(({ host, facts }) =>
      facts.answers
        .filter(({ mac }) => !ours.has(mac))
        .map(({ address, mac }) => ({
          address,
          mac,
          at: known.find((entry) => entry.mac === mac && entry.address !== address)?.address,
          seenBy: host,
        })),
    );
  return found.filter(
    (each, index) =>
      found.findIndex(({ address, mac }) => address === each.address && mac === each.mac) === index,
  );
}

/** Cards of all nodes; undefined where the network answers ARP for everybody. */
export function cardsOf(nodes: readonly WireWitness[]): readonly string[] | undefined {
  return nodes.some((node) => isProxied(node, nodes)) ? undefined : nodes.flatMap(({ facts }) => facts.own);
}

function isProxied(node: WireWitness, nodes: readonly WireWitness[]): boolean {
  return nodes.some(
    (peer) =>
      peer !== node &&
      node.facts.known.some(
        ({ address, mac }) => peer.addresses.includes(address) && !peer.facts.own.includes(mac),
      ),
  );
}

/** A stranger in a few words. */
export function strangerWords({ address, mac, at, seenBy }: Stranger): string {
  return `${mac}${at === undefined ? '' : ` (${at})`} answers for ${address}, as ${seenBy} sees, and is none of the nodes`;
}
