import type { Fact } from '../../../resources/fact.ts';
import { type WireFacts, type WireOptions, wireAgainFact, wireFact } from '../wire/exchange.ts';
import type { PreflightInput, Seat } from './input.ts';

type Seated = Pick<PreflightInput, 'cluster' | 'own' | 'peers'>;

/** Milliseconds for which two nodes have to be at the exchange together for silence to mean something. */
const ENOUGH_MS = 2000;

/** Seconds for which a node waits for a late one at most. */
const LONGEST_WAIT_S = 60;

/**
 * Test packets between the members that take part in this run; once more where they were not at it at the same time,
 * because one of them takes long to begin anything: then the others wait for as long.
 */
export function wireFacts(input: Seated): readonly Fact<WireFacts>[] {
  const options = wireOptions(input);
  return [wireFact(options), ...(haveMissed(input) ? [wireAgainFact(options, waitOf(input))] : [])];
}

/** What a member has heard, the node itself or a peer; undefined where it has not been asked. */
export function heardBy(input: Seated, seat: Seat): WireFacts | undefined {
  return seat.facts?.ifRead(wireAgainFact(optionsOf(input, seat))) ?? firstOf(input, seat);
}

/**
 * Whether silence between two nodes says nothing: one had ended before the other was there. Not where ARP knows no such
 * peer, which its kernel answers whatever its login is like.
 */
export function missedEachOther(one: WireFacts, other: WireFacts, otherAddress: string): boolean {
  const from = one.heard.find(({ address }) => address === otherAddress);
  if (from === undefined || from.asNew || from.asAnswer || !from.known) return false;
  if (one.window === undefined || other.window === undefined) return false;
  const end = Math.min(one.window.toMs, other.window.toMs);
  return end - Math.max(one.window.fromMs, other.window.fromMs) < ENOUGH_MS;
}

/** Of all that take part, so that all of them come to it again. */
function haveMissed(input: Seated): boolean {
  const said = [input.own, ...input.peers].map((seat) => ({ seat, heard: firstOf(input, seat) }));
  return said.some(({ heard: one }) =>
    said.some(
      ({ seat, heard: other }) =>
        one !== undefined &&
        other !== undefined &&
        other.cannot === undefined &&
        missedEachOther(one, other, seat.address),
    ),
  );
}

/** Seconds by which the last of them begins later than this one. */
function waitOf(input: Seated): number {
  const begun = (seat: Seat) => firstOf(input, seat)?.window?.fromMs ?? 0;
  const last = Math.max(...[input.own, ...input.peers].map(begun));
  return Math.min(Math.round((last - begun(input.own)) / 1000), LONGEST_WAIT_S);
}

function firstOf(input: Seated, seat: Seat): WireFacts | undefined {
  return seat.facts?.ifRead(wireFact(optionsOf(input, seat)));
}

/** Each node names the others in the order of the cluster. */
function optionsOf({ cluster, own, peers }: Seated, seat: Seat): WireOptions {
  const seats = [own, ...peers];
  const inOrder = cluster.members.flatMap(({ host }) => seats.filter((each) => each.host === host.name));
  return wireOptions({ cluster, own: seat, peers: inOrder.filter((each) => each.host !== seat.host) });
}

/** What a node sends and listens for: with the members that take part in this run only. */
function wireOptions({ cluster, own, peers }: Seated): WireOptions {
  const { addresses: floating, vrrp } = cluster.havip;
  return {
    interface: own.interface,
    address: own.address,
    floating,
    ...(vrrp.group !== undefined && { group: vrrp.group }),
    peers: peers.filter(({ facts }) => facts !== undefined).map(({ address }) => address),
    advertInt: cluster.havip.advert_int,
  };
}
