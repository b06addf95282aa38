import { createHash } from 'node:crypto';
import { concerns, type KnownHost, knownHostName } from './known-hosts.ts';

/** What known_hosts says about the key that a host has shown. */
export type HostKeyVerdict =
  | { readonly kind: 'known' }
  | { readonly kind: 'unknown'; readonly certificateAuthority: KnownHost | undefined }
  | { readonly kind: 'changed'; readonly known: KnownHost }
  | { readonly kind: 'revoked'; readonly known: KnownHost };

/** Signature algorithms in the order we like them; SHA-1 (`ssh-rsa`) is left out as OpenSSH does since 8.8. */
const ALGORITHMS: readonly { readonly keyType: string; readonly algorithm: string }[] = [
  { keyType: 'ssh-ed25519', algorithm: 'ssh-ed25519' },
  { keyType: 'ecdsa-sha2-nistp256', algorithm: 'ecdsa-sha2-nistp256' },
  { keyType: 'ecdsa-sha2-nistp384', algorithm: 'ecdsa-sha2-nistp384' },
  { keyType: 'ecdsa-sha2-nistp521', algorithm: 'ecdsa-sha2-nistp521' },
  { keyType: 'ssh-rsa', algorithm: 'rsa-sha2-512' },
  { keyType: 'ssh-rsa', algorithm: 'rsa-sha2-256' },
];

/** The type that a public key names in its first field. */
export function keyTypeOf(key: Buffer): string {
  if (key.length < 4) return '';
  return key.toString('latin1', 4, 4 + key.readUInt32BE(0));
}

/** As `ssh-keygen -l` prints it: `SHA256:` and unpadded base64. */
export function fingerprint(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

/** All entries that are about a host, by its exact name. */
function about(entries: readonly KnownHost[], name: string): KnownHost[] {
  return entries.filter((entry) => concerns(entry, name));
}

/**
 * Host-key algorithms to offer, those first for which a key is known: a host with several keys would
 * otherwise show one that we cannot check.
 */
export function hostKeyAlgorithms(entries: readonly KnownHost[], address: string, port: number): string[] {
  const types = new Set<string>();
  for (const name of new Set([knownHostName(address, port), knownHostName(address, 22)])) {
    for (const entry of about(entries, name)) if (entry.marker === undefined) types.add(entry.keyType);
    if (types.size > 0) break;
  }
  const known = ALGORITHMS.filter(({ keyType }) => types.has(keyType));
  const others = ALGORITHMS.filter(({ keyType }) => !types.has(keyType));
  return [...known, ...others].map(({ algorithm }) => algorithm);
}

/**
 * Judges a host's key. A host that is known by keys of other types only and shows a new one counts as
 * changed: the known ones were offered first, so it no longer has them.
 */
export function judgeHostKey(
  entries: readonly KnownHost[],
  address: string,
  port: number,
  key: Buffer,
): HostKeyVerdict {
  const plainName = knownHostName(address, 22);
  const found = about(entries, knownHostName(address, port));
  const foundByPlainName = port === 22 ? [] : about(entries, plainName);
  const same = (entry: KnownHost): boolean => entry.key.equals(key);
  const revoked = [...found, ...foundByPlainName].find((entry) => entry.marker === 'revoked' && same(entry));
  if (revoked !== undefined) return { kind: 'revoked', known: revoked };
  const keys = found.filter((entry) => entry.marker === undefined);
  if (keys.some(same)) return { kind: 'known' };
  // OpenSSH too takes the key that it knows for the same machine's port 22.
  if (foundByPlainName.some((entry) => entry.marker === undefined && same(entry))) return { kind: 'known' };
  const changed = keys.find((entry) => entry.keyType === keyTypeOf(key)) ?? keys[0];
  if (changed !== undefined) return { kind: 'changed', known: changed };
  return { kind: 'unknown', certificateAuthority: found.find((entry) => entry.marker === 'cert-authority') };
}
