import ipaddr from 'ipaddr.js';

/** Whether an IPv4 address lies in the subnet that `address/prefix` is part of. */
export function inSubnet(ip: string, cidr: string): boolean {
  if (!ipaddr.IPv4.isValid(ip) || !ipaddr.IPv4.isValidCIDR(cidr)) return false;
  return ipaddr.IPv4.parse(ip).match(ipaddr.IPv4.parseCIDR(cidr));
}

/** What an address is in its subnet when no host may have it; null where one may. */
export function reservedUse(ip: string, cidr: string): 'network' | 'broadcast' | null {
  if (!inSubnet(ip, cidr) || Number(cidr.split('/')[1]) > 30) return null;
  if (ipaddr.IPv4.networkAddressFromCIDR(cidr).toString() === ip) return 'network';
  return ipaddr.IPv4.broadcastAddressFromCIDR(cidr).toString() === ip ? 'broadcast' : null;
}
