import type { CodeOrigin } from '../core/user-code/user-code.ts';
import { type Fact, type Facts, MissingFact } from '../resources/fact.ts';
import {
  type Change,
  type Planned,
  type Resource,
  type ServiceAction,
  strongest,
} from '../resources/resource.ts';
import { wrongSteps } from '../resources/steps/wrong-steps.ts';
import type { FactStore } from './facts/fact-store.ts';
import { LaterFacts } from './facts/later-facts.ts';

/** What is wanted of a host, as a pure function of what is known of it. */
export interface Desired {
  /** Whose code says so, for messages. */
  readonly origin?: CodeOrigin;
  /** Read before anything is asked, so that most plans need one observation. */
  readonly facts: readonly Fact<unknown>[];
  readonly resources: (facts: Facts) => readonly Resource[];
  /** More steps come after these on the same host, which may answer what these ask for. */
  readonly isPart?: boolean;
}

/** One resource and what has to be done for it. */
export interface PlanItem {
  readonly resource: Resource;
  readonly planned: Planned;
}

export interface HostPlan {
  readonly items: readonly PlanItem[];
}

/** A resource that will change. */
export interface PlannedChange {
  readonly resource: Resource;
  readonly change: Change;
}

/** The changes of a plan, in their order. */
export function changesOf(plan: HostPlan): PlannedChange[] {
  return plan.items.flatMap(({ resource, planned }) =>
    planned.state === 'change' ? [{ resource, change: planned }] : [],
  );
}

/** Which resources a run is about: `--tags` and `--skip-tags`. */
export interface Selection {
  readonly tags: readonly string[];
  readonly skipTags: readonly string[];
}

/** Whether tags let a resource run; `always` runs unless it is skipped by name. */
export function isSelected(selection: Selection, tags: readonly string[]): boolean {
  if (tags.some((tag) => selection.skipTags.includes(tag))) return false;
  if (selection.tags.length === 0) return true;
  return tags.includes('always') || selection.tags.some((tag) => tag === 'all' || tags.includes(tag));
}

/** The plan, or the facts that have to be read first. */
export type PlanOrNeeds =
  | { readonly plan: HostPlan; readonly needs?: never }
  | { readonly needs: readonly Fact<unknown>[]; readonly plan?: never };

/** Compares what is wanted with what is known; pure, so that `plan` prints exactly what `up` does. */
export function planHost(desired: Desired, store: FactStore, selection: Selection): PlanOrNeeds {
  const early = store.missing(desired.facts);
  if (early.length > 0) return { needs: early };
  try {
    const resources = desired.resources(store);
    const needs = store.missing(resources.flatMap((resource) => resource.facts));
    return needs.length > 0 ? { needs } : { plan: planAll(resources, store, selection, desired.isPart) };
  } catch (error) {
    if (error instanceof MissingFact) return { needs: [error.fact] };
    throw error;
  }
}

function planAll(
  resources: readonly Resource[],
  facts: Facts,
  selection: Selection,
  isPart?: boolean,
): HostPlan {
  const notified = new Map<string, ServiceAction>();
  const wrong = wrongSteps(resources, isPart);
  const later = new LaterFacts(facts);
  let changing = false;
  const items = resources.map((resource): PlanItem => {
    const [problem] = wrong.get(resource) ?? [];
    if (problem !== undefined) return { resource, planned: { state: 'blocked', problem } };
    if (!isSelected(selection, resource.tags)) {
      return { resource, planned: { state: 'skipped', reason: 'not selected by tags' } };
    }
    const planned = later.during((known) =>
      resource.plan({ facts: known, notified: (service) => notified.get(service), changing }),
    );
    if (planned.state === 'change') {
      changing = true;
      for (const { service, action } of planned.notify ?? []) {
        notified.set(service, strongest(notified.get(service), action) ?? action);
      }
    }
    return { resource, planned };
  });
  return { items };
}
