import type { Timeline } from '../../core/events/timeline.ts';
import { failure, type Outcome, success } from '../../core/outcome.ts';
import { tellFinished } from './drive/drill.ts';
import { conclude, drive, unhealthyProblem } from './drive/drive.ts';
import { ailments } from './drive/health.ts';
import { afterwards, beforeFailure, LONGEST_BEGINNING_MS } from './drive/phases.ts';
import { findHolder, withSession } from './holder.ts';
import type { DrillDeps, DrillOutcome, DrillSubject, Handover } from './types.ts';
import { type Expectation, expectHandover } from './verdict/expectation.ts';
import { wasNotMeasured } from './verdict/verdict-prober.ts';
import type { Session } from './watch/session.ts';

/** Between two looks at whether whoever probes is back. */
const TICK_MS = 50;

/** What a measured change is called in results. */
export const HANDOVER = 'handover';

/**
 * Measures what a change does to the address, and adds no move of its own.
 * @param from who must hold the address before; otherwise the action is not begun
 * @param around who need not be well before the change, or not after it either
 * @param action the change; its own failure is no failure of this call
 * @returns a failure when the action was not begun
 */
export async function measureHandover<T>(
  subject: DrillSubject,
  from: string,
  action: () => Promise<Outcome<T>>,
  deps: DrillDeps,
  around: Pick<Expectation, 'mends' | 'later'> = {},
): Promise<Outcome<Handover<T>>> {
  return withSession(subject, deps, async (session) => {
    const expectation = { ...expectHandover(subject, HANDOVER, from), ...around, once: true };
    const holder = await findHolder(session, subject, deps, beforeFailure(expectation).mayBeIll);
    if (!holder.ok) return holder;
    if (holder.value !== from)
      return failure(unhealthyProblem([`${holder.value} has the address, not ${from}`]));
    // What the change does on one of them is told after this, and the others wait for it.
    for (const { name } of subject.nodes)
      deps.onEvent?.({ type: 'host-activity', host: name, activity: 'watched during the handover' });
    let done: Outcome<T> | undefined;
    const drilled = await drive(
      session,
      expectation,
      {
        cause: async () => {
          session.mark('caused');
          done = await action();
          return [];
        },
        restore: async () => [],
      },
      deps,
    );
    if (!drilled.ok) return drilled;
    const seen = await seenAfterwards(session, expectation, drilled.value, deps);
    const { result, timeline } = seen;
    const drill = { ...seen, result: { ...result, takeoverMs: takeoverMs(timeline, from) } };
    tellFinished(subject.cluster, drill, deps);
    return done === undefined
      ? failure(unhealthyProblem(['the change was not begun']))
      : success({ action: done, drill });
  });
}

/**
 * A change is not made again to be measured, so that whoever stood still to its end is waited for: what is seen then says
 * for how long the address was away at most, and whether it answers where it is now.
 */
async function seenAfterwards(
  session: Session,
  expectation: Expectation,
  drill: DrillOutcome,
  { clock, signal }: DrillDeps,
): Promise<DrillOutcome> {
  if (!wasNotMeasured(drill.problems)) return drill;
  const untilMs = clock.monotonicMs() + LONGEST_BEGINNING_MS;
  const isOver = () => session.troubles.length > 0 || signal?.aborted === true;
  const isWell = (nowMs: number) =>
    ailments(session.situation, afterwards(expectation, null), nowMs).length === 0;
  for (let nowMs = clock.monotonicMs(); !isWell(nowMs); nowMs = clock.monotonicMs()) {
    if (isOver() || nowMs > untilMs) return drill;
    await session.changed(TICK_MS);
  }
  return conclude(session, expectation, [], clock.monotonicMs());
}

/**
 * From the holder's letting go, not from the change's beginning: an upgrade may take minutes until then.
 * None where the other node has it before.
 */
function takeoverMs({ holding }: Timeline, from: string): number | null {
  const taken = holding.find(({ node, value }) => node !== from && value);
  const released = holding.find(({ node, value }) => node === from && !value);
  return released === undefined || taken === undefined
    ? null
    : Math.max(0, Math.round(taken.atMs - released.atMs));
}
