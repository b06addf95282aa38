import { pause } from '../../core/pause.ts';
import type { ActionMachine } from '../steps/action.ts';

/** Tries again and again; false when the time is over, or the run was interrupted. */
export async function waitUntil(
  { clock, signal }: Pick<ActionMachine, 'clock' | 'signal'>,
  untilMs: number,
  attempt: () => Promise<boolean>,
  everyMs: number,
): Promise<boolean> {
  for (;;) {
    if (await attempt()) return true;
    if (signal.aborted || clock.monotonicMs() + everyMs > untilMs) return false;
    await pause(everyMs, signal);
  }
}
