import type { ChangeOrder, MemberChange, Step } from './change.ts';
import { undoOf } from './change.ts';
import type { Mishap } from './mishap.ts';
import type { Holding } from './network.ts';
import { Stage } from './stage.ts';

export interface Rehearsal {
  /** How far into its interval the master is when it begins, 0 to 1. */
  readonly phase: number;
  readonly mishap: Mishap;
}

export interface Rehearsed {
  readonly history: readonly Holding[];
  readonly endMs: number;
  /** Whose instance runs at the end, and is not in FAULT. */
  readonly able: readonly string[];
  /** Moments at which a crash may have consequences of its own. */
  readonly moments: readonly number[];
}

/** Seconds of the lease, after which machines that were left alone go back. */
const LEASE_MS = 60_000;

/** Makes a change in the model, with a mishap or without. */
export function rehearse(
  order: ChangeOrder,
  members: readonly MemberChange[],
  { phase, mishap }: Rehearsal,
): Rehearsed {
  const stage = new Stage(members, phase, mishap);
  stage.settle();
  for (const index of order.steps.keys()) {
    const here = 'index' in mishap && mishap.index === index ? mishap : undefined;
    goOn(stage, order, index, here);
    const isFound = mishap.kind === 'fault' && mishap.found && stage.failed;
    const undo = isFound
      ? undoOf(order, order.steps.slice(0, index + 1), stage.network.holders)
      : undoAfter(order, index, stage, here);
    for (const back of undo ?? []) stage.take(back);
    if (undo !== undefined) break;
  }
  stage.settle();
  // A machine may have gone at the very end.
  if (stage.crashed || stage.failed) stage.settle();
  const { history, nowMs, able } = stage.network;
  return { history, endMs: nowMs, able, moments: stage.moments };
}

/** A mishap of one step. */
type StepMishap = Extract<Mishap, { readonly index: number }>;

/** One step, as far as its mishap lets it come. */
function goOn(stage: Stage, order: ChangeOrder, index: number, mishap: StepMishap | undefined): void {
  const step = order.steps[index];
  if (step !== undefined && (mishap === undefined || mishap.kind === 'control')) stage.take(step);
  if (mishap?.kind === 'undo') {
    const undo = undoOf(order, order.steps.slice(0, index + 1), stage.network.holders);
    for (const back of undo.slice(0, mishap.undone)) stage.take(back);
  }
  if (mishap?.kind === 'control' || mishap?.kind === 'undo') stage.pass(LEASE_MS);
}

/** What is taken back after a step; undefined where the change goes on. */
function undoAfter(
  order: ChangeOrder,
  index: number,
  stage: Stage,
  mishap: StepMishap | undefined,
): readonly Step[] | undefined {
  if (mishap?.kind === 'control') return mishap.stays ? [] : undoneAlone(order, index, stage);
  // Only where machines were stopped do they wait for an undo that nobody brings to its end.
  if (mishap?.kind === 'undo') return order.way === 'apart' ? undoneAlone(order, index, stage) : [];
  if (mishap === undefined && !stage.crashed) return undefined;
  return undoOf(order, order.steps.slice(0, index + 1), stage.network.holders);
}

/**
 * What machines do that nobody comes back to. In turn: the first to change goes back, unless it serves.
 * Apart: all go back, the holder first, until the holder's change is known to be made.
 */
function undoneAlone(order: ChangeOrder, index: number, { network }: Stage): readonly Step[] {
  const done = order.steps.slice(0, index + 1);
  const changed = done.filter((step) => step.do === 'change');
  if (order.way === 'apart') {
    return changed.length > 1
      ? []
      : undoOf(order, done, network.holders).filter((step) => step.do === 'undo');
  }
  const [first] = changed;
  if (first === undefined || changed.length > 1 || network.holders.includes(first.host)) return [];
  return [{ do: 'undo', host: first.host }];
}
