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

/** The entries of a known_hosts file (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT); lines that are none are passed over. */
export function parseKnownHosts(text: string, file: string): KnownHost[] {
  const entries: KnownHost[] = [];
  text.split('\n').forEach((raw, index) => {
    const words = raw.trim().split(/\s+/);
    const marker = words[0]?.startsWith('@') ? words.shift()?.slice(1) : undefined;
    const [hosts, keyType, key] = words;
    if (hosts === undefined || hosts.startsWith('#') || keyType === undefined || key === undefined) return;
    if (marker !== undefined && marker !== 'cert-authority' && marker !== 'revoked') return;
    entries.push({ marker, hosts, keyType, key: Buffer.from(key, 'base64'), file, line: index + 1 });
  });
  return entries;
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
