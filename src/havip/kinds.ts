import type { Play } from '../api/types.ts';
import type { Cluster, Inventory } from '../inventory/types.ts';
import { enumerate } from '../inventory/wording.ts';
import type { PlayKind, RunnerKinds } from '../run/kinds.ts';
import { rollBack } from '../run/undo/roll-back.ts';
import type { Unit, UnitRun } from '../run/unit/unit.ts';
import { havipProblems } from './check-request.ts';
import { cloudPlay } from './cloud-side.ts';
import { clusterPolicy } from './cluster/cluster-policy.ts';
import { together } from './cluster/groups/together.ts';
import { type ClusterRun, clusterRuns } from './cluster-run.ts';
import type { Placement } from './context.ts';
import type { CloudAddressPlay, PublicAddressPlay } from './plays.ts';
import { prove } from './prove-cluster.ts';
import type { ConnectCloud, HavipRequest } from './request.ts';
import { stalePins } from './version-override.ts';

/** What a runner has to know of HAVIP clusters for one request. */
export function havipKinds(request: HavipRequest, connectCloud?: ConnectCloud): RunnerKinds {
  const begun = new Map<UnitRun, ClusterRun>();
  const begin = (run: UnitRun, clusters: readonly [Cluster, ...Cluster[]]): ClusterRun => {
    const ours = clusterRuns(run, clusters, request, connectCloud);
    begun.set(run, ours);
    return ours;
  };
  const underWay = (run: UnitRun) => begun.get(run)?.together ?? [];
  const begunOf = ({ name }: Cluster) =>
    [...begun.keys()].flatMap(underWay).find((run) => run.cluster.name === name);
  const ofCluster = (work: (run: ClusterRun, play: Play) => Promise<boolean>): PlayKind => ({
    run: async (run, play) => {
      // A host of no cluster has nothing to prove, and no cloud.
      for (const ours of underWay(run)) if (!(await work(ours, play))) return false;
      return true;
    },
  });
  return {
    units: ({ clusters }) =>
      together(clusters).map((group): Unit => {
        const [first, ...others] = group;
        const names = group.map(({ name }) => name);
        return {
          name: enumerate(names),
          ...(others.length > 0 && { names }),
          hosts: first.members.map(({ host }) => host),
          // A cluster that is under way may have got its address from the cloud.
          tells: ({ name }) =>
            tells(
              request,
              [first, ...others].map((cluster) => begunOf(cluster)?.cluster ?? cluster),
              name,
            ),
          policyFor: (run) => clusterPolicy(begin(run, group)),
        };
      }),
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
        runs.flatMap((run) => underWay(run).map(({ cluster }) => cluster)),
      ),
  };
}

function members({ clusters }: Inventory) {
  return clusters.flatMap((cluster) => cluster.members.map(({ host }) => host));
}

/** What roles are told of a member. */
function tells(request: HavipRequest, clusters: readonly Cluster[], name: string) {
  const placed = clusters.flatMap((cluster): Placement[] => {
    const member = cluster.members.find(({ host }) => host.name === name);
    return member === undefined ? [] : [{ cluster, member }];
  });
  const [own, ...beside] = placed;
  const { install, replaceConfig } = request;
  return {
    ...own,
    ...(beside.length > 0 && { beside }),
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
