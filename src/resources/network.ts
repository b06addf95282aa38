import { isIPv4 } from 'node:net';
import type { Fact, Together } from './fact.ts';

/** One IPv4 address on an interface. */
export interface InterfaceAddress {
  /** Its name, such as `eth0`. */
  readonly interface: string;
  /** IPv4. */
  readonly address: string;
  /** Prefix length, 0 to 32. */
  readonly prefix: number;
  /** Added beside the interface's own, as floating addresses of the same subnet are. */
  readonly secondary: boolean;
}

/** The addresses of a machine and its way out. */
export interface NetworkFacts {
  /** IPv4, of all interfaces. */
  readonly addresses: readonly InterfaceAddress[];
  /** The default route leads there; undefined where there is none. */
  readonly gateway: string | undefined;
}

/** @throws where it is none, which no kernel says */
function addressOf(address: string, prefix: string): { readonly address: string; readonly prefix: number } {
  if (isIPv4(address) && prefix.length <= 2 && Number(prefix) <= 32)
    return { address, prefix: Number(prefix) };
  throw new Error(`\`ip addr\` shows ${address}/${prefix}, which is no IPv4 address.`);
}

/** What `ip -4 -o addr show` prints: in `$addresses`. */
export const ADDRESSES: Together = {
  id: 'addresses',
  about: '',
  program: () => 'addresses=$(ip -4 -o addr show)',
};

/** IPv4 addresses and the default gateway, in the words of every iproute2 since CentOS 7's. */
export const networkFact: Fact<NetworkFacts> = {
  id: 'network',
  plain: true,
  together: [ADDRESSES],
  program: `printf '%s\\n' "$addresses"
ip -4 route show default`,
  parse: (output) => ({
    addresses: [...output.matchAll(/^\d+: +(\S+) +inet ([\d.]+)\/(\d+) (.*)$/gm)].map((row) => ({
      interface: row[1] ?? '',
      ...addressOf(row[2] ?? '', row[3] ?? ''),
      secondary: / secondary /.test(` ${row[4] ?? ''} `),
    })),
    gateway: /^default via ([\d.]+)/m.exec(output)?.[1],
  }),
};
