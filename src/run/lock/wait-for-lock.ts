import { pause } from '../../core/pause.ts';
import type { HostSession } from '../../engine/host-session.ts';
import { systemProcesses } from '../../engine/lease/control-process.ts';
import { type Lease, type SeenLease, standingOf } from '../../engine/lease/lease.ts';
import { report, type UnitRun } from '../unit/unit.ts';
import { allOk, sessionsOf } from '../unit/unit-facts.ts';
import { leaseFact } from './lease-fact.ts';
import { describeOwner, heldProblem } from './lock-words.ts';

/** Milliseconds between two looks at another run's lease. */
const LOOK_AGAIN_MS = 3000;

/**
 * Whether no other run works on the unit's machines, by the facts at hand; waits for it as long as
 * `--lock-wait` says. False when the run must stop, and that is reported. A plan goes on, and tells it.
 */
export async function lockIsFree(run: UnitRun): Promise<boolean> {
  if (run.lock.stopRenewing !== undefined) return true;
  const sessions = sessionsOf(run);
  for (let looks = 0; ; looks += 1) {
    if (!allOk(run, await Promise.all(sessions.map((session) => session.gather([leaseFact]))))) return false;
    const held = heldOn(run, sessions);
    // What the other run has done in the meantime makes all that was known before void.
    if (held === undefined)
      return looks === 0 || allOk(run, await Promise.all(sessions.map((session) => session.refresh())));
    if (run.request.check) {
      tellOnce(
        run,
        held.lease,
        `${run.unit.name}: ${describeOwner(held.lease)} works on it, so what is shown may change`,
      );
      return true;
    }
    if (!(await waitForIt(run, held))) return false;
    for (const session of sessions) session.facts.forget(leaseFact);
  }
}

interface HeldLease extends SeenLease {
  readonly lease: Lease;
  readonly machine: string;
}

function heldOn(run: UnitRun, sessions: readonly HostSession[]): HeldLease | undefined {
  const here = systemProcesses();
  return sessions
    .flatMap((session): HeldLease[] => {
      const seen = session.facts.get(leaseFact);
      const held = seen.lease !== undefined && standingOf(seen, run.lease.id, here) === 'held';
      return held ? [{ ...seen, lease: seen.lease, machine: session.connection.host }] : [];
    })
    .at(0);
}

/** Sleeps until the next look; false where there is no time left, and that is reported. */
async function waitForIt(run: UnitRun, held: HeldLease): Promise<boolean> {
  const { clock, signal } = run.deps;
  run.lock.waitingSinceMs ??= clock.monotonicMs();
  const waitMs = run.request.lockWaitMs ?? 0;
  const leftMs = waitMs - (clock.monotonicMs() - run.lock.waitingSinceMs);
  if (leftMs <= 0) {
    const { secondsLeft, machine, lease } = held;
    report(run, heldProblem(run.unit.name, machine, lease, { secondsLeft, now: clock.wall() }));
    return false;
  }
  run.policy.activity(`waiting for ${describeOwner(held.lease)}`);
  tellOnce(run, held.lease, `${run.unit.name}: waiting for ${describeOwner(held.lease)}`);
  await pause(Math.min(LOOK_AGAIN_MS, leftMs), signal);
  return !signal.aborted;
}

/** One notice a lease, though it lies on several machines. */
export function tellOnce(run: UnitRun, { id }: Lease, text: string): void {
  if (run.lock.toldOf.has(id)) return;
  run.lock.toldOf.add(id);
  run.deps.onEvent({ type: 'notice', text });
}
