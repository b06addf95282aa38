import type { Course } from '../run-playbook.ts';

/**
 * A look at units that another process has finished, after a soak, and nothing else.
 * @param before what a unit had come to, by its name
 */
export function lookingAgain(before: (unit: string) => unknown): Course {
  return async (_request, _deps, units) => {
    for (const unit of units) if (unit.restore(before(unit.name))) await unit.again();
    return { reason: '', declined: false };
  };
}
