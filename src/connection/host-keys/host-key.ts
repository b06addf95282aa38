import { createHash } from 'node:crypto';
import { offered } from '../built-in/algorithms.ts';
import { type KnownHost, keyTypeOf, knownHostName } from './known-hosts.ts';
import type { KnownKeys } from './known-keys.ts';

/** What known_hosts says about the key that a host has shown. */
export type HostKeyVerdict =
  | { readonly kind: 'known' }
  | { readonly kind: 'unknown'; readonly certificateAuthority: KnownHost | undefined }
  | { readonly kind: 'changed'; readonly known: KnownHost }
  | { readonly kind: 'revoked'; readonly known: KnownHost };

/** The type of key that an algorithm signs with. */
function keyTypeFor(algorithm: string): string {
  return algorithm.startsWith('rsa-sha2-') ? 'ssh-rsa' : algorithm;
}

/** As `ssh-keygen -l` prints it: `SHA256:` and unpadded base64. */
export function fingerprint(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

/**
 * Host-key algorithms to offer, those first for which a key is known: a host with several keys would
 * otherwise show one that we cannot check.
 * @param list HostKeyAlgorithms of ssh_config
 */
export function hostKeyAlgorithms(known: KnownKeys, address: string, port: number, list?: string): string[] {
  const types = new Set<string>();
  for (const name of new Set([knownHostName(address, port), knownHostName(address, 22)])) {
    for (const entry of known.about(name)) if (entry.marker === undefined) types.add(entry.keyType);
    if (types.size > 0) break;
  }
  const allowed = offered('hostKeys', list);
  const isKnown = (algorithm: string): boolean => types.has(keyTypeFor(algorithm));
  return [...allowed.filter(isKnown), ...allowed.filter((algorithm) => !isKnown(algorithm))];
}

/** Whether a host has a key of its own in a known_hosts file, of whatever type. */
export function hasKnownKey(known: KnownKeys, address: string, port: number): boolean {
  return known.about(knownHostName(address, port)).some((entry) => entry.marker === undefined);
}

/** The certificate authority that is trusted for a host; undefined where none is. */
export function authorityFor(known: KnownKeys, address: string, port: number): KnownHost | undefined {
  return known.about(knownHostName(address, port)).find((entry) => entry.marker === 'cert-authority');
}

/**
 * Judges a host's key as OpenSSH does (check_host_key in sshconnect.c). A host that is known by other keys only,
 * of whatever type, counts as changed: the types that are known were offered first, so it no longer has them.
 * What is known of the same machine's port 22 counts only where this port has no key of its own; a key that is
 * revoked there is refused here too, which OpenSSH does not do.
 */
export function judgeHostKey(known: KnownKeys, address: string, port: number, key: Buffer): HostKeyVerdict {
  const same = (entry: KnownHost): boolean => entry.key.equals(key);
  const found = known.about(knownHostName(address, port));
  const plainFound = port === 22 ? [] : known.about(knownHostName(address, 22));
  const revoked = [...found, ...plainFound].find((entry) => entry.marker === 'revoked' && same(entry));
  if (revoked !== undefined) return { kind: 'revoked', known: revoked };
  const keys = found.filter((entry) => entry.marker === undefined);
  if (keys.some(same)) return { kind: 'known' };
  const changed = keys.find((entry) => entry.keyType === keyTypeOf(key)) ?? keys[0];
  if (changed !== undefined) return { kind: 'changed', known: changed };
  if (plainFound.some((entry) => entry.marker === undefined && same(entry))) return { kind: 'known' };
  return { kind: 'unknown', certificateAuthority: authorityFor(known, address, port) };
}
