import {
  addressRules,
  type Cluster,
  type Member,
  type NetworkFacts,
  type Placement,
  type Problem,
  subnetContains,
} from 'havip-deploy';

/** Where a node sits in the HAVIP's subnet, or why it does not. */
export type OwnAddress =
  | { readonly interface: string; readonly address: string }
  | { readonly problem: Omit<Problem, 'host'> };

/** Every address that clusters have keepalived put onto their machines. */
export function floatingOf(placements: readonly Pick<Placement, 'cluster'>[]): readonly string[] {
  return placements.flatMap(({ cluster: { havip } }) => [
    ...havip.addresses,
    ...havip.vrrp.excluded.map(({ address }) => address),
  ]);
}

/**
 * The node's own address for VRRP: `private_ip`, or the first of the interface in the HAVIP's subnet.
 * @param floating every address that moves, those of other clusters of the same machines, too
 */
export function ownAddress(
  cluster: Cluster,
  member: Member,
  network: NetworkFacts | undefined,
  floating: readonly string[] = floatingOf([{ cluster }]),
): OwnAddress {
  const { havip } = cluster;
  // What goes to a card of its own need not be in the network of the adverts.
  const here = havip.addresses.filter((address) => isHere(havip, address));
  const [first] = here;
  if (network === undefined) {
    return member.privateIp === undefined
      ? { problem: unknownPeer(member) }
      : { interface: '', address: member.privateIp };
  }
  const candidates = network.addresses.filter(
    ({ address, interface: name }) =>
      !floating.includes(address) &&
      (member.privateIp === undefined || address === member.privateIp) &&
      (havip.interface === 'auto' || name === havip.interface),
  );
  const own = candidates.find(
    ({ address, prefix }) =>
      prefix < 32 && (first === undefined || subnetContains(`${address}/${prefix}`, first)),
  );
  if (own === undefined) return { problem: outsideSubnet(cluster, member, network) };
  const unfit = here.flatMap((address) =>
    addressRules(address, `${own.address}/${own.prefix}`, network.gateway),
  );
  const [problem] = unfit;
  return problem === undefined ? { interface: own.interface, address: own.address } : { problem };
}

/** Whether an address goes to the card that the adverts are sent from. */
function isHere({ interface: card, vrrp }: Cluster['havip'], address: string): boolean {
  const { dev } = vrrp.placing[address] ?? {};
  return dev === undefined || dev === card || card === 'auto';
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
