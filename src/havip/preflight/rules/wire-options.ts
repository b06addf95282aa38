import { type WireFacts, type WireOptions, wireFact } from '../wire/exchange.ts';
import type { PreflightInput, Seat } from './input.ts';

type Seated = Pick<PreflightInput, 'cluster' | 'own' | 'peers'>;

/** What a node sends and listens for: with the members that take part in this run only. */
export function wireOptions({ cluster, own, peers }: Seated): WireOptions {
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

/** What a member has heard, the node itself or a peer; undefined where it has not been asked. */
export function heardBy({ cluster, own, peers }: Seated, seat: Seat): WireFacts | undefined {
  const seats = [own, ...peers];
  // Each node names the others in the order of the cluster.
  const inOrder = cluster.members.flatMap(({ host }) => seats.filter((each) => each.host === host.name));
  const others = inOrder.filter((each) => each.host !== seat.host);
  return seat.facts?.ifRead(wireFact(wireOptions({ cluster, own: seat, peers: others })));
}
