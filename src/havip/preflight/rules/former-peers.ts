import type { Finding } from '../../../api/types.ts';
import type { Cluster } from '../../../inventory/types.ts';
import type { Facts } from '../../../resources/fact.ts';
import { fileFact } from '../../../resources/file.ts';
import { CONFIG_PATH } from '../../cluster/state/cluster-facts.ts';
import { MANAGED_MARK } from '../../takeover/our-instance.ts';
import { formerPeersFact } from '../../wire/former-peers.ts';
import { finding, type PreflightInput, type Seat } from './input.ts';
import { addressesOf, speakingInPlace } from './speaking-in-place.ts';

type Seated = Pick<PreflightInput, 'cluster' | 'own' | 'peers'>;

/**
 * Peers that the configuration in place on a node names and the inventory does not: with the next one, their
 * keepalived would hear nobody any more and take the address.
 */
export function formerPeers({ cluster, own, peers }: Seated): readonly string[] {
  const seats = [own, ...peers];
  const members = new Set(seats.flatMap(addressesOf));
  const named = namedPeers(cluster, own.facts).filter((address) => !members.has(address));
  return [...new Set(named)].sort();
}

function namedPeers(cluster: Cluster, facts: Facts | undefined): readonly string[] {
  const { instance } = speakingInPlace(cluster, facts) ?? {};
  return (instance?.peers ?? []).map(({ value }) => value).filter((value) => /^\d+(?:\.\d+){3}$/.test(value));
}

/** When a machine that nothing is heard of would take the address. */
const WHEN = {
  silent: 'it is not on the wire now, and would take the address, too, once it comes back with keepalived',
  'no keepalived':
    'no keepalived runs there now; one that starts would hear nobody and take the address, too',
  'not asked':
    'nobody could ask it, and a keepalived there would take the address, too, once nobody speaks to it any more',
} as const;

/** What this tool has written names who was taken down by it; somebody's own file names who may only be stopped. */
function isManaged({ own }: PreflightInput): boolean {
  return own.facts?.ifRead(fileFact(CONFIG_PATH))?.content?.includes(MANAGED_MARK) === true;
}

/** Who has left the inventory has to be taken down before the others forget it. */
export function* formerPeerRules(input: PreflightInput): Generator<Finding> {
  const former = formerPeers(input);
  const answered = former.length === 0 ? undefined : input.facts.ifRead(formerPeersFact(former));
  const told = new Set(membersBefore(input).flatMap((seat) => formerPeers(seenFrom(input, seat))));
  for (const [address, answer] of answered ?? []) {
    if (told.has(address) || (answer === 'no keepalived' && isManaged(input))) continue;
    const left = `${address} was a member of ${input.cluster.name} (keepalived.conf on ${input.own.host} names it) and is in the inventory no longer`;
    if (answer === 'perhaps') {
      yield finding(
        'error',
        'host.former-member',
        `${left}; a keepalived there, which it does not deny, would hear nobody any more and take the address, too`,
        'Name it in the inventory, if it is to stay one; else take it down first: `havip-deploy down --limit` that machine with an inventory that still names it, or `systemctl disable --now keepalived` there.',
      );
      continue;
    }
    yield finding(
      'warning',
      'host.former-member',
      `${left}; ${WHEN[answer]}`,
      'Name it in the inventory, or see to it that keepalived is disabled there: `systemctl disable --now keepalived`.',
    );
  }
}

/** Members that come before this one in the cluster: what they have said of a machine is not said again. */
function membersBefore({ cluster, own, peers }: PreflightInput): readonly Seat[] {
  const names = cluster.members.map(({ host }) => host.name);
  return peers.filter(({ host }) => names.indexOf(host) < names.indexOf(own.host));
}

function seenFrom({ cluster, own, peers }: PreflightInput, seat: Seat): Seated {
  return { cluster, own: seat, peers: [own, ...peers].filter((each) => each !== seat) };
}
