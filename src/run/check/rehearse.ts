import type { ConvergePlay, Fleet } from '../../api/types.ts';
import type { Outcome } from '../../core/outcome.ts';
import type { Problem } from '../../core/problem.ts';
import { attemptEach, OWN_CODE } from '../../core/user-code/user-code.ts';
import type { Host } from '../../inventory/types.ts';
import { type Facts, MissingFact } from '../../resources/fact.ts';
import type { Resource } from '../../resources/resource.ts';
import type { Step } from '../../resources/steps/step.ts';
import { wrongSteps } from '../../resources/steps/wrong-steps.ts';
import { contextsOf, originOf, type RoleContext } from '../desired.ts';
import { fleetOf } from '../fleet.ts';
import type { RunRequest } from '../request.ts';
import { placed } from '../steps/placed.ts';
import { tasksOrigin } from '../steps/questions/answer.ts';
import { noSuchHost } from '../steps/questions/no-such-host.ts';
import { type RehearsedTasks, rehearseTasks } from '../steps/rehearse-tasks.ts';
import type { Unit } from '../unit/unit.ts';

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
export function wrongIn(lists: Outcome<readonly Rehearsed[]>, host: Host): Problem[] {
  if (!lists.ok) return lists.problems.map((problem) => ({ ...problem, host: host.name }));
  const steps = lists.value.flatMap(({ resources }) => resources);
  const inTasks = lists.value.flatMap(({ tasks }) => tasks?.problems ?? []);
  // What a list lacks may be what would have answered.
  if (lists.value.some(({ whole }) => !whole))
    return [...steps.flatMap(({ problems }) => problems ?? []), ...inTasks];
  return [...[...wrongSteps(steps).values()].flat(), ...inTasks];
}

/**
 * The steps of each role of a play for each of its hosts, as far as they are known before it is contacted. They end
 * with the first host for which the code did not come to its end.
 */
export function knownSteps(
  request: RunRequest,
  play: ConvergePlay,
  hosts: readonly { readonly unit: Unit; readonly host: Host }[],
): Outcome<readonly Rehearsed[]>[] {
  const fleet = fleetOf(request.inventory, () => UNKNOWN);
  return attemptEach(request.userCode ?? OWN_CODE, originOf(play), hosts, ({ unit, host }) =>
    contextsOf(play, unit, host).map((each) => stepsOf(each, { request, play, unit, fleet })),
  );
}

/** What one role of a play wants of a host, as far as it is known. */
export interface Rehearsed {
  readonly role: string;
  readonly resources: readonly Resource[];
  readonly whole: boolean;
  /** What follows them, in sequence. */
  readonly tasks?: RehearsedTasks;
}

interface Around {
  readonly request: RunRequest;
  readonly play: ConvergePlay;
  readonly unit: Unit;
  readonly fleet: Fleet;
}

function stepsOf({ role, context }: RoleContext, { request, play, unit, fleet }: Around): Rehearsed {
  const factsOf = new Map(unit.hosts.map(({ name }) => [name, UNKNOWN]));
  const known = { ...context, facts: UNKNOWN, factsOf, fleet };
  role.facts(context);
  const { inventory } = request;
  const here = <S extends Step>(step: S) => placed(step, play, context.host);
  const tasks = role.tasks && {
    tasks: rehearseTasks(role.tasks, known, {
      origin: tasksOrigin(play, role),
      wrongHost: (name, made) => (inventory.hosts.has(name) ? undefined : noSuchHost(name, inventory, made)),
      placed: here,
    }),
  };
  try {
    return { role: role.name, resources: role.resources(known).map(here), whole: true, ...tasks };
  } catch (error) {
    if (error instanceof MissingFact) return { role: role.name, resources: [], whole: false, ...tasks };
    throw error;
  }
}
