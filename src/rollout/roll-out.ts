import type { RolloutContext, Settled, UnitEnd, UnitJob } from './context.ts';
import type { RolloutPlan, RolloutUnit } from './plan.ts';
import { unitsIn } from './plan.ts';
import { opensAt } from './windows/opening.ts';

/** Why a rollout went no further than it did. */
export type Stop = 'failures' | 'declined' | 'cancelled' | 'inconclusive';

/** What a rollout came to, as data. */
export interface Ending {
  /** `done`: every unit had its turn. */
  readonly why: Stop | 'done';
  /** In words; empty where all is done. */
  readonly reason: string;
  /** Those that were not begun, in the plan's order. */
  readonly skipped: readonly string[];
  /** Those that were, by name. */
  readonly ends: readonly (readonly [string, UnitEnd])[];
}

interface Reason {
  readonly why: Stop;
  readonly reason: string;
}

/** What is known of the units so far. */
interface Course {
  readonly context: RolloutContext;
  readonly plan: RolloutPlan;
  readonly ends: Map<string, UnitEnd>;
  /** Those whose missing proof somebody has passed over. */
  readonly passedOver: Set<string>;
}

/**
 * The course of a rollout, the same on every engine: wave by wave, until the first reason not to go on. Units that
 * have begun finish.
 */
export async function rollOut(context: RolloutContext, plan: RolloutPlan): Promise<Ending> {
  const course: Course = { context, plan, ends: new Map(), passedOver: new Set() };
  let stop: Reason | undefined;
  for (let index = 0; index < plan.waves.length && stop === undefined; index += 1) {
    stop = (await beforeWave(course, index)) ?? (await carryOut(course, index));
  }
  const ending = endingOf(course, stop);
  await context.emit({ type: 'ended', why: ending.why, reason: ending.reason });
  return ending;
}

function endingOf({ plan, ends }: Course, stop: Reason | undefined): Ending {
  const begun = [...ends].filter(([, { verdict }]) => verdict !== 'not-begun');
  const skipped = unitsIn(plan)
    .map(({ name }) => name)
    .filter((name) => (ends.get(name)?.verdict ?? 'not-begun') === 'not-begun');
  return { why: stop?.why ?? 'done', reason: stop?.reason ?? '', skipped, ends: begun };
}

/** The soak after the wave before, what somebody wants, and a yes where the wave waits for one. */
async function beforeWave(course: Course, index: number): Promise<Reason | undefined> {
  const { context, plan } = course;
  if (index > 0) {
    await soakAndLookAgain(course, index);
    const reason = await reasonToStop(course);
    if (reason !== undefined) return reason;
  }
  if (!(await unpaused(context))) return CANCELLED;
  // Before a window is waited for: people answer by day, and it may open by night.
  const no = plan.approve ? await approved(course, index) : undefined;
  if (no !== undefined) return no;
  return (await goesOn(course)) ? undefined : CANCELLED;
}

async function approved({ context, plan }: Course, index: number): Promise<Reason | undefined> {
  const called = waveName(plan, index);
  const question = `Begin ${called}: ${namesOf(plan.waves[index] ?? [])}?`;
  const yes = await context.approval(called, question, plan.approveWithinMs);
  if (yes === true) return undefined;
  return declined(
    context,
    yes === false ? `no was the answer before ${called}` : `nobody said yes in time before ${called}`,
  );
}

async function declined(context: RolloutContext, reason: string): Promise<Reason> {
  return (await context.control()) === 'cancel' ? CANCELLED : { why: 'declined', reason };
}

/** Waits out a pause, and for a window that is open; false where the rollout was cancelled. */
async function goesOn({ context, plan }: Course): Promise<boolean> {
  for (;;) {
    if (!(await unpaused(context))) return false;
    if (plan.windows === undefined) return true;
    const now = await context.now();
    const opens = opensAt(plan.windows, now);
    if (opens <= now) return true;
    const until = new Date(opens).toISOString();
    await context.emit({ type: 'outside-window', until });
    await context.sleep(`window at ${until}`, opens - now);
  }
}

/** Waits out a pause; false where the rollout was cancelled. */
async function unpaused(context: RolloutContext): Promise<boolean> {
  let said = await context.control();
  if (said === 'pause') await context.emit({ type: 'paused' });
  const wasPaused = said === 'pause';
  while (said === 'pause') {
    await context.controlChange();
    said = await context.control();
  }
  if (wasPaused && said === 'run') await context.emit({ type: 'resumed' });
  return said === 'run';
}

async function carryOut(course: Course, index: number): Promise<Reason | undefined> {
  const { context, plan, ends } = course;
  const wave = plan.waves[index] ?? [];
  await context.emit({
    type: 'wave-begun',
    wave: waveName(plan, index),
    units: wave.map(({ name }) => name),
  });
  let left = wave;
  for (let turn = 1; left.length > 0; turn += 1) {
    for (const { job, end } of await workOn(context, left, 'all', turn)) ends.set(job.unit, end);
    // Those that have met a pause begin after it, and those that have met the end of a window in the next.
    left = left.filter(({ name }) => isPutOff(ends.get(name)));
    if (left.length > 0 && !(await goesOn(course))) return CANCELLED;
  }
  return (await reasonToStop(course)) ?? passUnproved(course, index);
}

function isPutOff(end: UnitEnd | undefined): boolean {
  return end?.closed === 'pause' || end?.closed === 'window';
}

/** Starts a job for each unit, and waits for all of them. */
async function workOn(
  context: RolloutContext,
  units: readonly RolloutUnit[],
  kind: UnitJob['kind'],
  turn: number,
): Promise<readonly Settled[]> {
  const jobs = units.map(({ name, group }): UnitJob => ({ unit: name, group, kind, turn }));
  let handles = await Promise.all(jobs.map((job) => context.startUnit(job)));
  const settled: Settled[] = [];
  while (handles.length > 0) {
    const ended = await context.next(handles);
    settled.push(...ended);
    const over = new Set(ended.map(({ job }) => job.unit));
    handles = handles.filter(({ job }) => !over.has(job.unit));
  }
  return settled;
}

/** Waits, and looks at everything that was finished once more; not after a wave that changed nothing. */
async function soakAndLookAgain({ context, plan, ends }: Course, index: number): Promise<void> {
  const hasChanged = (plan.waves[index - 1] ?? []).some(({ name }) => ends.get(name)?.changed === true);
  if (plan.soakMs === 0 || !hasChanged) return;
  const finished = plan.waves.slice(0, index).flat();
  const names = finished.map(({ name }) => name);
  await context.emit({ type: 'soaking', milliseconds: plan.soakMs, units: names });
  await context.sleep(`soak after ${waveName(plan, index - 1)}`, plan.soakMs);
  if ((await context.control()) === 'cancel') return;
  const well = finished.filter(({ name }) => isFinishedWell(ends.get(name)));
  for (const { job, end } of await workOn(context, well, 'again', index)) {
    const before = ends.get(job.unit);
    if (end.verdict !== 'not-begun') ends.set(job.unit, { ...before, ...end });
  }
}

function isFinishedWell(end: UnitEnd | undefined): boolean {
  return end?.verdict === 'passed' || end?.verdict === 'inconclusive';
}

async function reasonToStop({ context, plan, ends }: Course): Promise<Reason | undefined> {
  if ((await context.control()) === 'cancel') return CANCELLED;
  const failed = unitsIn(plan).filter(({ name }) => ends.get(name)?.verdict === 'failed');
  if (plan.maxFailures === null || failed.length <= plan.maxFailures) return undefined;
  return {
    why: 'failures',
    reason: `${namesOf(failed)} failed, and --max-failures is ${plan.maxFailures}`,
  };
}

/** What could not be proved is no pass: somebody says whether the rollout goes on. */
async function passUnproved(course: Course, index: number): Promise<Reason | undefined> {
  const { context, plan, ends, passedOver } = course;
  const open = unitsIn(plan).filter(
    ({ name }) => ends.get(name)?.verdict === 'inconclusive' && !passedOver.has(name),
  );
  if (open.length === 0 || index === plan.waves.length - 1) return undefined;
  const names = namesOf(open);
  const called = `${waveName(plan, index)}, not proved`;
  const question = `${names}: what should prove it could not be measured. Go on?`;
  if ((await context.approval(called, question, plan.approveWithinMs)) === true) {
    for (const { name } of open) passedOver.add(name);
    return undefined;
  }
  return (await context.control()) === 'cancel'
    ? CANCELLED
    : { why: 'inconclusive', reason: `${names} could not be measured, and nobody said to go on` };
}

const CANCELLED: Reason = { why: 'cancelled', reason: 'cancelled' };

function waveName({ waves }: RolloutPlan, index: number): string {
  return `wave ${index + 1} of ${waves.length}`;
}

function namesOf(units: readonly RolloutUnit[]): string {
  return units.map(({ name }) => name).join(', ');
}
