import { fileFact } from '../../resources/file.ts';
import { sessionsOf } from '../../run/unit/unit-facts.ts';
import { type SyncGroups, syncGroupsIn, syncGroupsOf } from '../cluster/groups/sync-groups.ts';
import { CONFIG_PATH } from '../cluster/state/cluster-facts.ts';
import { stateOf } from '../cluster/state/cluster-state.ts';
import type { ClusterRun } from '../cluster-run.ts';
import { readConfiguration } from '../takeover/in-place.ts';
import { measured } from './measured.ts';

/**
 * The runs whose addresses move when one's does, itself among them: those of its sync group, by the inventory or
 * by what is still in force on a machine.
 */
export function inStep(run: ClusterRun): readonly ClusterRun[] {
  const { together } = run;
  if (together.length < 2) return [run];
  const clusters = together.map(({ cluster }) => cluster);
  const inPlace = sessionsOf(run).flatMap(({ facts }): SyncGroups[] => {
    const text = facts.ifRead(fileFact(CONFIG_PATH))?.content;
    if (text === undefined) return [];
    return [syncGroupsIn(readConfiguration(text, facts), clusters)];
  });
  const tied = new Set([run.cluster]);
  for (const groups of [syncGroupsOf(clusters), ...inPlace]) {
    for (const group of groups.values())
      if (group.includes(run.cluster)) for (const cluster of group) tied.add(cluster);
  }
  return together.filter(({ cluster }) => tied.has(cluster));
}

/** Measures a move of every address that goes along and is where this one is. */
export function measuredInStep(
  run: ClusterRun,
  holder: Parameters<typeof measured>[1],
  move: () => Promise<boolean>,
): Promise<boolean> {
  const held = inStep(run).filter((each) => stateOf(each).holders.includes(holder.name));
  return held.reduce((inner, each) => () => measured(each, holder, inner), move)();
}
