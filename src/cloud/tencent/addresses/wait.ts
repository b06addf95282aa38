import { failure, type Outcome } from '../../../core/outcome.ts';
import type { CloudDeps } from '../../deps.ts';

/** Binding, unbinding and deleting take seconds, and minutes on a bad day. */
export const TASK_LIMIT_MS = 300_000;

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 5000;

/** Looks again and again until it sees what it waits for; what it waits for is told when time runs out. */
export async function waitFor<T>(
  { clock, sleep, signal }: CloudDeps,
  what: string,
  look: () => Promise<Outcome<T | undefined>>,
  limitMs = TASK_LIMIT_MS,
): Promise<Outcome<T>> {
  const deadline = clock.monotonicMs() + limitMs;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(LONGEST_PAUSE_MS, pause * 1.5)) {
    const seen = await look();
    if (!seen.ok) return seen;
    if (seen.value !== undefined) return { ok: true, value: seen.value };
    if (signal.aborted) return failure(notYet(what, 'The run was interrupted while it waited for it.'));
    if (clock.monotonicMs() + pause > deadline)
      return failure(notYet(what, `It was waited for ${limitMs / 1000} s.`));
    await sleep(pause);
  }
}

function notYet(what: string, detail: string) {
  return {
    code: 'cloud.not-yet',
    summary: `Still not seen: ${what}`,
    detail,
    fix: 'Run again: it goes on from where the cloud is then. If it stays so, look at the address in the console.',
  } as const;
}
