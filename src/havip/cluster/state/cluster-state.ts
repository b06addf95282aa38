import type { Problem } from '../../../core/problem.ts';
import type { Cluster } from '../../../inventory/types.ts';
import type { Facts } from '../../../resources/fact.ts';
import { networkFact } from '../../../resources/network.ts';
import { gatherAll, sessionsOf } from '../../../run/unit/unit-facts.ts';
import type { ClusterRun } from '../../cluster-run.ts';
import { daemonFact } from '../../daemon/daemon-fact.ts';
import { daemonView } from '../../daemon/daemon-view.ts';
import { NOT_IN_FORCE } from '../../daemon/judge-daemon.ts';
import { type Stranger, strangersOf, strangerWords } from '../../wire/strangers.ts';
import { wireWitnesses } from '../../wire/witnesses.ts';
import { CONFIG_PATH, clusterFacts, keepalivedServiceFact, proofFact } from './cluster-facts.ts';

/** One node of a cluster, as its facts show it. */
export interface NodeState {
  readonly host: string;
  /** The floating address is on one of its interfaces. */
  readonly holds: boolean;
  readonly running: boolean;
  /** MASTER, BACKUP, FAULT, STOP; undefined when nothing that can be believed has said. */
  readonly vrrp: string | undefined;
  /** Why its state is not known, or what is odd about it. */
  readonly doubt?: string;
  /** Ways in which what runs there is not the service with the file in place. */
  readonly astray?: readonly string[];
  readonly proved: boolean;
}

export interface ClusterState {
  readonly nodes: readonly NodeState[];
  readonly holders: readonly string[];
  readonly healthy: boolean;
  /** All of its nodes are among them. */
  readonly complete: boolean;
  /** Machines that are none of the nodes and answer for an address of the cluster. */
  readonly strangers?: readonly Stranger[];
  /** Every node carries a proof of this cluster as it is. */
  readonly proved: boolean;
}

/** How a run's cluster stands by the facts at hand, of the nodes of which they are: a play may have asked others nothing. */
export function stateOf(run: ClusterRun): ClusterState {
  const { cluster } = run;
  const wanted = [networkFact, keepalivedServiceFact, daemonFact(cluster), proofFact(cluster)];
  const known = sessionsOf(run)
    .filter(({ facts }) => facts.missing(wanted).length === 0)
    .map(({ connection, facts }) => [connection.host, facts] as const);
  return clusterState(cluster, new Map(known));
}

/** Reads how the run's cluster stands, and the others of its machines; what cannot be read is reported. */
export function gatherState(run: ClusterRun): Promise<boolean> {
  return gatherAll(
    run,
    run.together.flatMap(({ cluster }) => clusterFacts(cluster)),
  );
}

/** How a cluster stands, from the facts of those nodes that were reached. */
export function clusterState(cluster: Cluster, factsOf: ReadonlyMap<string, Facts>): ClusterState {
  const nodes = [...factsOf].map(([host, facts]) => nodeState(cluster, host, facts));
  const holders = nodes.filter((node) => node.holds).map((node) => node.host);
  const complete = nodes.length === cluster.members.length;
  const strangers = complete ? strangersIn(cluster, factsOf) : [];
  return {
    nodes,
    holders,
    healthy: holders.length === 1 && nodes.every(isConsistent) && complete && strangers.length === 0,
    complete,
    ...(strangers.length > 0 && { strangers }),
    proved: nodes.every((node) => node.proved) && complete,
  };
}

function nodeState(cluster: Cluster, host: string, facts: Facts): NodeState {
  const { holds, vrrp, doubt, astray } = daemonView(cluster, facts);
  return {
    host,
    holds,
    running: facts.get(keepalivedServiceFact).active,
    vrrp,
    ...(doubt !== undefined && { doubt }),
    ...(astray.length > 0 && { astray: astray.map(({ text }) => text) }),
    proved: facts.get(proofFact(cluster)) !== undefined,
  };
}

function strangersIn(cluster: Cluster, factsOf: ReadonlyMap<string, Facts>): Stranger[] {
  return strangersOf(wireWitnesses(cluster, factsOf)).filter(({ address }) =>
    cluster.havip.addresses.includes(address),
  );
}

function isConsistent({ running, vrrp, holds, astray }: NodeState): boolean {
  return running && astray === undefined && vrrp === (holds ? 'MASTER' : 'BACKUP');
}

/** Its keepalived runs and stands by, so that something else has put the address there. */
export function isSetByOthers({ holds, running, vrrp }: NodeState): boolean {
  return holds && running && vrrp === 'BACKUP';
}

/** Whether all nodes do what they are there for, but for those that are known to stand still. */
export function servesBut(state: ClusterState, stood: readonly string[]): boolean {
  if (state.healthy || stood.length === 0) return state.healthy;
  return (
    state.complete &&
    state.holders.length === 1 &&
    state.strangers === undefined &&
    state.nodes.every(
      (node) => isConsistent(node) || (stood.includes(node.host) && !node.running && !node.holds),
    )
  );
}

/**
 * Who has the address although no keepalived runs that could have set it, while nobody serves: a keepalived that was
 * killed has left it, or somebody has set it by hand. Clients reach it there until one starts.
 */
export function unserved({ nodes }: ClusterState): readonly string[] {
  if (nodes.some(({ holds, running }) => holds && running)) return [];
  return nodes.filter(({ holds }) => holds).map(({ host }) => host);
}

/** What is wrong with a cluster that should serve; undefined when nothing is. */
export function stateProblem(cluster: Cluster, state: ClusterState): Problem | undefined {
  if (state.healthy) return undefined;
  const seen = state.nodes
    .map(({ host, holds, running, vrrp, doubt, astray = [] }) => {
      const daemon = running
        ? `keepalived runs${vrrp === undefined ? '' : `, ${vrrp}`}`
        : 'keepalived does not run';
      const words = [daemon, holds ? 'holds the address' : 'does not hold it', ...astray, doubt];
      return `${host}: ${words.filter((each) => each !== undefined).join(', ')}`;
    })
    .join('; ');
  const [stranger] = state.strangers ?? [];
  if (stranger !== undefined) {
    return {
      code: 'verify.stranger-answers',
      summary: `${cluster.name}: another machine answers for ${stranger.address}`,
      detail: `${(state.strangers ?? []).map(strangerWords).join('; ')}. Clients reach it or the holder, as ARP happens to go. ${seen}.`,
      fix: 'Find that machine. Where it was a member of this cluster, take it down first: `systemctl disable --now keepalived` there, or `havip-deploy down` with an inventory that still names it. Anything else has to give the address up.',
    };
  }
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
    fix: unhealthyFix(state),
  };
}

function unhealthyFix({ nodes }: ClusterState): string {
  const astray = nodes.filter((node) => node.astray !== undefined).map(({ host }) => host);
  const texts = nodes.flatMap((node) => node.astray ?? []);
  if (texts.length > 0 && texts.every((text) => text.startsWith(NOT_IN_FORCE)))
    return `keepalived there runs with another file than ${CONFIG_PATH} is now: see who has written that meanwhile (a configuration tool, a person), or why it was not reloaded; then run again.`;
  if (astray.length > 0)
    return `Only the service keepalived with ${CONFIG_PATH} may run on ${astray.join(' and ')}: end the other process (\`kill\`), take \`-f\` out of its options, or reload it; then run again.`;
  const doubtful = nodes.filter(({ doubt, vrrp }) => doubt !== undefined && vrrp === undefined);
  if (doubtful.some(({ doubt }) => doubt?.includes('cannot write there')))
    return 'Let the notify script write its folder again (`df -h`, `df -i`, `findmnt -T`, `lsattr -d`); keepalived itself goes on meanwhile.';
  return 'Look at `journalctl -u keepalived` on the nodes; FAULT means that the health check fails there or the interface is down.';
}

function twoHoldersFix({ nodes }: ClusterState, address: string): string {
  const added = nodes.filter(({ holds, running, vrrp }) => holds && (!running || vrrp === 'BACKUP'));
  if (added.length === 0)
    return 'Check that VRRP (IP protocol 112) passes between the nodes in both directions, then look at `journalctl -u keepalived` on both.';
  const where = added.map(({ host }) => host).join(' and ');
  const how = added.every(({ running }) => running)
    ? `keepalived on ${where} is BACKUP, so somebody or something else has put ${address} there`
    : `Keepalived on ${where} does not serve ${address}: one that was killed has left it, or somebody or something else has put it there`;
  return `${how}: remove it with \`ip addr del\`, and from the network configuration.`;
}
