import ipaddr from 'ipaddr.js';
import type { Filter } from './filters.ts';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

interface Network {
  readonly address: Address;
  readonly prefix: number;
  /** A prefix was written. */
  readonly written: boolean;
}

function parse(value: unknown): Network | undefined {
  if (typeof value !== 'string') return undefined;
  const [text = '', prefixText] = value.trim().split('/');
  if (!ipaddr.isValid(text)) return undefined;
  const address = ipaddr.parse(text);
  const most = address.kind() === 'ipv4' ? 32 : 128;
  const prefix = prefixText === undefined ? most : prefixOf(prefixText);
  if (prefix === undefined || prefix > most) return undefined;
  return { address, prefix, written: prefixText !== undefined };
}

function prefixOf(text: string): number | undefined {
  if (/^\d{1,3}$/.test(text)) return Number(text);
  return ipaddr.IPv4.isValid(text)
    ? (ipaddr.IPv4.parse(text).prefixLengthFromSubnetMask() ?? undefined)
    : undefined;
}

function networkOf({ address, prefix }: Network): string {
  const cidr = `${address.toString()}/${prefix}`;
  const network =
    address.kind() === 'ipv4'
      ? ipaddr.IPv4.networkAddressFromCIDR(cidr)
      : ipaddr.IPv6.networkAddressFromCIDR(cidr);
  return network.toString();
}

const QUERIES: Readonly<Record<string, (network: Network) => unknown>> = {
  address: ({ address }) => address.toString(),
  ip: ({ address }) => address.toString(),
  prefix: ({ prefix }) => prefix,
  network: networkOf,
  net: (network) =>
    networkOf(network) === network.address.toString() ? `${networkOf(network)}/${network.prefix}` : false,
  subnet: (network) => `${networkOf(network)}/${network.prefix}`,
  'network/prefix': (network) => `${networkOf(network)}/${network.prefix}`,
  'host/prefix': ({ address, prefix }) => `${address.toString()}/${prefix}`,
  netmask: ({ address, prefix }) =>
    address.kind() === 'ipv4' ? ipaddr.IPv4.subnetMaskFromPrefixLength(prefix).toString() : false,
  broadcast: ({ address, prefix }) =>
    address.kind() === 'ipv4'
      ? ipaddr.IPv4.broadcastAddressFromCIDR(`${address.toString()}/${prefix}`).toString()
      : false,
};

function filter(kind?: 'ipv4' | 'ipv6'): Filter {
  return (value, { positional: [query = ''] }) => {
    const one = (each: unknown): unknown => {
      const network = parse(each);
      if (network === undefined || (kind !== undefined && network.address.kind() !== kind)) return false;
      return query === '' ? each : (QUERIES[String(query)]?.(network) ?? false);
    };
    return Array.isArray(value) ? value.map(one).filter((each) => each !== false) : one(value);
  };
}

/** The filters of `ansible.utils` for addresses, for the queries that inventories use. */
export const ADDRESS_FILTERS: Readonly<Record<string, Filter>> = {
  ipaddr: filter(),
  ipv4: filter('ipv4'),
  ipv6: filter('ipv6'),
};
