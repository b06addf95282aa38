import type { SshAlgorithms } from '../../core/ssh/target.ts';

/** What the built-in SSH offers of its own accord, best first, and what it can speak besides. */
interface Known {
  readonly usual: readonly string[];
  readonly besides: readonly string[];
}

const KNOWN: Readonly<Record<keyof SshAlgorithms, Known>> = {
  kex: {
    usual: [
      'curve25519-sha256@libssh.org',
      'curve25519-sha256',
      'ecdh-sha2-nistp256',
      'ecdh-sha2-nistp384',
      'ecdh-sha2-nistp521',
      'diffie-hellman-group-exchange-sha256',
      'diffie-hellman-group14-sha256',
      'diffie-hellman-group15-sha512',
      'diffie-hellman-group16-sha512',
      'diffie-hellman-group17-sha512',
      'diffie-hellman-group18-sha512',
    ],
    besides: [
      'diffie-hellman-group-exchange-sha1',
      'diffie-hellman-group14-sha1',
      'diffie-hellman-group1-sha1',
    ],
  },
  ciphers: {
    usual: [
      'aes128-gcm@openssh.com',
      'aes256-gcm@openssh.com',
      'aes128-ctr',
      'aes192-ctr',
      'aes256-ctr',
      'chacha20-poly1305@openssh.com',
    ],
    besides: ['aes256-cbc', 'aes192-cbc', 'aes128-cbc', '3des-cbc'],
  },
  macs: {
    usual: [
      'hmac-sha2-256-etm@openssh.com',
      'hmac-sha2-512-etm@openssh.com',
      'hmac-sha1-etm@openssh.com',
      'hmac-sha2-256',
      'hmac-sha2-512',
      'hmac-sha1',
    ],
    besides: ['hmac-md5', 'hmac-sha1-96', 'hmac-md5-96'],
  },
  // SHA-1 (`ssh-rsa`) is left out of the usual ones as OpenSSH does since 8.8.
  hostKeys: {
    usual: [
      'ssh-ed25519',
      'ecdsa-sha2-nistp256',
      'ecdsa-sha2-nistp384',
      'ecdsa-sha2-nistp521',
      'rsa-sha2-512',
      'rsa-sha2-256',
    ],
    besides: ['ssh-rsa'],
  },
};

/** Names of the lists, as ssh_config and people call them. */
const NAMES: Readonly<Record<keyof SshAlgorithms, string>> = {
  kex: 'KexAlgorithms',
  ciphers: 'Ciphers',
  macs: 'MACs',
  hostKeys: 'HostKeyAlgorithms',
};

const KINDS = ['kex', 'ciphers', 'macs', 'hostKeys'] as const;

/** The algorithms to offer, best first: the usual ones, or what a list of ssh_config makes of them. */
export function offered(kind: keyof SshAlgorithms, list: string | undefined): readonly string[] {
  const { usual, besides } = KNOWN[kind];
  if (list === undefined) return usual;
  const [, sign, text = ''] = /^([+^-]?)(.*)$/s.exec(list) ?? [];
  const names = text.split(',');
  if (sign === '-') return usual.filter((each) => !names.some((name) => matches(name, each)));
  const known = names.filter((name) => usual.includes(name) || besides.includes(name));
  if (sign === '+') return [...new Set([...usual, ...known])];
  return sign === '^' ? [...new Set([...known, ...usual])] : known;
}

/** The first list of which the built-in SSH speaks nothing, by ssh_config's name; undefined where there is none. */
export function unspoken(algorithms: SshAlgorithms = {}): string | undefined {
  const kind = KINDS.find((each) => offered(each, algorithms[each]).length === 0);
  return kind === undefined ? undefined : NAMES[kind];
}

/** `*` and `?` only; a list comes from the user's own files. */
function matches(pattern: string, name: string): boolean {
  const source = pattern.replace(/[^*?]+/g, (plain) => plain.replace(/[.+^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${source.replaceAll('*', '.*').replaceAll('?', '.')}$`).test(name);
}
