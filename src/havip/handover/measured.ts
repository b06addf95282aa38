import { failure, success } from '../../core/outcome.ts';
import type { Cluster, Host } from '../../inventory/types.ts';
import { report } from '../../run/unit/unit.ts';
import { allOk } from '../../run/unit/unit-facts.ts';
import type { ClusterRun } from '../cluster-run.ts';
import { measureHandover } from '../drills/index.ts';
import { drillSubject } from '../subject.ts';

/** Milliseconds that a change may take beyond what it must, besides one advert. */
const MARGIN_MS = 1000;

/**
 * Makes a change that takes the address from its holder for a moment; that is measured as a drill would
 * be, and no further move is needed to prove it.
 * @param mustTakeMs what no way of making the change can do without; a change is judged by it where
 *   `verify.max_interruption`, which is for failovers, is less
 * @param later who is changed after it, and need not be well until then
 */
export async function measured(
  run: ClusterRun,
  holder: Host,
  change: () => Promise<boolean>,
  mustTakeMs = 0,
  later: readonly string[] = [],
): Promise<boolean> {
  const { cluster } = run;
  if (cluster === undefined || run.request.verify === 'never') return change();
  const subject = await drillSubject(run, cluster);
  // A witness that is away has been reported; the holder keeps what it has until it can be measured.
  if (subject === undefined) return false;
  const maxInterruptionMs = Math.max(
    subject.maxInterruptionMs,
    mustTakeMs === 0 ? 0 : mustTakeMs + subject.advertMs + MARGIN_MS,
  );
  if (mustTakeMs > subject.maxInterruptionMs) tellLong(run, cluster, mustTakeMs);
  // What went wrong with the change has been reported by it; here it only counts that it did.
  const action = async () => ((await change()) ? success(undefined) : failure());
  // What takes the address away by itself needs nobody to hand it to; others that stand still or are in FAULT are mended by it.
  const mends = mustTakeMs > 0 ? subject.nodes.map(({ name }) => name) : [];
  const outcome = await measureHandover({ ...subject, maxInterruptionMs }, holder.name, action, run.deps, {
    mends,
    later,
  });
  if (!allOk(run, [outcome]) || !outcome.ok) return false;
  const { action: made, drill } = outcome.value;
  run.drills.push(drill.result);
  if (made.ok) for (const problem of drill.problems) report(run, problem);
  return made.ok;
}

function tellLong(run: ClusterRun, { name, havip }: Cluster, mustTakeMs: number): void {
  const allowed = havip.verify.max_interruption / 1000;
  run.deps.onEvent({
    type: 'notice',
    text: `${name}: this change takes ${havip.addresses[0]} away for about ${(mustTakeMs / 1000).toFixed(1)} s, longer than verify.max_interruption (${allowed} s), and cannot be made in less`,
  });
}
