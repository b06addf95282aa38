import type { Facts } from '../../resources/fact.ts';
import type { Change } from '../../resources/resource.ts';
import { isOver, serviceFact } from '../../resources/services/service-facts.ts';
import { isHandler } from '../../resources/steps/meta.ts';
import { changesOf, type HostPlan, type PlannedChange } from '../plan.ts';

/** What of a plan touches nothing that runs, so that it can be done before anything that serves is. */
export interface Preparation {
  /** Whole changes: those up to the first that anything notices, since a later one may need that. */
  readonly whole: readonly PlannedChange[];
  /** The first that is noticed, where a part of it can be done ahead. */
  readonly ahead: PlannedChange | undefined;
}

/**
 * What can be prepared on a host. It follows from what the changes say of themselves and from which services
 * run there: the same file is prepared where nobody reads it yet, and not where a service does.
 */
export function preparationOf(plan: HostPlan, facts: Facts): Preparation {
  const changes = changesOf(plan);
  const found = changes.findIndex(({ change }) => isNoticed(change, facts));
  const first = found < 0 ? changes.length : found;
  const next = changes[first];
  return { whole: changes.slice(0, first), ahead: next?.change.ahead === undefined ? undefined : next };
}

/** Whether a plan changes anything that is noticed. */
export function hasSwitch(plan: HostPlan, facts: Facts): boolean {
  return preparationOf(plan, facts).whole.length < changesOf(plan).length;
}

/** The part of a change that is done ahead, as a step of its own. */
export function aheadStep({ resource, change }: PlannedChange): PlannedChange | undefined {
  const { ahead, reason, diff, uploads } = change;
  if (ahead === undefined) return undefined;
  return {
    resource: { ...resource, name: `${resource.name}, ${ahead.name ?? 'its preparation'}` },
    change: {
      state: 'change',
      reason,
      ...(diff !== undefined && { diff }),
      script: ahead.script,
      undo: { when: 'reverse', script: ahead.undo },
      ...(uploads && { uploads }),
    },
  };
}

/** What is left of a plan when these of its changes are made. */
export function withoutMade(plan: HostPlan, made: readonly PlannedChange[]): HostPlan {
  const ids = new Set(made.map(({ resource }) => resource.id));
  return {
    items: plan.items.map((item) =>
      ids.has(item.resource.id) ? { ...item, planned: { state: 'unchanged', reason: 'prepared' } } : item,
    ),
  };
}

/** Anybody may notice a change that does not say otherwise; a handler has no state that could be asked for. */
function isNoticed({ effects = [], notify = [], noticedBy }: Change, facts: Facts): boolean {
  if (noticedBy === undefined || effects.length > 0) return true;
  if (notify.some(({ service }) => isHandler(service) || mayRun(service, facts))) return true;
  return noticedBy === 'notified' && notify.length === 0;
}

/** Now, or after the next boot, which may come before anything else does. */
function mayRun(service: string, facts: Facts): boolean {
  const known = facts.ifRead(serviceFact(service));
  return known === undefined || known.enabled || !isOver(known.activeState);
}
