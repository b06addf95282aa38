import type { CallFailure } from './answer.ts';

const SECOND_MS = 1000;
const FIRST_MS = SECOND_MS / 2;
const LONGEST_MS = 10 * SECOND_MS;

/** For how long requests are repeated after each kind of failure that may pass. */
const PATIENCE_MS = {
  /** Something else is being done to the same address. */
  busy: 180 * SECOND_MS,
  throttled: 60 * SECOND_MS,
  fault: 20 * SECOND_MS,
};

/** Also what a call is told that repeats itself while it is being carried out. */
const BUSY = /\.(MutexOperationTaskRunning|MutexTaskRunning|IdempotentProcessing)$/;

const REFUSALS: readonly (readonly [RegExp, number])[] = [
  [BUSY, PATIENCE_MS.busy],
  [/^RequestLimitExceeded(\.|$)/, PATIENCE_MS.throttled],
  [/^(InternalError|InternalServerError)(\.|$)/, PATIENCE_MS.fault],
];

/** A certificate or a protocol does not become right by waiting. */
const LASTING = /CERT|TLS|SSL|EPROTO|SELF_SIGNED|UNABLE_TO_/;

/** For how long a request that failed so is repeated, in milliseconds; 0 for what cannot get better. */
export function patienceMs({ kind, code }: CallFailure): number {
  if (kind === 'refused') return REFUSALS.find(([pattern]) => pattern.test(code))?.[1] ?? 0;
  if (kind === 'network') return LASTING.test(code) ? 0 : PATIENCE_MS.fault;
  if (kind === 'malformed') return PATIENCE_MS.fault;
  if (code === '429') return PATIENCE_MS.throttled;
  return Number(code) >= 500 ? PATIENCE_MS.fault : 0;
}

/** Whether a request that failed so, or the one before it, may have been carried out all the same. */
export function mayHaveWorked({ kind, code }: CallFailure): boolean {
  if (kind === 'refused') return /^Internal/.test(code) || BUSY.test(code);
  return kind !== 'status' || Number(code) >= 500;
}

/**
 * The pause before a request is sent again: half a second, doubled each time up to 10 s, of which up to a
 * half is left to chance, so that several clients do not come back together.
 * @param attempt 0 for the first repetition
 * @param random from 0 up to 1
 */
export function pauseMs(attempt: number, random: number): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt);
  return full * (1 - random / 2);
}
