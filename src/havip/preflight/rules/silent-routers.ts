import type { Finding } from '../../../api/types.ts';
import { setting } from '../../../keepalived/meaning/settings.ts';
import { viewOf } from '../../../keepalived/meaning/view.ts';
import { DEFAULT_GROUP, type ListenersOptions, listenersFact, silentOnes } from '../../wire/listeners.ts';
import { finding, listed, type PreflightInput } from './input.ts';
import { addressesOf, speakingInPlace } from './speaking-in-place.ts';
import { heardBy } from './wire-options.ts';

type Seated = Pick<PreflightInput, 'cluster' | 'own' | 'peers'>;

/** Where the configuration in place speaks to everybody, or the new one will: whom to ask for those who only listen. */
export function listeners({ cluster, own }: Seated): ListenersOptions | undefined {
  const group = groupInPlace({ cluster, own }) ?? cluster.havip.vrrp.group;
  return group === undefined ? undefined : { interface: own.interface, address: own.address, group };
}

function groupInPlace({ cluster, own }: Pick<Seated, 'cluster' | 'own'>): string | undefined {
  const { config, instance } = speakingInPlace(cluster, own.facts) ?? {};
  if (config === undefined || instance === undefined || instance.peers.length > 0) return undefined;
  return setting(viewOf(config).globals, 'vrrp_mcast_group4')?.value ?? DEFAULT_GROUP;
}

/**
 * Members that no file names: they hear a multicast pair, say nothing as long as it speaks, and take the address
 * once its members speak to each other alone, or when its holder fails.
 */
export function* silentRouterRules(input: PreflightInput): Generator<Finding> {
  const options = listeners(input);
  const answered = options && input.facts.ifRead(listenersFact(options));
  if (options === undefined || answered === undefined || toldBefore(input)) return;
  const members = new Set([input.own, ...input.peers].flatMap(addressesOf));
  const seen = heardBy(input, input.own)?.adverts ?? [];
  const silent = silentOnes({ ...answered, adverts: [...answered.adverts, ...seen] }, members);
  if (silent.length === 0) return;
  const id = input.cluster.havip.virtual_router_id;
  const others = [...new Set(seen.filter(({ routerId }) => routerId !== id).map(({ routerId }) => routerId))];
  const danger =
    input.cluster.havip.vrrp.group === undefined
      ? 'would hear nobody once the members speak to each other alone, and take the address, too'
      : 'could take the address from them';
  const may =
    others.length > 0
      ? `; it may belong to router id ${listed(others.map(String))}, whose adverts are heard`
      : '';
  yield finding(
    others.length > 0 ? 'warning' : 'error',
    'host.silent-router',
    `${listed(silent)} ${silent.length > 1 ? 'listen' : 'listens'} to VRRP's group ${options.group} and ${silent.length > 1 ? 'are' : 'is'} no member of ${input.cluster.name}: a keepalived there that stands by with router id ${id} ${danger}${may}`,
    `See what it is (\`systemctl status keepalived\` there): take it down first, or name it in the inventory.`,
  );
}

/** A member that comes before this one asks the same, and has told it. */
function toldBefore({ cluster, own, peers }: PreflightInput): boolean {
  const names = cluster.members.map(({ host }) => host.name);
  return peers.some((seat) => {
    const earlier = names.indexOf(seat.host) < names.indexOf(own.host);
    const options = earlier ? listeners({ cluster, own: seat, peers: [] }) : undefined;
    return options !== undefined && seat.facts?.ifRead(listenersFact(options)) !== undefined;
  });
}
