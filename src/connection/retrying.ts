import { setTimeout as delay } from 'node:timers/promises';
import { failure, type Outcome } from '../core/outcome.ts';
import type { Connection } from './connection.ts';

/** What may be gone a moment later: a machine that boots, a network that flaps. Never a login that was refused. */
const PASSING: ReadonlySet<string> = new Set([
  'connection.refused',
  'connection.timeout',
  'connection.unreachable',
  'connection.lost',
  'connection.jump-failed',
]);

const LONGEST_PAUSE_MS = 30_000;

/** Milliseconds before a further attempt, counted from 1: 1, 3, 7, 15, 30 s, as Ansible has it. */
export function pauseBefore(attempt: number): number {
  return Math.min(LONGEST_PAUSE_MS, (2 ** attempt - 1) * 1_000);
}

export interface Retrying {
  /** Further attempts after the first. */
  readonly retries: number;
  /** Ends a pause; no further attempt is made. */
  readonly signal?: AbortSignal | undefined;
  /** For tests. */
  readonly pause?: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
}

/**
 * Opens a connection, and again where that failed for what may pass. Only connecting is tried again: nothing has run yet.
 */
export async function retrying(
  open: () => Promise<Outcome<Connection>>,
  { retries, signal, pause = wait }: Retrying,
): Promise<Outcome<Connection>> {
  let opened = await open();
  let attempts = 1;
  while (!opened.ok && attempts <= retries && opened.problems.every(({ code }) => PASSING.has(code))) {
    await pause(pauseBefore(attempts), signal);
    if (signal?.aborted === true) break;
    attempts += 1;
    opened = await open();
  }
  if (opened.ok || attempts === 1) return opened;
  const told = `Tried ${attempts} times.`;
  return failure(
    ...opened.problems.map((problem) => ({
      ...problem,
      detail: problem.detail === undefined ? told : `${problem.detail} ${told}`,
    })),
  );
}

async function wait(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await delay(ms, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
}
