import type { Connection } from '../../connection/connection.ts';
import { RENEW_SECONDS, type SeenLease } from '../../engine/lease.ts';
import { parseAnswer, renewProgram } from '../../engine/lease-programs.ts';

/** Milliseconds that one renewal may take. */
const RENEW_TIMEOUT_MS = 15_000;

/** A machine that the lease lies on. */
export interface LeasedMachine {
  readonly name: string;
  /** The connection as it is now: a drill may have cut an earlier one. */
  readonly connection: () => Connection | undefined;
}

/**
 * Renews a lease again and again until the function that it gives is called. A machine that does not answer
 * is asked again next time: while it is away nobody else gets at it either, and when it is back its answer
 * tells whether the lease was lost.
 */
export function keepRenewing(
  machines: readonly LeasedMachine[],
  lease: { readonly file: string; readonly id: string },
  onLost: (machine: string, seen: SeenLease) => void,
): () => void {
  const program = renewProgram(lease.file, lease.id);
  const underway = new Set<string>();
  let stopped = false;
  const renew = async ({ name, connection }: LeasedMachine): Promise<void> => {
    if (underway.has(name)) return;
    underway.add(name);
    const renewed = await connection()?.run(program, {
      label: 'renewing the lease',
      timeoutMs: RENEW_TIMEOUT_MS,
    });
    underway.delete(name);
    if (stopped || renewed?.ok !== true) return;
    const { result, seen } = parseAnswer(renewed.value.stdout);
    if (result === 'gone') onLost(name, seen);
  };
  const timer = setInterval(() => {
    for (const machine of machines) void renew(machine);
  }, RENEW_SECONDS * 1000);
  return () => {
    stopped = true;
    clearInterval(timer);
  };
}
