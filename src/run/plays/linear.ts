import pLimit from 'p-limit';
import type { Play } from '../../api/types.ts';
import { areaOf } from '../../core/problem.ts';
import type { RunDeps, RunRequest } from '../request.ts';
import { problemsOf } from '../unit/unit.ts';
import { INTERRUPTED, type Rollout } from '../waves/run-waves.ts';
import { soakAndLookAgain } from '../waves/soak.ts';
import { splitWaves, waveSizes } from '../waves/waves.ts';
import { allowedFailures, batchesOf, inOrder } from './batches.ts';
import type { UnitProgress } from './unit-progress.ts';

/**
 * Plays with barriers: a play begins nowhere before the one before it has ended everywhere. Within a play, units
 * begin in batches; what failed takes no further part, and too many failures end the run for all.
 */
export async function runLinear(
  request: RunRequest,
  deps: RunDeps,
  units: readonly UnitProgress[],
): Promise<Rollout> {
  const { plays } = request.playbook;
  let ending: Omit<Rollout, 'skipped'> = { reason: '', declined: false };
  for (const [index, play] of plays.entries()) {
    const about = units.filter((unit) => !unit.isOver && unit.isIn(play));
    const end = await runBatches(request, deps, play, about, (unit) => isLast(plays, index, unit));
    if (end !== undefined) {
      ending = end;
      tellEnd(deps, end.reason, units);
      break;
    }
  }
  // Those that further plays would have been about end with what they have.
  await Promise.all(units.filter((unit) => unit.hasBegun && !unit.isOver).map((unit) => unit.finish()));
  return { ...ending, skipped: units.filter((unit) => !unit.hasBegun) };
}

/** Too many have failed, or a person has said no: what is not begun for it, as no failure tells that. */
function tellEnd({ onEvent, signal }: RunDeps, reason: string, units: readonly UnitProgress[]): void {
  if (signal.aborted) return;
  const never = units.filter((unit) => !unit.hasBegun).map(({ name }) => name);
  const left = never.length === 0 ? '' : `; not begun: ${never.join(', ')}`;
  onEvent({ type: 'notice', text: `the run ends here: ${reason}${left}` });
}

/** So that a fleet's sessions are not all kept until its last host is done. */
function isLast(plays: readonly Play[], index: number, unit: UnitProgress): boolean {
  return !plays.slice(index + 1).some((later) => unit.isIn(later));
}

async function runBatches(
  request: RunRequest,
  deps: RunDeps,
  play: Play,
  about: readonly UnitProgress[],
  isLastOf: (unit: UnitProgress) => boolean,
): Promise<Omit<Rollout, 'skipped'> | undefined> {
  const batches = inBatches(request, play, about);
  const limit = pLimit(play.forks ?? Number.POSITIVE_INFINITY);
  const finished: UnitProgress[] = [];
  for (const [index, batch] of batches.entries()) {
    if (deps.signal.aborted) return { reason: INTERRUPTED, declined: false };
    const called = `wave ${index + 1} of ${batches.length}`;
    if (request.waves?.pause === true && !(await askForWave(deps, called, batch)))
      return { reason: `no was the answer before ${called}`, declined: !deps.signal.aborted };
    if (batches.length > 1) {
      const names = batch.map(({ name }) => name).join(', ');
      deps.onEvent({ type: 'notice', text: `${play.name}, ${called}: ${names}` });
    }
    await Promise.all(
      batch.map((unit) =>
        limit(async () => {
          await unit.play(play);
          if (!unit.isOver && isLastOf(unit)) await unit.finish();
        }),
      ),
    );
    finished.push(...batch);
    const reason =
      tooMany(request, play, about, batch) ??
      (await soaked(request, deps, finished, batch, index < batches.length - 1));
    if (reason !== undefined) return { reason, declined: false };
  }
  return undefined;
}

/** Asks a person; no where nobody can be asked. */
function askForWave(deps: RunDeps, called: string, wave: readonly UnitProgress[]): Promise<boolean> {
  const names = wave.map(({ name }) => name).join(', ');
  return deps.confirm?.(`Begin ${called}: ${names}?`) ?? Promise.resolve(false);
}

/** By `--waves` where that is given, else by the play's own `serial`. */
function inBatches(request: RunRequest, play: Play, about: readonly UnitProgress[]) {
  const ordered = inOrder(about, play.order);
  const sizes = request.waves && waveSizes(request.waves.totals, ordered.length);
  return sizes?.ok === true ? splitWaves(ordered, sizes.value) : batchesOf(ordered, play.serial);
}

function tooMany(
  { waves }: RunRequest,
  play: Play,
  about: readonly UnitProgress[],
  batch: readonly UnitProgress[],
): string | undefined {
  const failed = about.filter((unit) => unit.hasFailed);
  const names = failed.map(({ name }) => name).join(', ');
  const allowed = waves?.maxFailures ?? allowedFailures(play, about.length);
  if (failed.length > allowed)
    return `${names} failed, and ${waves === undefined ? `maxFailures of "${play.name}"` : '--max-failures'} is ${allowed}`;
  // A batch of which nothing is left says that the next one would fare no better.
  const lost = batch.length > 0 && batch.every((unit) => unit.hasFailed);
  if (lost && waves === undefined && play.maxFailures === undefined && about.length > batch.length)
    return `all of ${names} failed`;
  const bad = failed.flatMap(({ run }) => problemsOf(run)).some((problem) => areaOf(problem) === 'playbook');
  return bad ? 'the playbook itself is wrong' : undefined;
}

async function soaked(
  { waves }: RunRequest,
  deps: RunDeps,
  finished: readonly UnitProgress[],
  batch: readonly UnitProgress[],
  goesOn: boolean,
): Promise<string | undefined> {
  if (waves === undefined || !goesOn) return undefined;
  await soakAndLookAgain(finished, batch, waves, deps);
  const failed = finished.filter((unit) => unit.hasFailed);
  if (failed.length <= waves.maxFailures) return undefined;
  return `${failed.map(({ name }) => name).join(', ')} failed, and --max-failures is ${waves.maxFailures}`;
}
