import type { Problem } from '../../core/problem.ts';
import type { Cluster } from '../../inventory/types.ts';
import type { Facts } from '../../resources/fact.ts';
import { networkFact } from '../../resources/network.ts';
import { factsOf } from '../../run/unit-facts.ts';
import type { ClusterRun } from '../cluster-run.ts';
import { keepalivedServiceFact, proofFact, vrrpStateFact } from './cluster-facts.ts';

/** One node of a cluster, as its facts show it. */
export interface NodeState {
  readonly host: string;
  /** The floating address is on one of its interfaces. */
  readonly holds: boolean;
  readonly running: boolean;
  /** MASTER, BACKUP, FAULT, STOP; undefined when nothing alive has said. */
  readonly vrrp: string | undefined;
  readonly proved: boolean;
}

export interface ClusterState {
  readonly nodes: readonly NodeState[];
  readonly holders: readonly string[];
  readonly healthy: boolean;
  /** Every node carries a proof of this cluster as it is. */
  readonly proved: boolean;
}

/** How a run's cluster stands by the facts at hand. */
export function stateOf(run: ClusterRun): ClusterState {
  const { hosts } = run.unit;
  return clusterState(
    run.cluster,
    new Map([...factsOf(run)].filter(([name]) => hosts.some((host) => host.name === name))),
  );
}

/** How a cluster stands, from the facts of those nodes that were reached. */
export function clusterState(cluster: Cluster, factsOf: ReadonlyMap<string, Facts>): ClusterState {
  const nodes = [...factsOf].map(([host, facts]) => nodeState(cluster, host, facts));
  const holders = nodes.filter((node) => node.holds).map((node) => node.host);
  return {
    nodes,
    holders,
    healthy: holders.length === 1 && nodes.every(isConsistent) && nodes.length === cluster.members.length,
    proved: nodes.every((node) => node.proved) && nodes.length === cluster.members.length,
  };
}

function nodeState(cluster: Cluster, host: string, facts: Facts): NodeState {
  const present = new Set(facts.get(networkFact).addresses.map(({ address }) => address));
  return {
    host,
    holds: cluster.havip.addresses.some((address) => present.has(address)),
    running: facts.get(keepalivedServiceFact).active,
    vrrp: facts.get(vrrpStateFact(cluster)),
    proved: facts.get(proofFact(cluster)) !== undefined,
  };
}

function isConsistent(node: NodeState): boolean {
  return node.running && (node.vrrp === undefined || node.vrrp === (node.holds ? 'MASTER' : 'BACKUP'));
}

/** What is wrong with a cluster that should serve; undefined when nothing is. */
export function stateProblem(cluster: Cluster, state: ClusterState): Problem | undefined {
  if (state.healthy) return undefined;
  const seen = state.nodes
    .map(({ host, holds, running, vrrp }) => {
      const daemon = running
        ? `keepalived runs${vrrp === undefined ? '' : `, ${vrrp}`}`
        : 'keepalived does not run';
      return `${host}: ${daemon}, ${holds ? 'holds the address' : 'does not hold it'}`;
    })
    .join('; ');
  if (state.holders.length > 1) {
    return {
      code: 'verify.two-holders',
      summary: `${cluster.name}: ${state.holders.join(' and ')} both hold ${cluster.havip.addresses[0]}`,
      detail: `${seen}.`,
      fix: twoHoldersFix(state, cluster.havip.addresses[0] ?? ''),
    };
  }
  return {
    code: state.holders.length === 0 ? 'verify.no-holder' : 'verify.unhealthy',
    summary:
      state.holders.length === 0
        ? `${cluster.name}: no node holds ${cluster.havip.addresses[0]}`
        : `${cluster.name}: not every node is ready to take over`,
    detail: `${seen}.`,
    fix: 'Look at `journalctl -u keepalived` on the nodes; FAULT means that the health check fails there or the interface is down.',
  };
}

function twoHoldersFix({ nodes }: ClusterState, address: string): string {
  const added = nodes.filter(({ holds, vrrp }) => holds && vrrp === 'BACKUP').map(({ host }) => host);
  return added.length === 0
    ? 'Check that VRRP (IP protocol 112) passes between the nodes in both directions, then look at `journalctl -u keepalived` on both.'
    : `keepalived on ${added.join(' and ')} is BACKUP, so somebody or something else has put ${address} there: remove it with \`ip addr del\`, and from the network configuration.`;
}
