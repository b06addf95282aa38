import { dropsChecksum } from '../../keepalived/daemon/checksum.ts';
import { mayBeOlder } from '../../keepalived/release.ts';
import type { Peer, Speaker } from './speaker.ts';

/** In which state of a receiver an advert comes. */
export interface Hearing {
  /** It is master itself: then everything is checked. */
  readonly asMaster: boolean;
  /** The sender is the master that it had before. */
  readonly knowsSender: boolean;
}

/** Since this release a list of addresses that differs is told in the log and accepted. */
const ADDRESSES_TOLERATED_SINCE = '2.3.3';

/** What a backup checks of a master that is new to it: the most that a backup ever does. */
export const AS_NEW_BACKUP: Hearing = { asMaster: false, knowsSender: false };

/**
 * Why a machine does not take an advert of another one for its cluster's; undefined where it does. Read in
 * keepalived's `vrrp_check_packet` and its sockets, 2.2.7 and 2.3.3. Secrets are not quoted.
 */
export function deafness(receiver: Speaker, sender: Speaker, hearing: Hearing): string | undefined {
  return (
    notDelivered(receiver, sender) ??
    notOurs(receiver, sender) ??
    (receiver.version === 2 ? notAuthentic(receiver, sender) : undefined) ??
    notAccepted(receiver, sender, hearing)
  );
}

/** Sockets of unicast are bound to the own address, those of multicast to the group: neither gets the other's. */
function notDelivered(receiver: Speaker, sender: Speaker): string | undefined {
  if (sender.peers === null) {
    if (receiver.peers !== null)
      return `${receiver.host} listens for unicast, ${sender.host} sends by multicast`;
    return receiver.group === sender.group ? undefined : 'their multicast groups differ';
  }
  if (receiver.peers === null)
    return `${receiver.host} listens for multicast, ${sender.host} sends by unicast`;
  return peerAt(sender, receiver.source) === undefined
    ? `${receiver.source} is not among the unicast_peer of ${sender.host}`
    : undefined;
}

function notOurs(receiver: Speaker, sender: Speaker): string | undefined {
  if (receiver.routerId !== sender.routerId) {
    return differing('virtual_router_id', receiver, sender, ({ routerId }) => routerId);
  }
  if (isEncrypted(receiver) !== isEncrypted(sender)) return 'auth_type AH on one side only';
  if (receiver.version !== sender.version)
    return differing('VRRP version', receiver, sender, ({ version }) => version);
  if (receiver.version !== 3 || receiver.peers === null) return undefined;
  return dropsChecksum(receiver.checksum, sender.checksum)
    ? 'they compute the checksum in different ways (old_unicast_checksum)'
    : undefined;
}

/** In the same words from both sides. */
function differing(what: string, one: Speaker, other: Speaker, value: (of: Speaker) => number): string {
  const [first, second] = [one, other].sort((a, b) => (a.host < b.host ? -1 : 1));
  return first && second
    ? `${what} ${value(first)} on ${first.host}, ${value(second)} on ${second.host}`
    : what;
}

function isEncrypted({ authentication }: Speaker): boolean {
  return authentication.startsWith('AH ');
}

function notAuthentic(receiver: Speaker, sender: Speaker): string | undefined {
  if (receiver.authentication !== sender.authentication) return 'their authentication differs';
  return receiver.advertMs === sender.advertMs
    ? undefined
    : differing('advert_int', receiver, sender, (each) => each.advertMs / 1000);
}

function notAccepted(
  receiver: Speaker,
  sender: Speaker,
  { asMaster, knowsSender }: Hearing,
): string | undefined {
  const thorough = asMaster || !knowsSender || !receiver.skipsAddressCheck;
  if (
    thorough &&
    mayBeOlder(receiver.release, ADDRESSES_TOLERATED_SINCE) &&
    !sameAddresses(receiver, sender)
  ) {
    return 'their lists of addresses differ';
  }
  if (!receiver.checksSource || receiver.peers === null) return undefined;
  const known = peerAt(receiver, sender.source);
  if (known === undefined) return `${sender.source} is not among the unicast_peer of ${receiver.host}`;
  return sender.ttl < known.minTtl || sender.ttl > known.maxTtl
    ? 'the TTL is not what it expects'
    : undefined;
}

function sameAddresses({ addresses }: Speaker, { addresses: others }: Speaker): boolean {
  return addresses.length === others.length && addresses.every((address) => others.includes(address));
}

function peerAt({ peers }: Speaker, address: string): Peer | undefined {
  return peers?.find((peer) => peer.address === address);
}
