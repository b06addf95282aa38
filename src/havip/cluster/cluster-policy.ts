import type { Problem } from '../../core/problem.ts';
import type { Fact } from '../../resources/fact.ts';
import type { PlannedHost, UnitPolicy } from '../../run/unit/policy.ts';
import { problemsOf } from '../../run/unit/unit.ts';
import { refreshStale } from '../../run/unit/unit-facts.ts';
import { openCloud, settleCloud } from '../cloud-side.ts';
import type { ClusterRun } from '../cluster-run.ts';
import { isInconclusive } from '../drills/index.ts';
import { returnToPrimary, settleOnPrimaries } from '../handover/return-to-primary.ts';
import { lookAgain } from '../look-again.ts';
import { noSafeOrder } from '../takeover/no-safe-order.ts';
import { takeoversOf } from '../takeover/takeover.ts';
import { lookAfterUndo, wasIdle } from '../undo/after-undo.ts';
import { stateProgram, WAIT_FOR_TRANSITION } from '../undo/machine-state.ts';
import { takeBack } from '../undo/take-back.ts';
import { undoEffect, undoWords } from '../undo/undo-effect.ts';
import { undoCommands } from '../undo/undo-rounds.ts';
import { applyUnit } from './apply/apply-cluster.ts';
import { aroundAction, tasksOrder } from './around-action.ts';
import { effectOf } from './effect.ts';
import { nameTaken } from './groups/name-taken.ts';
import { peersLeftOut } from './groups/peers-left-out.ts';
import { splitProblem, syncGroupOf } from './groups/sync-split.ts';
import { clusterFacts } from './state/cluster-facts.ts';
import { stateOf, stateProblem } from './state/cluster-state.ts';
import { finalState, notBegun } from './state/final-state.ts';
import { heldTwice } from './state/held-twice.ts';

/**
 * What is special about a cluster: one address that exactly one of its nodes holds, at any moment. It holds for every
 * cluster of the same machines.
 */
export function clusterPolicy(run: ClusterRun): UnitPolicy {
  const isWhole = run.unit.hosts.length === run.cluster.members.length;
  const { together } = run;
  const clusters = () => together.map(({ cluster }) => cluster);
  const problem = () =>
    firstOf(together, (each) => stateProblem(each.cluster, stateOf(each)) ?? splitProblem(each));
  return {
    heading: run.cluster.name,
    isWhole,
    facts: () => distinct(clusters().flatMap(clusterFacts)),
    stateBefore: stateProgram(clusters()),
    waitUntilCalm: WAIT_FOR_TRANSITION,
    open: () => openAll(together),
    refusal: (planned) =>
      firstOf(
        together,
        (each) => peersLeftOut(each, planned) ?? heldTwice(each, planned) ?? nameTaken(each, planned),
      ) ?? unsafe(run, planned),
    foresee: (planned) => foresee(run, planned),
    foreseeUndo: (targets) => {
      for (const each of together)
        each.effect = undoEffect(each.cluster, stateOf(each).holders, targets, together.length === 1);
      return together.flatMap(({ cluster, effect }) => undoWords(cluster, effect) ?? []);
    },
    apply: (planned) => applyAll(run, planned),
    turns: (hosts) => tasksOrder(together.map(stateOf), hosts),
    around: (host, effects, work) => aroundAction(run, host, effects, work),
    // Unknown where a member is left out.
    standing: () => (isWhole ? problem() : undefined),
    isInconclusive,
    ending: () => {
      // Of a member that only helps others, nobody has asked how its cluster stands.
      const maybe = isWhole && run.request.verify !== 'never' && !problemsOf(run).some(isInconclusive);
      const proved = maybe && together.map(stateOf).every((state) => state.healthy && state.proved);
      return proved ? 'proved' : 'kept';
    },
    measured: () => together.flatMap(({ drills }) => drills),
    undo: (targets, why) => takeBack(run, targets, why),
    undoCommands: (undone) => undoCommands(run, undone),
    afterUndo: (undone) => lookAfterUndo(run, undone),
    isSound: ({ ending }) => ending === 'proved',
    wasIdle: (record) => record.before.keepalived === '' || wasIdle(record),
    afterPlays: (failed) => afterPlays(run, failed),
    lookAgain: () => lookAgain(run),
    activity: (text) =>
      run.deps.onEvent({ type: 'cluster-activity', cluster: run.cluster.name, activity: text }),
    finish: () =>
      together.flatMap((each) => {
        const outcome = finalState(each);
        return outcome === undefined ? [] : [outcome];
      }),
    notBegun: (reason) => together.map((each) => notBegun(each, reason)),
  };
}

/** There is no order in which the changes could be made without two holders, or none. */
function unsafe(run: ClusterRun, planned: readonly PlannedHost[]): Problem | undefined {
  const takeovers = takeoversOf(
    run.together.map(({ cluster }) => cluster),
    planned,
  );
  return firstOf(
    [...takeovers.values()],
    ({ trouble, members }) => trouble && noSafeOrder(run.unit.name, trouble, members),
  );
}

/**
 * Of clusters that share their machines, each comes up where the first machine has started, and then goes to its
 * primary: nobody has used it yet.
 */
async function applyAll(run: ClusterRun, planned: readonly PlannedHost[]): Promise<boolean> {
  const { together } = run;
  const unserved = (each: ClusterRun) => stateOf(each).holders.length === 0;
  const fresh = together.length > 1 ? together.filter((each) => syncGroupOf(each).every(unserved)) : [];
  const takeovers = takeoversOf(
    together.map(({ cluster }) => cluster),
    planned,
  );
  if (!(await applyUnit(run, planned, takeovers))) return false;
  return settleOnPrimaries(fresh);
}

function foresee(run: ClusterRun, planned: readonly PlannedHost[]): void {
  const takeovers = takeoversOf(
    run.together.map(({ cluster }) => cluster),
    planned,
  );
  for (const each of run.together) {
    const before = stateOf(each);
    const ends = run.request.playbook.removes === true && before.holders.length > 0;
    each.effect = ends
      ? { kind: 'end' }
      : effectOf(each.cluster, planned, before, takeovers.get(each.cluster.name));
  }
}

async function afterPlays(run: ClusterRun, failed: boolean): Promise<void> {
  const returns = !failed && run.request.returnToPrimary === true;
  for (const each of run.together) {
    if (returns && !run.deps.signal.aborted && !(await returnToPrimary(each))) break;
  }
  await refreshStale(run);
  for (const each of run.together) await settleCloud(each);
}

/** The clouds of all; nothing where one of them cannot be begun with. */
async function openAll(runs: readonly ClusterRun[]): Promise<(() => Promise<boolean>) | undefined> {
  const looks: (() => Promise<boolean>)[] = [];
  for (const run of runs) {
    const look = await openCloud(run);
    if (look === undefined) return undefined;
    looks.push(look);
  }
  return async () => (await Promise.all(looks.map((look) => look()))).every((well) => well);
}

function firstOf<T, R>(items: readonly T[], of: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = of(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Clusters of the same machines have facts in common. */
function distinct(facts: readonly Fact<unknown>[]): readonly Fact<unknown>[] {
  return [...new Map(facts.map((fact) => [fact.id, fact])).values()];
}
