import ipaddr from 'ipaddr.js';
import type { Subnet } from '../world/entities.ts';
import type { World } from '../world/world.ts';

/** Whether an IPv4 address lies in a range such as 172.16.16.0/20. */
export function isWithin(address: string, cidr: string): boolean {
  return ipaddr.IPv4.parse(address).match(ipaddr.IPv4.parseCIDR(cidr));
}

/** Network, gateway and broadcast address of a subnet: nobody gets those. */
export function isReserved(address: string, { CidrBlock }: Subnet): boolean {
  const network = numberOf(ipaddr.IPv4.networkAddressFromCIDR(CidrBlock).toString());
  const broadcast = numberOf(ipaddr.IPv4.broadcastAddressFromCIDR(CidrBlock).toString());
  return [network, network + 1, broadcast].includes(numberOf(address));
}

/** Whether a machine or a HAVIP of the subnet's VPC has the address. */
export function isTaken(world: World, address: string, vpcId: string): boolean {
  return (
    Object.values(world.havips).some(({ Vip, VpcId }) => Vip === address && VpcId === vpcId) ||
    Object.values(world.networkInterfaces).some(
      ({ VpcId, PrivateIpAddressSet }) =>
        VpcId === vpcId && PrivateIpAddressSet.some(({ PrivateIpAddress }) => PrivateIpAddress === address),
    )
  );
}

/** The lowest address of a subnet that is free; undefined when none is. */
export function freeAddress(world: World, subnet: Subnet): string | undefined {
  const first = numberOf(ipaddr.IPv4.networkAddressFromCIDR(subnet.CidrBlock).toString());
  const last = numberOf(ipaddr.IPv4.broadcastAddressFromCIDR(subnet.CidrBlock).toString());
  for (let number = first + 2; number < last; number += 1) {
    const address = [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join('.');
    if (!isTaken(world, address, subnet.VpcId)) return address;
  }
  return undefined;
}

function numberOf(address: string): number {
  return ipaddr.IPv4.parse(address).octets.reduce((number, octet) => number * 256 + octet, 0);
}
