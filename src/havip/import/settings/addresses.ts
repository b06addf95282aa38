import { isIP } from 'node:net';
import { isIpv4 } from '../../../inventory/schema-parts.ts';
import type { InstanceView } from '../../../keepalived/meaning/instance.ts';
import { placementOf } from '../../../keepalived/meaning/placement.ts';
import { entries } from '../../../keepalived/meaning/settings.ts';
import { defined } from '../../settings/parts/defined.ts';
import type { FoundCluster } from '../found.ts';

/** As many as an inventory has in the adverts: of a cloud, and by multicast. */
const MOST = { cloud: 5, multicast: 100 } as const;

/** The addresses in the order of the file; those beyond what an inventory takes join those kept out of the adverts. */
export function addresses({ members }: FoundCluster): Readonly<Record<string, unknown>> {
  const all = unique(members.flatMap(({ instance }) => placed(instance, 'virtual_ipaddress').filter(isOurs)));
  const most = members.some(({ speaker }) => speaker.peers !== null) ? MOST.cloud : MOST.multicast;
  const floating = all.slice(0, most);
  const excluded = unique([
    ...floating,
    ...all.slice(most),
    ...members.flatMap(({ instance }) => placed(instance, 'virtual_ipaddress_excluded')),
  ]).slice(floating.length);
  const [first, ...rest] = floating.map(short);
  return {
    ...(rest.length === 0 && typeof first === 'string'
      ? { address: first }
      : { addresses: [first, ...rest] }),
    ...(excluded.length > 0 && { excluded_addresses: excluded.map(short) }),
  };
}

/** An address, and what of its entry others may go by. */
interface Placed {
  readonly address: string;
  readonly prefix?: number;
  readonly brd?: string;
  readonly dev?: string;
  readonly label?: string;
  readonly scope?: string;
  readonly no_track?: boolean;
  readonly noprefixroute?: boolean;
}

function isOurs({ address }: Placed): boolean {
  return isIpv4(address);
}

function unique(all: readonly Placed[]): readonly Placed[] {
  const seen = new Set<string>();
  return all.filter(({ address }) => !seen.has(address) && seen.add(address));
}

function short({ address, ...placing }: Placed): string | Placed {
  return Object.keys(placing).length === 0 ? address : { address, ...placing };
}

function placed(
  { body, interfaceName }: InstanceView,
  block: 'virtual_ipaddress' | 'virtual_ipaddress_excluded',
): readonly Placed[] {
  return entries(body, block)
    .map(placementOf)
    .filter(({ address }) => isIP(address) !== 0)
    .map(({ address, prefix, brd, dev, label, scope, more }) => ({
      address,
      ...defined({
        prefix: prefix > 0 && prefix < (isIpv4(address) ? 32 : 128) ? prefix : undefined,
        brd: isIpv4(brd) ? brd : undefined,
        dev: dev === interfaceName?.value ? undefined : dev,
        label,
        scope: scope === 'global' ? undefined : scope,
        no_track: more.includes('no_track') || undefined,
        noprefixroute: more.includes('noprefixroute') || undefined,
      }),
    }));
}
