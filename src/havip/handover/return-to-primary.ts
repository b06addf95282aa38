import type { Cluster, Host } from '../../inventory/types.ts';
import { takeLease } from '../../run/lock/lock-unit.ts';
import { allOk, refreshStale, sessionsOf } from '../../run/unit-facts.ts';
import { clusterFacts } from '../cluster/cluster-facts.ts';
import { stateOf } from '../cluster/cluster-state.ts';
import { lossSeconds } from '../cluster/effect.ts';
import type { ClusterRun } from '../cluster-run.ts';
import { handOver, readyStandby } from './hand-over-address.ts';
import { measured } from './measured.ts';

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
  if (!(await takeLease(run))) return false;
  const standby = await readyStandby(run, cluster, holder, cluster.members[0]?.host);
  return standby !== undefined && measured(run, holder, () => handOver(run, cluster, holder, standby));
}

/** The one holder, where that is not the primary. */
function awayFrom(run: ClusterRun, { members: [primary] }: Cluster): Host | undefined {
  const [name, ...others] = stateOf(run)?.holders ?? [];
  const holder = run.unit.hosts.find((host) => host.name === name);
  return others.length > 0 || holder === primary?.host ? undefined : holder;
}
