import { failure, success } from '../core/outcome.ts';
import type { Host } from '../inventory/types.ts';
import { measureHandover } from '../verify/index.ts';
import { drillSubject } from './subject.ts';
import { report, type UnitRun } from './unit.ts';
import { allOk } from './unit-facts.ts';

/**
 * Makes a change that takes the address from its holder for a moment; that is measured as a drill would
 * be, and no further move is needed to prove it.
 */
export async function measured(run: UnitRun, holder: Host, change: () => Promise<boolean>): Promise<boolean> {
  const { cluster } = run.unit;
  if (cluster === undefined || run.request.verify === 'never') return change();
  const subject = await drillSubject(run, cluster);
  // A witness that is away has been reported; the holder keeps what it has until it can be measured.
  if (subject === undefined) return false;
  // What went wrong with the change has been reported by it; here it only counts that it did.
  const action = async () => ((await change()) ? success(undefined) : failure());
  const outcome = await measureHandover(subject, holder.name, action, run.deps);
  if (!allOk(run, [outcome]) || !outcome.ok) return false;
  const { action: made, drill } = outcome.value;
  run.drills.push(drill.result);
  if (made.ok) for (const problem of drill.problems) report(run, problem);
  return made.ok;
}
