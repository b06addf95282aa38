import { createHmac } from 'node:crypto';

/** One line of a known_hosts file. */
export interface KnownHost {
  readonly marker: 'cert-authority' | 'revoked' | undefined;
  /** Comma-separated patterns, or one `|1|salt|hash`. */
  readonly hosts: string;
  readonly keyType: string;
  readonly key: Buffer;
  readonly file: string;
  readonly line: number;
}

/** Longest line that is looked at; the longest key of any type is far shorter. */
const MAX_LINE = 32_768;

/**
 * The entries of a known_hosts file (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT), read as `ssh` reads them: lines
 * that are none, or whose key is not whole or not of the type that they name, are passed over.
 */
export function parseKnownHosts(text: string, file: string): KnownHost[] {
  const entries: KnownHost[] = [];
  text.split('\n').forEach((raw, index) => {
    if (raw.length > MAX_LINE) return;
    const words = raw.split(/[ \t\r]+/).filter((word) => word !== '');
    const marker = words[0]?.startsWith('@') ? words.shift()?.slice(1) : undefined;
    const [hosts, keyType, encoded] = words;
    if (hosts === undefined || hosts.startsWith('#') || keyType === undefined || encoded === undefined)
      return;
    if (marker !== undefined && marker !== 'cert-authority' && marker !== 'revoked') return;
    const key = decodeKey(encoded);
    if (key === undefined || keyTypeOf(key) !== keyType) return;
    entries.push({ marker, hosts, keyType, key, file, line: index + 1 });
  });
  return entries;
}

/** Node takes what is no base64 for less of it, so a key cut short would be another key. */
function decodeKey(encoded: string): Buffer | undefined {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(encoded) || encoded.length % 4 !== 0) return undefined;
  const key = Buffer.from(encoded, 'base64');
  // Keys of every type are fields, each after its length.
  let at = 0;
  while (at + 4 <= key.length) at += 4 + key.readUInt32BE(at);
  return at === key.length ? key : undefined;
}

/** The type that a public key names in its first field. */
export function keyTypeOf(key: Buffer): string {
  if (key.length < 4) return '';
  return key.toString('latin1', 4, 4 + key.readUInt32BE(0));
}

/** The name under which OpenSSH keeps a host's key. */
export function knownHostName(address: string, port: number): string {
  const name = address.toLowerCase();
  return port === 22 ? name : `[${name}]:${port}`;
}

/** Whether an entry is about a host: hashed name, or patterns with `*`, `?` and `!`. */
export function concerns(entry: KnownHost, name: string): boolean {
  if (entry.hosts.startsWith('|1|')) return hashMatches(entry.hosts, name);
  let matched = false;
  for (const pattern of entry.hosts.toLowerCase().split(',')) {
    const negated = pattern.startsWith('!');
    if (!wildcardMatches(negated ? pattern.slice(1) : pattern, name)) continue;
    if (negated) return false;
    matched = true;
  }
  return matched;
}

function hashMatches(hashed: string, name: string): boolean {
  const [, , salt = '', hash = ''] = hashed.split('|');
  return createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest('base64') === hash;
}

/** `*` and `?` only; walked without a regular expression, so that no pattern can make it slow. */
function wildcardMatches(pattern: string, name: string): boolean {
  let p = 0;
  let n = 0;
  let star = -1;
  let mark = 0;
  while (n < name.length) {
    const wanted = pattern[p];
    if (wanted === '*') {
      star = p;
      mark = n;
      p += 1;
    } else if (wanted === '?' || wanted === name[n]) {
      p += 1;
      n += 1;
    } else if (star >= 0) {
      p = star + 1;
      mark += 1;
      n = mark;
    } else {
      return false;
    }
  }
  return /^\**$/.test(pattern.slice(p));
}
