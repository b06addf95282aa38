import type { Connection } from '../../connection/connection.ts';
import type { Clock } from '../../core/clock.ts';
import type { Problem } from '../../core/problem.ts';
import { LEASE_SECONDS, RENEW_SECONDS, type SeenLease } from '../../engine/lease/lease.ts';
import { parseAnswer, renewProgram } from '../../engine/lease/programs.ts';

/** Milliseconds that one renewal may take. */
const RENEW_TIMEOUT_MS = 10_000;

/** Seconds after which a renewal that failed is tried again. */
const RETRY_SECONDS = 5;

/** Milliseconds without a renewal after which a run stops, so that it is still before the lease is out. */
const STOP_AFTER_MS = (LEASE_SECONDS - 15) * 1000;

/** A machine that the lease lies on. */
export interface LeasedMachine {
  readonly name: string;
  /** The connection as it is now: a drill may have cut an earlier one. */
  readonly connection: () => Connection | undefined;
}

/** What becomes of a lease while it is held. */
export interface LeaseEvents {
  /** It is gone, or another's. */
  readonly onLost: (machine: string, seen: SeenLease) => void;
  /** The machine could not renew it and is asked again; told once until it can. */
  readonly onTrouble: (machine: string, said: string) => void;
  /** It could not for so long that the lease is nearly out. */
  readonly onRunningOut: (machine: string, said: string) => void;
}

/** How the lease on one machine stands. */
interface Standing extends LeasedMachine {
  renewedAtMs: number;
  /** Ticks until it is renewed. */
  dueIn: number;
  asking: boolean;
  /** Why the last attempt failed; undefined where there was none, or the machine did not answer at all. */
  trouble: string | undefined;
}

/**
 * Renews a lease again and again until the function that it gives is called. A machine that cannot be reached
 * is asked again and nothing more: while it is away nobody else gets at it either, nothing is changed on it,
 * and when it is back its answer tells whether the lease was lost. One that answers and cannot renew is trouble.
 */
export function keepRenewing(
  machines: readonly LeasedMachine[],
  lease: { readonly file: string; readonly id: string },
  events: LeaseEvents,
  clock: Clock,
): () => void {
  const program = renewProgram(lease.file, lease.id);
  const pause = RENEW_SECONDS / RETRY_SECONDS;
  const now = () => clock.monotonicMs();
  const standings = machines.map((machine): Standing => {
    return { ...machine, renewedAtMs: now(), dueIn: pause, asking: false, trouble: undefined };
  });
  let stopped = false;
  const renew = async (standing: Standing): Promise<void> => {
    const askedAtMs = now();
    standing.asking = true;
    const options = { label: 'renewing the lease', timeoutMs: RENEW_TIMEOUT_MS };
    const renewed = await standing.connection()?.run(program, options);
    standing.asking = false;
    if (stopped || renewed === undefined) return;
    const answer = renewed.ok ? parseAnswer(renewed.value.stdout) : undefined;
    if (answer?.result === 'gone') return events.onLost(standing.name, answer.seen);
    if (answer?.result === 'renewed') {
      Object.assign(standing, { renewedAtMs: askedAtMs, dueIn: pause, trouble: undefined });
      return;
    }
    const said = renewed.ok ? answer?.said : unanswered(renewed.problems);
    if (said !== undefined && standing.trouble === undefined) events.onTrouble(standing.name, said);
    standing.trouble = said;
  };
  const timer = setInterval(() => {
    for (const standing of standings) {
      standing.dueIn -= 1;
      const { trouble, renewedAtMs } = standing;
      if (trouble !== undefined && now() - renewedAtMs >= STOP_AFTER_MS) {
        events.onRunningOut(standing.name, trouble);
      }
      if (standing.dueIn <= 0 && !standing.asking) void renew(standing);
    }
  }, RETRY_SECONDS * 1000);
  return () => {
    stopped = true;
    clearInterval(timer);
  };
}

/** What kept a machine from its answer; undefined where it was not reached. */
function unanswered(problems: readonly Problem[]): string | undefined {
  return problems.find(({ code }) => code.startsWith('host.'))?.summary;
}
