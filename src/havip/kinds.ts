import type { Play } from '../api/types.ts';
import type { Cluster, Inventory } from '../inventory/types.ts';
import type { PlayKind, RunnerKinds } from '../run/kinds.ts';
import { rollBack } from '../run/undo/roll-back.ts';
import type { Unit, UnitRun } from '../run/unit.ts';
import { havipProblems } from './check-request.ts';
import { cloudPlay } from './cloud-side.ts';
import { clusterPolicy } from './cluster/cluster-policy.ts';
import type { ClusterRun } from './cluster-run.ts';
import type { CloudAddressPlay, PublicAddressPlay } from './plays.ts';
import { prove } from './prove-cluster.ts';
import type { ConnectCloud, HavipRequest } from './request.ts';
import { stalePins } from './version-override.ts';

/** What a runner has to know of HAVIP clusters for one request. */
export function havipKinds(request: HavipRequest, connectCloud?: ConnectCloud): RunnerKinds {
  const begun = new Map<UnitRun, ClusterRun>();
  const begin = (run: UnitRun, cluster: Cluster): ClusterRun => {
    const ours = Object.assign(run, {
      request,
      cluster,
      drills: [],
      effect: { kind: 'none' as const },
      undone: false,
      connectCloud,
    });
    begun.set(run, ours);
    return ours;
  };
  const begunOf = ({ name }: Cluster) => [...begun.values()].find((run) => run.cluster.name === name);
  const ofCluster = (work: (run: ClusterRun, play: Play) => Promise<boolean>): PlayKind => ({
    run: async (run, play) => {
      const ours = begun.get(run);
      // A host of no cluster has nothing to prove, and no cloud.
      return ours === undefined || work(ours, play);
    },
  });
  return {
    units: ({ clusters }) =>
      clusters.map(
        (cluster): Unit => ({
          name: cluster.name,
          hosts: cluster.members.map(({ host }) => host),
          // A cluster that is under way may have got its address from the cloud.
          tells: ({ name }) => tells(request, begunOf(cluster)?.cluster ?? cluster, name),
          policyFor: (run) => clusterPolicy(begin(run, cluster)),
        }),
      ),
    hosts: members,
    alsoUsed: (hosts) => alsoUsed(request, hosts),
    plays: {
      prove: ofCluster((run) => prove(run)),
      rollback: { run: rollBack, needsWhole: true },
      'cloud-address': ofCluster((run, play) => cloudPlay(run, play as CloudAddressPlay)),
      'public-address': ofCluster((run, play) => cloudPlay(run, play as PublicAddressPlay)),
    },
    problems: () => havipProblems(request),
    remarks: (runs) =>
      stalePins(
        request,
        runs.flatMap((run) => begun.get(run)?.cluster ?? []),
      ),
  };
}

function members({ clusters }: Inventory) {
  return clusters.flatMap((cluster) => cluster.members.map(({ host }) => host));
}

/** What roles are told of a member. */
function tells(request: HavipRequest, cluster: Cluster, name: string) {
  const member = cluster.members.find(({ host }) => host.name === name);
  const { install, replaceConfig } = request;
  return {
    cluster,
    ...(member && { member }),
    ...(install && { install }),
    ...(replaceConfig && { replaceConfig }),
  };
}

/** Of a cluster the other members and the witness; where a play is about all clusters, whoever is to be one. */
function alsoUsed({ playbook, inventory, limit }: HavipRequest, used: ReadonlySet<string>): string[] {
  const all = playbook.plays.some((play) => play.hosts === undefined) ? [...inventory.memberNames] : [];
  const peers = inventory.clusters
    .filter((cluster) => cluster.members.some(({ host }) => used.has(host.name)))
    .flatMap((cluster) => [
      ...cluster.members.map(({ host }) => host.name),
      ...(cluster.witness === undefined ? [] : [cluster.witness.name]),
    ]);
  return [...all.filter((name) => limit?.has(name) ?? true), ...peers];
}
