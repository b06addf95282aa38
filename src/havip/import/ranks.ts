import ipaddr from 'ipaddr.js';
import type { ConfigNode } from '../../keepalived/parse/syntax.ts';
import type { FoundCluster, FoundMember } from './found.ts';

/** How far below the last machine that was seen one is put that was not. */
const PRIORITY_STEP = 10;

/**
 * How far below it is put in a cluster: near enough for the weights there, since nobody gives checks a weight that
 * moves nothing on purpose.
 */
export function stepToUnseen({ members: [{ node }] }: FoundCluster): number {
  const weights = node.config.nodes.flatMap(({ children }) => (children ?? []).flatMap(weightsIn));
  return Math.max(1, Math.min(PRIORITY_STEP, ...weights.map((each) => Math.abs(each) - 1)));
}

/** Of a definition, or of the entries of a block that tracks things. */
function weightsIn(node: ConfigNode): readonly number[] {
  const { words, children } = node;
  const at = words.findIndex(({ text }) => text === 'weight');
  const weight = Number(words[at + 1]?.text);
  const own = at >= 0 && Number.isInteger(weight) && weight !== 0 ? [weight] : [];
  return [...own, ...(children ?? []).flatMap(weightsIn)].filter((each) => Math.abs(each) < 254);
}

/** The highest priority that is not that of the address's owner. */
const HIGHEST = 254;

/** Those that should hold the address first: by priority, of equal ones the higher address, as VRRP does. */
export function byRank(members: readonly FoundMember[]): readonly FoundMember[] {
  return [...members].sort(
    (a, b) => b.speaker.priority - a.speaker.priority || number(b.ownAddress) - number(a.ownAddress),
  );
}

function number(address: string | undefined): number {
  if (address === undefined || !ipaddr.IPv4.isValid(address)) return 0;
  return ipaddr.IPv4.parse(address).octets.reduce((sum, octet) => sum * 256 + octet, 0);
}

/** Priorities as near to those found as they can be: each below the one before, and none of an owner. */
export function priorities(found: readonly number[]): readonly number[] {
  let above = HIGHEST + 1;
  return found.map((priority, index) => {
    const behind = found.length - index - 1;
    above = Math.max(1 + behind, Math.min(priority, above - 1));
    return above;
  });
}
