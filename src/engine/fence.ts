import type { PlannedChange } from './plan.ts';

/** The first change's guard runs before anything is changed, so that is where the fence belongs. */
export function fenced(
  changes: readonly PlannedChange[],
  fence: string | undefined,
): readonly PlannedChange[] {
  const [first, ...more] = changes;
  if (first === undefined || fence === undefined) return changes;
  const { change, resource } = first;
  const guard = change.guard === undefined ? fence : `${fence} || exit 1\n${change.guard}`;
  return [{ resource, change: { ...change, guard } }, ...more];
}
