import type { PlannedChange } from '../../engine/plan.ts';
import type { Action } from '../../resources/steps/action.ts';
import type { StepEffect } from '../../resources/steps/effect.ts';
import { canonical } from './canonical.ts';

/** One change or action of a plan, as data. */
export interface PlannedStep {
  readonly id: string;
  readonly name: string;
  readonly reason: string;
  readonly diff?: string;
  readonly effects?: readonly StepEffect[];
  /** The host that it is done on, where tasks have it done on another than their own. */
  readonly on?: string;
  /** It stands after a step whose result could only be guessed. */
  readonly guessed?: true;
  /** All that is sent for it, which may hold secrets: to be compared, and never to be kept as it is. */
  readonly detail: string;
  /** It carries out what others ask for, which other machines may change meanwhile. */
  readonly follows?: true;
}

/** Where a step is planned: the host that it is done on, and the one whose play or tasks ask for it. */
export interface PlannedPlace {
  readonly host: string;
  readonly asker: string;
}

/** What a check would do, by the host for which it is done, as it finds out. */
export class PlanRecord {
  readonly #steps = new Map<string, PlannedStep[]>();
  readonly #guessing = new Set<string>();
  /** Who does a step that is done once for all hosts. */
  readonly #doers = new Map<string, string>();

  /** Changes that would be made. */
  changes(place: PlannedPlace, changes: readonly PlannedChange[]): void {
    this.#add(place, changes.map(stepOf));
  }

  /** An action that would be carried out. */
  action(place: PlannedPlace, action: Action): void {
    const { id, name, does, effects = [] } = action;
    const shown = { id, name, reason: does, ...(effects.length > 0 && { effects }) };
    this.#add(place, [{ ...shown, detail: detailOf(action) }]);
  }

  /** What tasks of this host do from now on depends on a result that was guessed. */
  guesses(asker: string): void {
    this.#guessing.add(asker);
  }

  /** A host has come to a step that is done once for all: who is first does it, in each run perhaps another one. */
  once(key: string, asker: string): void {
    if (!this.#doers.has(key)) this.#doers.set(key, asker);
  }

  /** When it was planned: it belongs to the plan of each host that has come to it. */
  shared(key: string, asker: string, id: string): void {
    const doer = this.#doers.get(key);
    if (doer === undefined || doer === asker) return;
    const steps = (this.#steps.get(doer) ?? []).filter((step) => step.id === id);
    if (steps.length > 0) this.#steps.set(asker, [...(this.#steps.get(asker) ?? []), ...steps]);
  }

  /** What is done for a host, in an order that does not depend on which host was first. */
  stepsFor(asker: string): readonly PlannedStep[] {
    return (this.#steps.get(asker) ?? []).toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  }

  /** What is done on a host, for whomever. */
  stepsOn(host: string): readonly PlannedStep[] {
    return [...this.#steps].flatMap(([asker, steps]) => steps.filter(({ on = asker }) => on === host));
  }

  /** Hosts for which something is done. */
  get hosts(): readonly string[] {
    return [...this.#steps.keys()].sort();
  }

  #add({ host, asker }: PlannedPlace, steps: readonly PlannedStep[]): void {
    const more = {
      ...(host !== asker && { on: host }),
      ...(this.#guessing.has(asker) && { guessed: true as const }),
    };
    const placed = steps.map((step) => ({ ...step, ...more }));
    this.#steps.set(asker, [...(this.#steps.get(asker) ?? []), ...placed]);
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

/** All that an action was asked to do. */
export function detailOf({ asks }: Action): string {
  return canonical(asks);
}

function keyOf({ id, on = '', detail }: PlannedStep): string {
  return `${id}\n${on}\n${detail}`;
}
