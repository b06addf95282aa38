import { nearest } from '../../../core/text/nearest.ts';
import type { Finding } from '../../../inventory/problem-list.ts';
import type { Cluster } from '../../../inventory/types.ts';
import { syncGroupsOf } from '../../cluster/groups/sync-groups.ts';
import { together } from '../../cluster/groups/together.ts';
import { type ClusterDraft, settingSpot } from '../clusters.ts';

/** A cluster, and what its group has said. */
export interface Finished {
  readonly draft: ClusterDraft;
  readonly cluster: Cluster;
}

/** A finding about one of a cluster's settings. */
interface SettingFinding extends Finding {
  readonly path: readonly (string | number)[];
}

/**
 * Clusters that move together have to be of the same machines, want the same machine, and do so at the same time.
 * @param drafts those, too, that are no clusters for what is wrong with them
 */
export function checkSyncGroups(finished: readonly Finished[], drafts: readonly ClusterDraft[]): void {
  const draftOf = new Map(finished.map(({ cluster, draft }) => [cluster, draft]));
  const known = new Set(draftOf.values());
  for (const clusters of together(finished.map(({ cluster }) => cluster))) {
    const groups = syncGroupsOf(clusters);
    const machines = machinesOf(draftOf.get(clusters[0]));
    const isPartner = (name: string, each: ClusterDraft) =>
      machinesOf(each) === machines &&
      (isMisnamed(each) || (each.settings.sync_group === name && !known.has(each)));
    for (const [name, group] of groups) {
      const isTold = group.length > 1 || drafts.some((each) => isPartner(name, each));
      const alone = isTold ? [] : lonely(name, [...groups]);
      for (const cluster of group) checkMember(draftOf.get(cluster), cluster, group, alone);
    }
  }
}

function checkMember(
  draft: ClusterDraft | undefined,
  cluster: Cluster,
  [first = cluster]: readonly Cluster[],
  alone: readonly SettingFinding[],
): void {
  if (draft === undefined) return;
  const found = [
    ...alone,
    ...(cluster === first ? [] : contradictions(first, cluster, cluster.havip.sync_group ?? '')),
    ...weights(draft),
  ];
  for (const { path, ...finding } of found)
    draft.problems.add(settingSpot(draft, ...path) ?? draft.group.spot, finding);
}

function machinesOf(draft: ClusterDraft | undefined): string {
  return JSON.stringify(draft?.hosts.map(({ raw }) => raw.name).sort());
}

/** A name that is none is told by itself, and whose partner is alone for it is not. */
function isMisnamed({ variable: { value }, settings }: ClusterDraft): boolean {
  const said = typeof value === 'object' && value !== null && Reflect.get(value, 'sync_group');
  return settings.sync_group === undefined && said !== undefined && said !== null && said !== false;
}

/** Of two groups of one with similar names, one name is mistyped: only the later is told. */
function lonely(
  name: string,
  groups: readonly (readonly [string, readonly Cluster[]])[],
): readonly SettingFinding[] {
  const names = groups.map(([each]) => each);
  const alone = groups.filter(([, { length }]) => length === 1).map(([each]) => each);
  const [before, after] = [names.slice(0, names.indexOf(name)), alone.slice(alone.indexOf(name) + 1)];
  if (nearest(name, after) !== undefined) return [];
  const meant = nearest(name, [...before, ...names.filter((each) => !alone.includes(each))]);
  return [
    {
      path: ['sync_group'],
      name: 'lonely-sync-group',
      summary: `no other cluster of the same machines is in the sync group "${name}"`,
      detail: meant === undefined ? 'A group of one moves nothing along.' : `did you mean "${meant}"?`,
      fix: 'Give another cluster of these machines the same sync_group, or remove it.',
    },
  ];
}

function contradictions(first: Cluster, other: Cluster, group: string): readonly SettingFinding[] {
  const alike = (path: string, what: string, detail: string): SettingFinding => ({
    path: [path],
    name: 'sync-group',
    summary: `${what} between "${first.name}" and "${other.name}", which are in the sync group "${group}"`,
    detail,
    fix: 'Set the same in all clusters of the group.',
  });
  const ranks = ({ members }: Cluster) => members.map(({ host }) => host.name).join();
  return [
    ...(ranks(first) === ranks(other)
      ? []
      : [
          alike(
            'sync_group',
            'the order of the machines differs',
            `It is ${ranks(first).replaceAll(',', ', ')} in one and ${ranks(other).replaceAll(',', ', ')} in the other, and they are on one machine at a time.`,
          ),
        ]),
    ...(first.havip.preempt === other.havip.preempt
      ? []
      : [alike('preempt', 'preempt differs', 'keepalived takes all of a group back, or none.')]),
    ...(first.havip.vrrp.preempt_delay === other.havip.vrrp.preempt_delay
      ? []
      : [alike('preempt_delay', 'preempt_delay differs', 'All of a group is taken back at once.')]),
    ...(first.havip.advert_int === other.havip.advert_int
      ? []
      : [
          alike(
            'advert_int',
            'advert_int differs',
            'A machine takes over when each of its instances may: the slowest would make all others wait.',
          ),
        ]),
  ];
}

/** keepalived puts what has a weight out of force in a sync group, unless priorities are to add up. */
function weights({ settings }: ClusterDraft): readonly SettingFinding[] {
  return (['checks', 'track_interface', 'track_process', 'track_file'] as const).flatMap((key) =>
    (settings[key] ?? []).flatMap(({ weight }, index): readonly SettingFinding[] =>
      weight === undefined || weight === 0
        ? []
        : [
            {
              path: [key, index, 'weight'],
              name: 'sync-group-weight',
              summary: `${key} has the weight ${weight} in a cluster with sync_group`,
              detail: 'In a sync group keepalived does not heed what has a weight.',
              fix: 'Use weight 0: where it fails, the machine gives all addresses of the group up.',
            },
          ],
    ),
  );
}
