import type { Cluster, Host } from '../../inventory/types.ts';
import { takeLease } from '../../run/lock/lock-unit.ts';
import { allOk, refreshStale, sessionsOf } from '../../run/unit/unit-facts.ts';
import { lossSeconds } from '../cluster/effect.ts';
import { clusterFacts } from '../cluster/state/cluster-facts.ts';
import { stateOf } from '../cluster/state/cluster-state.ts';
import type { ClusterRun } from '../cluster-run.ts';
import { handOver, readyStandby } from './hand-over-address.ts';
import { measuredInStep } from './in-step.ts';

/** Hands the address to the primary where it is elsewhere: one more handover, measured. */
export async function returnToPrimary(run: ClusterRun): Promise<boolean> {
  const { cluster } = run;
  if (cluster === undefined || run.unit.hosts.length < cluster.members.length) return true;
  if (!(await refreshStale(run))) return false;
  const read = await Promise.all(sessionsOf(run).map((session) => session.gather(clusterFacts(cluster))));
  if (!allOk(run, read)) return false;
  const holder = awayFrom(run, cluster);
  if (holder === undefined) return true;
  if (run.request.check) {
    const facts = run.sessions.get(holder.name)?.facts;
    if (run.effect.kind !== 'move' && facts)
      run.effect = { kind: 'move', seconds: lossSeconds(cluster, facts) };
    return true;
  }
  return (await takeLease(run)) && giveTo(run, cluster.members[0]?.host, holder);
}

/**
 * Hands each address of clusters that are new to its own primary. What is done for one of them can move another, since
 * one keepalived serves both, so they are looked at once more; what is elsewhere even then is said.
 */
export async function settleOnPrimaries(fresh: readonly ClusterRun[]): Promise<boolean> {
  for (const each of [...fresh, ...(fresh.length > 1 ? fresh : [])]) {
    if (each.deps.signal.aborted) return true;
    if (!(await returnToPrimary(each))) return false;
  }
  for (const each of fresh) {
    const text = strayWords(each.cluster, stateOf(each).holders);
    if (text !== undefined) each.deps.onEvent({ type: 'notice', text });
  }
  return true;
}

/** What is said of an address that did not come to its primary; undefined where it did. */
export function strayWords(
  { name, members, havip }: Cluster,
  holders: readonly string[],
): string | undefined {
  const primary = members[0]?.host.name ?? '';
  if (holders.length === 1 && holders[0] === primary) return undefined;
  const where = holders.length === 0 ? 'nobody' : holders.join(' and ');
  return `${name}: ${havip.addresses[0]} is with ${where} and not with its primary, ${primary}: \`up --return-to-primary\` hands it over`;
}

async function giveTo(run: ClusterRun, wanted: Host | undefined, holder: Host): Promise<boolean> {
  const { cluster } = run;
  const standby = await readyStandby(run, cluster, holder, wanted);
  if (standby === undefined) return false;
  return measuredInStep(run, holder, () => handOver(run, cluster, holder, standby, false));
}

/** Hands an address back to who held it before it was moved along with another cluster's; measured. */
export async function returnTo(run: ClusterRun, before: string | undefined): Promise<boolean> {
  const [now, ...others] = stateOf(run).holders;
  const [wanted, holder] = [before, now].map((name) => run.unit.hosts.find((host) => host.name === name));
  if (wanted === undefined || holder === undefined || wanted === holder || others.length > 0) return true;
  return giveTo(run, wanted, holder);
}

/** The one holder, where that is not the primary. */
function awayFrom(run: ClusterRun, { members: [primary] }: Cluster): Host | undefined {
  const [name, ...others] = stateOf(run)?.holders ?? [];
  const holder = run.unit.hosts.find((host) => host.name === name);
  return others.length > 0 || holder === primary?.host ? undefined : holder;
}
