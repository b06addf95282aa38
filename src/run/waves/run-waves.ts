import { jobName, type RolloutEvent, type UnitEnd, type UnitJob } from '../../rollout/context.ts';
import { InProcessEngine } from '../../rollout/in-process/in-process-engine.ts';
import type { RolloutPlan, RolloutUnit } from '../../rollout/plan.ts';
import type { RunDeps } from '../request.ts';
import { outsideWindowText, soakText, tellWaves, waveText } from './soak.ts';
import type { WaveUnit } from './wave-unit.ts';
import { splitWaves, type WavePlan } from './waves.ts';

export type { WaveUnit };

/** What a rollout came to. */
export interface Rollout {
  /** Those that were not begun, and why none was any more. */
  readonly skipped: readonly WaveUnit[];
  readonly reason: string;
  /** A person has said no. */
  readonly declined: boolean;
}

export const INTERRUPTED = 'interrupted';

/** Lets units begin wave by wave; the first reason not to go on ends it. Those that have begun finish. */
export async function runWaves(
  units: readonly WaveUnit[],
  plan: WavePlan,
  sizes: readonly number[],
  deps: RunDeps,
): Promise<Rollout> {
  // A wave may begin in hours; what a survey has seen is read anew then.
  const later = plan.windows === undefined ? units.slice(sizes[0] ?? 0) : units;
  await Promise.all(later.map((unit) => unit.forget()));
  const { soakMs, maxFailures, pause: approve, windows } = plan;
  const named = byName(units);
  const waves = splitWaves(planned(named), sizes);
  const rules = { soakMs, maxFailures, approve, ...(windows && { windows }) };
  return rolled(named, { waves, ...rules }, deps, (event) => told(deps, event));
}

/** Lets all units begin at once. */
export function runAtOnce(units: readonly WaveUnit[], deps: RunDeps): Promise<Rollout> {
  const named = byName(units);
  const plan = { waves: [planned(named)], soakMs: 0, maxFailures: null, approve: false };
  return rolled(named, plan, deps, () => undefined);
}

async function rolled(
  unitOf: ReadonlyMap<string, WaveUnit>,
  plan: RolloutPlan,
  deps: RunDeps,
  onEvent: (event: RolloutEvent) => void,
): Promise<Rollout> {
  const engine = new InProcessEngine({
    work: (job) => workOn(unitOf, job, deps),
    clock: deps.clock,
    signal: deps.signal,
    ask: (question) => deps.confirm?.(question) ?? Promise.resolve(false),
    onEvent,
    ...(deps.journal && { journal: deps.journal }),
  });
  const run = await engine.submit('here', plan);
  const { why, reason, skipped } = await run.result();
  return {
    skipped: skipped.flatMap((name) => unitOf.get(name) ?? []),
    reason: why === 'cancelled' ? INTERRUPTED : reason,
    declined: why === 'declined',
  };
}

async function workOn(
  unitOf: ReadonlyMap<string, WaveUnit>,
  { unit, kind }: UnitJob,
  { journal, signal }: RunDeps,
): Promise<UnitEnd> {
  const work = unitOf.get(unit);
  if (work === undefined) throw new Error(`${unit} is none of the rollout's units`);
  await (kind === 'all' ? work.runAll() : work.again());
  const { hasFailed, hasChanged: changed, result } = work;
  if (hasFailed) return { verdict: 'failed', changed };
  // It may have been kept from what was left to do.
  if (signal.aborted) return { verdict: 'inconclusive', changed, reason: INTERRUPTED };
  // As plain as it will be read again.
  const kept = journal && result && { result: JSON.parse(JSON.stringify(result)) };
  return { verdict: 'passed', changed, ...kept };
}

/** The job in which all is done to a unit, as a journal names it. */
export function wholeJob(name: string): string {
  return jobName({ unit: name, group: '', kind: 'all', turn: 1 });
}

/** Units by names that are theirs alone: a group and a host may be called the same. */
export function byName<T extends { readonly name: string }>(units: readonly T[]): ReadonlyMap<string, T> {
  const named = new Map<string, T>();
  for (const unit of units) {
    let name = unit.name;
    for (let number = 2; named.has(name); number += 1) name = `${unit.name} (${number})`;
    named.set(name, unit);
  }
  return named;
}

function planned(named: ReadonlyMap<string, WaveUnit>): readonly RolloutUnit[] {
  return [...named.keys()].map((name) => ({ name, group: '' }));
}

function told(deps: RunDeps, event: RolloutEvent): void {
  tellWaves(event, deps.onEvent);
  if (event.type === 'wave-begun')
    deps.onEvent({ type: 'notice', momentary: true, text: waveText(event.wave, event.units) });
  if (event.type === 'outside-window') deps.onEvent({ type: 'notice', text: outsideWindowText(event.until) });
  if (event.type === 'soaking')
    deps.onEvent({ type: 'notice', text: soakText(event.milliseconds, event.units) });
}
