import { last } from '../meaning/settings.ts';
import type { ConfigNode } from '../parse/syntax.ts';
import { mayBeOlder } from '../release.ts';

/**
 * How a node computes the checksum of VRRP version 3 over unicast: as releases up to 1.3.6 did, never so, or either
 * way: as the new one, until it has heard the old one as a backup.
 */
export type Checksum = 'old' | 'never old' | 'either';

const NEW_SINCE = '1.3.7';

/** By `old_unicast_checksum` of an instance, and by the release where it is known. */
export function checksumOf(instance: readonly ConfigNode[], release: string | undefined): Checksum {
  if (release !== undefined && mayBeOlder(release, NEW_SINCE)) return 'old';
  const said = last(instance, 'old_unicast_checksum');
  if (said === undefined) return 'either';
  return said.words[1]?.text === 'never' ? 'never old' : 'old';
}

/** Whether a node drops what another one sends. A master that takes either goes on sending the new one. */
export function dropsChecksum(receiver: Checksum, sender: Checksum): boolean {
  return sender === 'old' ? receiver === 'never old' : receiver === 'old';
}
