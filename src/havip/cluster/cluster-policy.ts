import type { Problem } from '../../core/problem.ts';
import type { PlannedHost, UnitPolicy } from '../../run/policy.ts';
import { refreshStale } from '../../run/unit-facts.ts';
import { openCloud, settleCloud } from '../cloud-side.ts';
import type { ClusterRun } from '../cluster-run.ts';
import { returnToPrimary } from '../handover/return-to-primary.ts';
import { lookAgain } from '../look-again.ts';
import { noSafeOrder } from '../takeover/no-safe-order.ts';
import { takeoverOf } from '../takeover/takeover.ts';
import { lookAfterUndo } from '../undo/after-undo.ts';
import { stateProgram, WAIT_FOR_TRANSITION } from '../undo/machine-state.ts';
import { takeBack } from '../undo/take-back.ts';
import { undoEffect } from '../undo/undo-effect.ts';
import { applyUnit } from './apply-cluster.ts';
import { aroundAction, tasksOrder } from './around-action.ts';
import { clusterFacts } from './cluster-facts.ts';
import { stateOf, stateProblem } from './cluster-state.ts';
import { effectOf } from './effect.ts';
import { finalState, notBegun } from './final-state.ts';
import { peersLeftOut } from './peers-left-out.ts';

/** What is special about a cluster: one address that exactly one of its nodes holds, at any moment. */
export function clusterPolicy(run: ClusterRun): UnitPolicy {
  const isWhole = run.unit.hosts.length === run.cluster.members.length;
  return {
    heading: run.cluster.name,
    isWhole,
    facts: () => clusterFacts(run.cluster),
    stateBefore: stateProgram(run.cluster),
    waitUntilCalm: WAIT_FOR_TRANSITION,
    open: () => openCloud(run),
    refusal: (planned) => peersLeftOut(run, planned) ?? unsafe(run, planned),
    foresee: (planned) => foresee(run, planned),
    foreseeUndo: (targets) => {
      run.effect = undoEffect(run.cluster, stateOf(run).holders, targets);
    },
    apply: (planned) => applyUnit(run, planned, stateOf(run), takeoverOf(run.cluster, planned)),
    turns: (hosts) => tasksOrder(stateOf(run), hosts),
    around: (host, effects, work) => aroundAction(run, host, effects, work),
    // Unknown where a member is left out.
    standing: () => (isWhole ? stateProblem(run.cluster, stateOf(run)) : undefined),
    ending: () => {
      const { healthy, proved } = stateOf(run);
      return healthy && proved && run.request.verify !== 'never' ? 'proved' : 'kept';
    },
    measured: () => run.drills,
    undo: (targets, why) => takeBack(run, targets, why),
    afterUndo: (undone) => lookAfterUndo(run, undone),
    isSound: ({ ending }) => ending === 'proved',
    wasBare: ({ before }) => before.keepalived === '',
    afterPlays: (failed) => afterPlays(run, failed),
    lookAgain: () => lookAgain(run),
    activity: (text) =>
      run.deps.onEvent({ type: 'cluster-activity', cluster: run.cluster.name, activity: text }),
    finish: () => finalState(run),
    notBegun: (reason) => notBegun(run, reason),
  };
}

/** There is no order in which the changes could be made without two holders, or none. */
function unsafe(run: ClusterRun, planned: readonly PlannedHost[]): Problem | undefined {
  const trouble = takeoverOf(run.cluster, planned)?.trouble;
  return trouble && noSafeOrder(run.unit.name, trouble);
}

function foresee(run: ClusterRun, planned: readonly PlannedHost[]): void {
  const before = stateOf(run);
  const ends = run.request.playbook.removes === true && before.holders.length > 0;
  run.effect = ends
    ? { kind: 'end' }
    : effectOf(run.cluster, planned, before, takeoverOf(run.cluster, planned));
}

async function afterPlays(run: ClusterRun, failed: boolean): Promise<void> {
  if (!failed && run.request.returnToPrimary === true && !run.deps.signal.aborted) await returnToPrimary(run);
  await refreshStale(run);
  await settleCloud(run);
}
