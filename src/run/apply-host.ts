import type { Host } from '../inventory/types.ts';
import type { PlannedHost } from './unit/policy.ts';
import type { UnitRun } from './unit/unit.ts';
import { allOk } from './unit/unit-facts.ts';

/** Makes the planned changes of one host; false where a step failed, which is reported. */
export async function applyHost(
  run: UnitRun,
  { host, session, desired, plan }: PlannedHost,
): Promise<boolean> {
  const applied = await session.apply(desired, plan);
  hostActivity(run, host, applied.ok ? 'as it should be' : 'failed');
  return allOk(run, [applied]);
}

/** Tells people what goes on on a host. */
export function hostActivity(run: UnitRun, { name }: Pick<Host, 'name'>, text: string): void {
  run.deps.onEvent({ type: 'host-activity', host: name, activity: text });
}
