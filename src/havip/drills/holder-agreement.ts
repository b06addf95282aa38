import type { VrrpState } from '../../core/events/timeline.ts';

/** One node, as its daemon and its interface tell. */
export interface NodeSources {
  readonly host: string;
  /** keepalived's own word; `unknown` where nothing alive has said. */
  readonly vrrp: VrrpState;
  /** The address is on one of its interfaces. */
  readonly holds: boolean;
}

/** The cloud's word on the address. */
export interface CloudSource {
  readonly havipId: string;
  /** The instance that the cloud sends the address to; null for none. */
  readonly instanceId: string | null;
  /** The node that this instance is; null where it is none of the cluster's. */
  readonly node: string | null;
  /** When the cloud last moved it, in the cloud's own words; null for never. */
  readonly movedAt: string | null;
  /** Nodes that may not announce the address. */
  readonly excluded: readonly string[];
}

/** A way in which the three sources disagree; each has one explanation and one remedy. */
export type DisagreementKind =
  | 'two-holders'
  | 'no-holder'
  | 'master-without-address'
  | 'address-without-master'
  | 'two-masters'
  | 'cloud-unbound'
  | 'cloud-excludes-holder'
  | 'cloud-behind'
  | 'cloud-elsewhere'
  | 'cloud-stale';

export interface Disagreement {
  readonly kind: DisagreementKind;
  /** One sentence: who says what. */
  readonly summary: string;
  /** Why that may be. */
  readonly explanation: string;
  readonly fix: string;
}

/**
 * Compares VRRP state, the address on the interfaces, and the cloud's binding; empty when they agree. What
 * the machines disagree about among themselves is told before what the cloud says.
 */
export function compareSources(
  address: string,
  nodes: readonly NodeSources[],
  cloud: CloudSource | undefined,
): readonly Disagreement[] {
  const holders = nodes.filter(({ holds }) => holds).map(({ host }) => host);
  const onMachines = [...holderDisagreements(address, holders), ...vrrpDisagreements(address, nodes)];
  if (cloud === undefined) return onMachines;
  const [holder, another] = holders;
  if (another !== undefined) return onMachines;
  const binding = holder === undefined ? unheld(address, cloud) : held(address, holder, cloud);
  return binding === undefined ? onMachines : [...onMachines, binding];
}

function holderDisagreements(address: string, holders: readonly string[]): Disagreement[] {
  if (holders.length === 1) return [];
  if (holders.length > 1) {
    return [
      {
        kind: 'two-holders',
        summary: `${holders.join(' and ')} both have ${address} on an interface`,
        explanation:
          'Each believes that it is alone: VRRP does not pass between them, or a daemon died without taking its address away. Both announce it, and the cloud follows whoever did so last.',
        fix: 'Let IP protocol 112 pass between the nodes in both directions, then restart keepalived on the one that should be the standby.',
      },
    ];
  }
  return [
    {
      kind: 'no-holder',
      summary: `no node has ${address} on an interface`,
      explanation: 'keepalived is stopped, in FAULT, or in the middle of an election on every node.',
      fix: 'Look at `journalctl -u keepalived` on the nodes.',
    },
  ];
}

function vrrpDisagreements(address: string, nodes: readonly NodeSources[]): Disagreement[] {
  const found: Disagreement[] = [];
  const masters = nodes.filter(({ vrrp }) => vrrp === 'MASTER');
  for (const { host, holds } of masters) {
    if (holds) continue;
    found.push({
      kind: 'master-without-address',
      summary: `${host} says that it is MASTER, and ${address} is not on its interface`,
      explanation:
        'Somebody or something has taken the address away behind the back of keepalived, such as a network manager that set the interface up anew.',
      fix: `Restart keepalived on ${host}, and keep other programs from managing that interface.`,
    });
  }
  for (const { host, holds, vrrp } of nodes) {
    if (!holds || vrrp === 'MASTER' || vrrp === 'unknown') continue;
    found.push({
      kind: 'address-without-master',
      summary: `${host} has ${address}, and its keepalived says ${vrrp}`,
      explanation:
        'Somebody has put the address there by hand or in the network configuration, or a daemon that died has left it.',
      fix: `Remove it with \`ip addr del\` on ${host}, and from the network configuration.`,
    });
  }
  if (masters.length > 1 && masters.filter(({ holds }) => holds).length < 2) {
    found.push({
      kind: 'two-masters',
      summary: `${masters.map(({ host }) => host).join(' and ')} both say that they are MASTER`,
      explanation: 'Their adverts do not reach each other.',
      fix: 'Let IP protocol 112 pass between the nodes in both directions.',
    });
  }
  return found;
}

/** One node has the address: what the cloud should say is known. */
function held(address: string, holder: string, cloud: CloudSource): Disagreement | undefined {
  const { havipId, instanceId, node, excluded } = cloud;
  if (node === holder) return undefined;
  const says =
    instanceId === null
      ? 'the cloud sends it to nobody'
      : `the cloud sends it to ${node ?? `${instanceId}, which is no node of the cluster`}`;
  const summary = `${holder} has ${address}, and ${says}`;
  if (excluded.includes(holder)) {
    return {
      kind: 'cloud-excludes-holder',
      summary: `${summary}, because the range of ${havipId} leaves ${holder} out`,
      explanation: 'The cloud ignores what an instance outside the range announces, for ever.',
      fix: `Set havip.cloud.limit_range: true and run \`up\`, or add ${holder} to the range in the console.`,
    };
  }
  return { summary, ...lagging(address, holder, cloud) };
}

function lagging(
  address: string,
  holder: string,
  { instanceId, node, movedAt }: CloudSource,
): Omit<Disagreement, 'summary'> {
  if (instanceId === null) {
    return {
      kind: 'cloud-unbound',
      explanation:
        movedAt === null
          ? 'It has never seen the address announced: the gratuitous ARP leaves by another interface, or is filtered on the way.'
          : `It was bound before (last moved ${movedAt}): somebody has unbound it, or its instance is gone, and no announcement has come since.`,
      fix: `Look for gratuitous ARP with \`tcpdump -eni eth0 arp\` on ${holder}; keepalived must announce ${address} on the interface that is in the HAVIP's subnet.`,
    };
  }
  if (node === null) {
    return {
      kind: 'cloud-elsewhere',
      explanation:
        'Another machine of the subnet announces the same address: a node that was taken out of the cluster, or a second cluster with this address.',
      fix: `Stop keepalived on ${instanceId}, or limit the HAVIP to this cluster's nodes (havip.cloud.limit_range).`,
    };
  }
  return {
    kind: 'cloud-behind',
    explanation: `The last move that it knows of was ${movedAt ?? 'never'}: it has not heard ${holder} announce the address, or takes its time; ${node} gets the traffic and drops it.`,
    fix: `Look for gratuitous ARP with \`tcpdump -eni eth0 arp\` on ${holder}: garp_master_refresh repeats it every 5 seconds.`,
  };
}

function unheld(address: string, { node, instanceId }: CloudSource): Disagreement | undefined {
  if (instanceId === null) return undefined;
  return {
    kind: 'cloud-stale',
    summary: `nobody has ${address}, and the cloud still sends it to ${node ?? instanceId}`,
    explanation: 'The cloud keeps the last binding until somebody else announces the address.',
    fix: 'Bring keepalived up on the nodes.',
  };
}
