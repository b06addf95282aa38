import { pause } from '../../core/pause.ts';
import type { Host } from '../../inventory/types.ts';
import type { StepEffect } from '../../resources/steps/effect.ts';
import { takeLease } from '../../run/lock/lock-unit.ts';
import { report } from '../../run/unit/unit.ts';
import { refreshStale } from '../../run/unit/unit-facts.ts';
import type { ClusterRun } from '../cluster-run.ts';
import { handOver, readyStandby } from '../handover/hand-over-address.ts';
import { measuredInStep } from '../handover/in-step.ts';
import { type ClusterState, gatherState, stateOf, stateProblem } from './state/cluster-state.ts';
import { clusterTiming } from './state/timing.ts';

/** Milliseconds beyond its master-down time that a node may take to stand by again, once it is back. */
const SETTLING_MS = 30_000;

/** Milliseconds between two looks. */
const LOOK_AGAIN_MS = 500;

/** The order in which nodes go through tasks: whoever serves comes last. */
export function tasksOrder(states: readonly ClusterState[], hosts: readonly Host[]): readonly Host[] {
  const held = ({ name }: Host) => states.filter(({ holders }) => holders.includes(name)).length;
  return [...hosts].sort((a, b) => held(a) - held(b));
}

/**
 * An action that takes keepalived away from a node, such as a reboot: the holder hands the address over first,
 * measured, and afterwards the cluster has to stand as it did before.
 */
export async function aroundAction(
  run: ClusterRun,
  host: Host,
  effects: readonly StepEffect[],
  work: () => Promise<boolean>,
): Promise<boolean> {
  if (!effects.some(takesAway)) return work();
  if (!(await refreshStale(run)) || !(await gatherState(run))) return false;
  const { together } = run;
  const wereWell = together.filter((each) => stateOf(each).healthy);
  for (const each of together) {
    if (stateOf(each).holders.includes(host.name) && !(await letGo(each, host))) return false;
  }
  if (!(await work())) return false;
  for (const { name } of run.unit.hosts) run.stale.add(name);
  for (const each of wereWell) if (!(await isWellAgain(each))) return false;
  return true;
}

function takesAway(effect: StepEffect): boolean {
  if (effect.kind === 'reboot') return true;
  return effect.kind !== 'stand-apart' && effect.kind !== 'reload' && effect.service === 'keepalived';
}

/** A holder that preempts would take the address right back: its own stop is the handover. */
async function letGo(run: ClusterRun, holder: Host): Promise<boolean> {
  const { cluster } = run;
  if (!(await takeLease(run))) return false;
  const why = `${holder.name} is to go away for a moment`;
  const standby = await readyStandby(run, cluster, holder, undefined, why);
  if (standby === undefined) return false;
  if (cluster.havip.preempt) return true;
  return measuredInStep(run, holder, () => handOver(run, cluster, holder, standby));
}

/** Never on to the next node before this one stands by again. */
async function isWellAgain(run: ClusterRun): Promise<boolean> {
  const { clock, signal } = run.deps;
  const until = clock.monotonicMs() + clusterTiming(run.cluster).masterDownMs + SETTLING_MS;
  for (;;) {
    if (!(await refreshStale(run))) return false;
    const problem = stateProblem(run.cluster, stateOf(run));
    if (problem === undefined) return true;
    if (signal.aborted || clock.monotonicMs() >= until) {
      report(run, problem);
      return false;
    }
    await pause(LOOK_AGAIN_MS, signal);
    for (const { name } of run.unit.hosts) run.stale.add(name);
  }
}
