import type { PlannedChange } from './plan.ts';

/**
 * Each change behind a fence: the first one's guard, which runs before anything is changed, and what comes
 * before every later step, since a step may take longer than a lease lasts.
 */
export function fenced(
  changes: readonly PlannedChange[],
  fence: string | undefined,
): readonly PlannedChange[] {
  if (fence === undefined) return changes;
  return changes.map(({ change, resource }, index) => {
    if (index > 0)
      return { resource, change: { ...change, script: `${fence} || ${LOST}\n${change.script}` } };
    const guard = change.guard === undefined ? fence : `${fence} || exit 1\n${change.guard}`;
    return { resource, change: { ...change, guard } };
  });
}

const LOST = `{ echo 'the lease of this run is lost or cannot be renewed: nothing more is changed'; exit 1; }`;
