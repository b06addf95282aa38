import type { ConvergePlay, Fleet } from '../api/types.ts';
import type { Outcome } from '../core/outcome.ts';
import type { Problem } from '../core/problem.ts';
import { OWN_CODE } from '../core/user-code.ts';
import type { Host } from '../inventory/types.ts';
import { type Facts, MissingFact } from '../resources/fact.ts';
import type { Resource } from '../resources/resource.ts';
import { wrongSteps } from '../resources/wrong-steps.ts';
import { contextsOf, type RoleContext } from './desired.ts';
import { fleetOf } from './fleet.ts';
import type { RunRequest } from './request.ts';
import type { Unit } from './unit.ts';

/** Nothing is known of any machine. */
const UNKNOWN: Facts = {
  get: (fact) => {
    throw new MissingFact(fact);
  },
  ifRead: () => undefined,
};

/**
 * What is wrong with the steps of a play for a host, as far as that can be told before it is contacted: up to
 * the first fact that its code asks for. What comes after is looked at once the facts are there, and before
 * anything is changed.
 */
export function rehearse(request: RunRequest, play: ConvergePlay, unit: Unit, host: Host): Problem[] {
  const lists = knownSteps(request, play, unit, host);
  if (!lists.ok) return lists.problems.map((problem) => ({ ...problem, host: host.name }));
  const steps = lists.value.flatMap(({ resources }) => resources);
  // What a list lacks may be what would have answered.
  if (lists.value.some(({ whole }) => !whole)) return steps.flatMap(({ problems }) => problems ?? []);
  return [...wrongSteps(steps).values()].flat();
}

/** The steps of each role of a play for a host, as far as they are known before it is contacted. */
export function knownSteps(
  request: RunRequest,
  play: ConvergePlay,
  unit: Unit,
  host: Host,
): Outcome<readonly Rehearsed[]> {
  const fleet = fleetOf(request.inventory, () => UNKNOWN);
  const origin = { ...play.roles.at(-1)?.origin, what: `the play "${play.name}"` };
  return (request.userCode ?? OWN_CODE).attempt(origin, () =>
    contextsOf(play, unit, host).map((each) => stepsOf(each, unit, fleet)),
  );
}

interface Rehearsed {
  readonly role: string;
  readonly resources: readonly Resource[];
  readonly whole: boolean;
}

function stepsOf({ role, context }: RoleContext, { hosts }: Unit, fleet: Fleet): Rehearsed {
  const factsOf = new Map(hosts.map(({ name }) => [name, UNKNOWN]));
  role.facts(context);
  try {
    return {
      role: role.name,
      resources: role.resources({ ...context, facts: UNKNOWN, factsOf, fleet }),
      whole: true,
    };
  } catch (error) {
    if (error instanceof MissingFact) return { role: role.name, resources: [], whole: false };
    throw error;
  }
}
