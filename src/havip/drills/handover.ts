import { failure, type Outcome, success } from '../../core/outcome.ts';
import type { Timeline } from '../../core/timeline.ts';
import { tellFinished } from './drill.ts';
import { drive, unhealthyProblem } from './drive.ts';
import { expectHandover } from './expectation.ts';
import { findHolder, withSession } from './holder.ts';
import type { DrillDeps, DrillSubject, Handover } from './types.ts';

/** What a measured change is called in results. */
export const HANDOVER = 'handover';

/**
 * Measures what a change does to the address, and adds no move of its own.
 * @param from who must hold the address before; otherwise the action is not begun
 * @param startsOthers the change starts keepalived on nodes where it does not run
 * @param action the change; its own failure is no failure of this call
 * @returns a failure when the action was not begun
 */
export async function measureHandover<T>(
  subject: DrillSubject,
  from: string,
  action: () => Promise<Outcome<T>>,
  deps: DrillDeps,
  startsOthers = false,
): Promise<Outcome<Handover<T>>> {
  return withSession(subject, deps, async (session) => {
    const holder = await findHolder(session, subject, deps, !startsOthers);
    if (!holder.ok) return holder;
    if (holder.value !== from)
      return failure(unhealthyProblem([`${holder.value} has the address, not ${from}`]));
    // What the change does on one of them is told after this, and the others wait for it.
    for (const { name } of subject.nodes)
      deps.onEvent?.({ type: 'host-activity', host: name, activity: 'watched during the handover' });
    let done: Outcome<T> | undefined;
    const drilled = await drive(
      session,
      { ...expectHandover(subject, HANDOVER, from), startsOthers },
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
    const { result, timeline } = drilled.value;
    const drill = { ...drilled.value, result: { ...result, takeoverMs: takeoverMs(timeline, from) } };
    tellFinished(subject.cluster, drill, deps);
    return done === undefined
      ? failure(unhealthyProblem(['the change was not begun']))
      : success({ action: done, drill });
  });
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
