import type { Change, Resource, Undo } from '../../resources/resource.ts';
import type { StepEffect } from '../../resources/steps/effect.ts';
import type { PlannedChange } from '../plan.ts';

/** Something to do outside any plan, such as a stop that an order demands, that a rollback takes back. */
export interface Step {
  readonly name: string;
  /** POSIX sh under `set -eu`. */
  readonly script: string;
  /** What it is for, for the history; default that it serves another change. */
  readonly reason?: string;
  /** Without it, a rollback leaves what was done as it is, and says so. */
  readonly undo?: Undo;
  readonly effects?: readonly StepEffect[];
  /** Neither what it does nor what it prints is shown. */
  readonly noLog?: true;
}

/** What travels beside it was taken by the part that is done. */
export function unsent({ resource, change: { uploads: _, ...change } }: PlannedChange): PlannedChange {
  return { resource, change };
}

/** As a change, to be sent like those of a plan. */
export function changeOf({ script, reason = 'for the time of the change', undo, effects }: Step): Change {
  return {
    state: 'change',
    reason,
    script,
    ...(undo && { undo }),
    ...(effects && { effects }),
  };
}

/** What the change belongs to. */
export function resourceOf({ name, noLog }: Step, change: Change): Resource {
  return {
    id: `step:${name}`,
    name,
    tags: [],
    facts: [],
    plan: () => change,
    ...(noLog && { meta: { noLog } }),
  };
}

/** A change that was just made and is due again, other than by what only now asks it of a service. */
export function dueAgain(
  made: readonly PlannedChange[],
  due: readonly PlannedChange[],
): PlannedChange | undefined {
  const before = new Set(made.map(({ resource }) => resource.id));
  const asked = new Set(
    due.flatMap(({ resource, change }) =>
      before.has(resource.id) ? [] : (change.notify ?? []).map(({ service }) => service),
    ),
  );
  return due.find(
    ({ resource }) =>
      before.has(resource.id) && !(resource.answers !== undefined && asked.has(resource.answers)),
  );
}
