import type { Finding } from '../../../api/types.ts';
import { networkFact } from '../../../resources/network.ts';
import { answersFact } from '../../wire/answers-fact.ts';
import { finding, listed, type PreflightInput, type Seat } from './input.ts';
import { heardBy } from './wire-options.ts';

/** Who else is on the wire: a machine that answers for the address, a router with the same id. */
export function* wireRules(input: PreflightInput): Generator<Finding> {
  yield* twins(input);
  const seen = heardBy(input, input.own);
  if (seen === undefined) return;
  yield* answers(input, seen.answers);
  const id = input.cluster.havip.virtual_router_id;
  const members = new Set([input.own, ...input.peers].flatMap(addressesOf));
  const foreign = seen.adverts.filter(({ source, routerId }) => routerId === id && !members.has(source));
  for (const { source, priority, version } of foreign) {
    yield finding(
      'error',
      'host.foreign-router',
      `${source} sends adverts of router id ${id} (priority ${priority}, VRRPv${version}) and is no member of ${input.cluster.name}`,
      `Take keepalived down there or add the machine to the inventory if it belongs to this cluster; else choose another \`virtual_router_id\`, unique in the VPC.`,
    );
  }
}

/** Another machine has the node's own address: peers, and this program, reach one or the other. */
function* twins(input: PreflightInput): Generator<Finding> {
  const { cluster, own, peers } = input;
  const seats = [own, ...peers];
  const known = seats.flatMap(({ facts }) => facts?.ifRead(answersFact(cluster))?.known ?? []);
  for (const { address, mac } of own.facts?.ifRead(answersFact(cluster))?.twins ?? []) {
    const isOther = (each: string) => each !== address && !cluster.havip.addresses.includes(each);
    // A network that answers for everybody, as clouds have them, answers for its gateway and other members, too.
    if (
      known.some(
        (entry) => entry.mac === mac && isOther(entry.address) && !isCardOf(input, entry.address, mac),
      )
    )
      continue;
    const member = peers.find((peer) => cardsOf(input, peer).includes(mac));
    yield finding(
      'error',
      'host.own-address-twice',
      `${member?.host ?? 'another machine'} (card ${mac}) has ${address}, too, which is the own address of ${own.host}`,
      `Find it (\`ip neigh\` beside the cloud's list of interfaces, or the switch's table) and give one of the two another address: adverts reach now one and now the other.`,
    );
  }
}

/** Whether a member's address is rightly known under a card. */
function isCardOf(input: PreflightInput, address: string, mac: string): boolean {
  const seat = [input.own, ...input.peers].find((each) => each.address === address);
  return seat !== undefined && cardsOf(input, seat).includes(mac);
}

/** A member whose address for VRRP is to be another one sends from the one that it has so far. */
function addressesOf({ address, facts }: Seat): string[] {
  return [address, ...(facts?.ifRead(networkFact)?.addresses ?? []).map((each) => each.address)];
}

function* answers(
  input: PreflightInput,
  answered: readonly { readonly address: string; readonly mac: string }[],
): Generator<Finding> {
  const seats = [input.own, ...input.peers];
  // Without every member's card, a member might be taken for a stranger.
  if (seats.some((seat) => heardBy(input, seat)?.mac === undefined)) return;
  const cards = new Map(seats.flatMap((seat) => cardsOf(input, seat).map((mac) => [mac, seat] as const)));
  for (const { address, mac } of answered) {
    const member = cards.get(mac);
    if (member === undefined) {
      yield finding(
        'error',
        'host.address-taken',
        `a machine that is no member of ${input.cluster.name} answers for ${address}: its card is ${mac} (KA050)`,
        `Find it (\`ip neigh\` beside the cloud's list of interfaces, or the switch's table) and take ${address} off it, or use another address.`,
      );
    } else if (!holds(member.facts, address)) {
      yield finding(
        'error',
        'host.address-answered',
        `${member.host} answers for ${address} although the address is on none of its interfaces`,
        `Look for proxy_arp and \`ip neigh show proxy\` on ${member.host}; where the address has moved at this moment, run again.`,
      );
    }
  }
  const holders = [...new Set(answered.map(({ mac }) => cards.get(mac)?.host ?? mac))];
  if (holders.length > 1) {
    yield finding(
      'warning',
      'host.address-twice',
      `${listed(holders)} both answer for ${listed(input.cluster.havip.addresses)}`,
      'Only one of them may: take the address off the others.',
    );
  }
}

/** All of them: a second one in the subnet, or a virtual one, answers for the machine's addresses, too. */
function cardsOf(input: PreflightInput, seat: Seat): string[] {
  const first = heardBy(input, seat)?.mac;
  const all = seat.facts?.ifRead(answersFact(input.cluster))?.own ?? [];
  return first === undefined ? [...all] : [first, ...all];
}

function holds(facts: PreflightInput['facts'] | undefined, address: string): boolean {
  return facts?.ifRead(networkFact)?.addresses.some((each) => each.address === address) === true;
}
