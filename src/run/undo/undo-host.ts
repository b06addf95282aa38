import type { UndoneHost, UndoTarget } from '../unit/policy.ts';
import type { UnitRun } from '../unit/unit.ts';

/** Takes journals of one machine back; what was known of the unit's machines is then out of date. */
export async function undoHost(
  run: UnitRun,
  target: UndoTarget,
  why: 'failed' | 'asked',
): Promise<UndoneHost> {
  for (const { name } of run.unit.hosts) run.stale.add(name);
  const undone = await target.session.undo(target.folders, why === 'asked' ? whoAsked(run) : undefined);
  if (undone.ok) return { target, report: undone.value };
  const [problem] = undone.problems;
  return { target, ...(problem && { problem }) };
}

function whoAsked({ lease }: UnitRun): string {
  return `by=${lease.user}@${lease.host}\nstartedAt=${lease.startedAt}\n`;
}
