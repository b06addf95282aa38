import {
  addressRules,
  type Cluster,
  type Member,
  type NetworkFacts,
  type Problem,
  subnetContains,
} from 'havip-deploy';

/** Where a node sits in the HAVIP's subnet, or why it does not. */
export type OwnAddress =
  | { readonly interface: string; readonly address: string }
  | { readonly problem: Omit<Problem, 'host'> };

/** The node's own address for VRRP: `private_ip`, or the first of the interface in the HAVIP's subnet. */
export function ownAddress(cluster: Cluster, member: Member, network: NetworkFacts | undefined): OwnAddress {
  const { havip } = cluster;
  const [floating = ''] = havip.addresses;
  if (network === undefined) {
    return member.privateIp === undefined
      ? { problem: unknownPeer(member) }
      : { interface: '', address: member.privateIp };
  }
  const candidates = network.addresses.filter(
    ({ address, interface: name }) =>
      !havip.addresses.includes(address) &&
      !havip.vrrp.excluded.some((each) => each.address === address) &&
      (member.privateIp === undefined || address === member.privateIp) &&
      (havip.interface === 'auto' || name === havip.interface),
  );
  const own = candidates.find(
    ({ address, prefix }) => prefix < 32 && subnetContains(`${address}/${prefix}`, floating),
  );
  if (own === undefined) return { problem: outsideSubnet(cluster, member, network) };
  const unfit = havip.addresses.flatMap((address) =>
    addressRules(address, `${own.address}/${own.prefix}`, network.gateway),
  );
  const [first] = unfit;
  return first === undefined ? { interface: own.interface, address: own.address } : { problem: first };
}

function unknownPeer(member: Member): Omit<Problem, 'host'> {
  return {
    code: 'host.peer-address-unknown',
    summary: `the private address of ${member.host.name} is not known`,
    detail: 'The configuration of each node names its peers, and this one was left out by --limit.',
    fix: `Set private_ip for ${member.host.name}, or run without --limit.`,
  };
}

function outsideSubnet(cluster: Cluster, member: Member, network: NetworkFacts): Omit<Problem, 'host'> {
  const { havip } = cluster;
  const has = network.addresses.map((each) => `${each.interface} ${each.address}/${each.prefix}`).join(', ');
  const limits = [
    ...(member.privateIp === undefined ? [] : [`private_ip ${member.privateIp}`]),
    ...(havip.interface === 'auto' ? [] : [`interface ${havip.interface}`]),
  ];
  return {
    code: 'host.not-in-subnet',
    summary: `no interface of ${member.host.name} is in the subnet of ${havip.addresses[0]}`,
    detail: `It has ${has || 'no IPv4 address'}${limits.length > 0 ? `; the inventory asks for ${limits.join(' and ')}` : ''}. A HAVIP can only be held in its own subnet.`,
    fix: 'Correct havip.address, havip.interface or private_ip, or put the machine into the subnet.',
  };
}
