import ipaddr from 'ipaddr.js';
import type { Problem } from '../core/problem.ts';

/** What cannot be a HAVIP by ipaddr.js's name for the range. */
const UNUSABLE: Readonly<Record<string, string>> = {
  unspecified: 'the unspecified address',
  broadcast: 'the broadcast address',
  multicast: 'a multicast address',
  linkLocal: 'a link-local address',
  loopback: 'a loopback address',
};

/** Why no machine may float this address, whatever its network; undefined when it may. */
export function unusable(address: string): string | undefined {
  const parsed = ipaddr.IPv4.parse(address);
  if (parsed.octets[0] === 0) return 'in the network 0.0.0.0/8, which means "this host"';
  return UNUSABLE[parsed.range()];
}

/**
 * What is wrong with a HAVIP on an interface, as far as the interface's own network shows it.
 * @param interfaceCidr the interface's address with its prefix length, `172.16.16.5/20`
 * @param gateway the network's router, where known
 */
export function addressRules(address: string, interfaceCidr: string, gateway?: string): Problem[] {
  const [own, prefix] = ipaddr.IPv4.parseCIDR(interfaceCidr);
  const network = ipaddr.IPv4.networkAddressFromCIDR(interfaceCidr).toString();
  const broadcast = ipaddr.IPv4.broadcastAddressFromCIDR(interfaceCidr).toString();
  const subnet = `${network}/${prefix}`;
  const problem = (name: string, is: string): Problem => ({
    code: `inventory.${name}`,
    summary: `HAVIP ${address} is ${is}`,
    fix: `Use the HAVIP that was applied for: a free address of ${subnet}.`,
  });
  if (!ipaddr.IPv4.parse(address).match(own, prefix)) {
    return [
      {
        ...problem('address-subnet', `not in the interface's subnet ${subnet}`),
        detail: 'A HAVIP can only be held by machines of its own subnet.',
      },
    ];
  }
  const found: Problem[] = [];
  // A /31 and a /32 have neither.
  if (prefix < 31 && address === network)
    found.push(problem('address-network', `the network address of ${subnet}`));
  if (prefix < 31 && address === broadcast)
    found.push(problem('address-broadcast', `the broadcast address of ${subnet}`));
  if (address === gateway) found.push(problem('address-gateway', `the gateway of ${subnet}`));
  if (address === own.toString()) found.push(problem('address-own', "the interface's own address"));
  return found;
}

/** Whether an address is in the network of an interface, given as `172.16.16.5/20`. */
export function subnetContains(interfaceCidr: string, address: string): boolean {
  const [own, prefix] = ipaddr.IPv4.parseCIDR(interfaceCidr);
  return ipaddr.IPv4.parse(address).match(own, prefix);
}
