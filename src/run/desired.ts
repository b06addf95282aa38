import type { ConvergePlay, HostContext, Role } from '../api/types.ts';
import type { CodeOrigin } from '../core/user-code/user-code.ts';
import type { Desired } from '../engine/plan.ts';
import type { Host } from '../inventory/types.ts';
import type { Resource } from '../resources/resource.ts';
import { placed } from './steps/placed.ts';
import type { Unit, UnitRun } from './unit/unit.ts';
import { factsOf, unitFacts } from './unit/unit-facts.ts';

/** A role of a play, and what it sees of one host before anything is known of the machine. */
export interface RoleContext {
  readonly role: Role;
  readonly context: HostContext;
}

/** The roles of a play, with the variables that they have for a host. */
export function contextsOf(play: ConvergePlay, unit: Unit, host: Host): RoleContext[] {
  const told = unit.tells(host);
  return play.roles.map((role) => {
    const checked = role.check(host, told);
    if ('issues' in checked) throw new Error(`variables of ${host.name} were not checked before the run`);
    return { role, context: { host, vars: checked.vars, ...told } };
  });
}

/** Whose code a play's steps come from. */
export function originOf(play: ConvergePlay): CodeOrigin {
  return { ...play.roles.at(-1)?.origin, what: `the play "${play.name}"` };
}

/** What all roles of a play want of a host, in their order. */
export function desiredOf(run: UnitRun, play: ConvergePlay, host: Host): Desired {
  const contexts = contextsOf(play, run.unit, host);
  return {
    origin: originOf(play),
    facts: [...unitFacts(run), ...contexts.flatMap(({ role, context }) => role.facts(context))],
    resources: (facts) => {
      const steps = contexts.flatMap(({ role, context }) =>
        role.resources({ ...context, facts, factsOf: factsOf(run), fleet: run.fleet }).map((resource) => ({
          role: role.name,
          resource: tagged(placed(resource, play, host), [...play.tags, role.name]),
        })),
      );
      return run.choice.steps(play, host, steps);
    },
  };
}

function tagged(resource: Resource, tags: readonly string[]): Resource {
  return { ...resource, tags: [...resource.tags, ...tags] };
}
