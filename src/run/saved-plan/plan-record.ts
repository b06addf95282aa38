import type { PlannedChange } from '../../engine/plan.ts';
import type { Action } from '../../resources/action.ts';
import type { StepEffect } from '../../resources/effect.ts';

/** One change or action of a plan, as data. */
export interface PlannedStep {
  readonly id: string;
  readonly name: string;
  readonly reason: string;
  readonly diff?: string;
  readonly effects?: readonly StepEffect[];
  /** All that is sent for it, which may hold secrets: to be compared, and never to be kept as it is. */
  readonly detail: string;
  /** It carries out what others ask for, which other machines may change meanwhile. */
  readonly follows?: true;
}

/** What a check would do, host by host, as it finds out. */
export class PlanRecord {
  readonly #steps = new Map<string, PlannedStep[]>();

  /** Changes that would be made. */
  changes(host: string, changes: readonly PlannedChange[]): void {
    this.#add(host, changes.map(stepOf));
  }

  /** An action that would be carried out. */
  action(host: string, { id, name, does, effects = [] }: Action): void {
    this.#add(host, [{ id, name, reason: does, detail: '', ...(effects.length > 0 && { effects }) }]);
  }

  /** In an order that does not depend on which host was first. */
  stepsOf(host: string): readonly PlannedStep[] {
    return (this.#steps.get(host) ?? []).toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  }

  get hosts(): readonly string[] {
    return [...this.#steps.keys()].sort();
  }

  #add(host: string, steps: readonly PlannedStep[]): void {
    this.#steps.set(host, [...(this.#steps.get(host) ?? []), ...steps]);
  }
}

/** A change as it is kept. */
export function stepOf({ resource, change }: PlannedChange): PlannedStep {
  const { reason, diff, effects = [], script, guard, undo, uploads, keep, writes, ahead } = change;
  const { id, name, meta, answers } = resource;
  return {
    id,
    name,
    reason,
    ...(diff !== undefined && { diff: meta?.noLog === true ? 'not shown (noLog)' : diff }),
    ...(effects.length > 0 && { effects }),
    detail: JSON.stringify({ script, guard, undo, uploads, keep, writes, ahead }),
    ...(answers !== undefined && { follows: true }),
  };
}

function keyOf({ id, detail }: PlannedStep): string {
  return `${id}\n${detail}`;
}
