import type { ConvergePlay, HostContext, Role } from '../api/types.ts';
import type { Desired } from '../engine/plan.ts';
import { clusterFacts } from '../havip/cluster/cluster-facts.ts';
import type { Cluster, Host } from '../inventory/types.ts';
import type { Resource } from '../resources/resource.ts';
import type { RunRequest } from './request.ts';
import type { UnitRun } from './unit.ts';
import { factsOf } from './unit-facts.ts';

/** A role of a play, and what it sees of one host before anything is known of the machine. */
export interface RoleContext {
  readonly role: Role;
  readonly context: HostContext;
}

/** The roles of a play, with the variables that they have for a host. */
export function contextsOf(
  request: Pick<RunRequest, 'install' | 'replaceConfig'>,
  play: ConvergePlay,
  cluster: Cluster | undefined,
  host: Host,
): RoleContext[] {
  const member = cluster?.members.find((each) => each.host.name === host.name);
  return play.roles.map((role) => {
    const checked = role.check(host, cluster);
    if ('issues' in checked) throw new Error(`variables of ${host.name} were not checked before the run`);
    const context: HostContext = {
      host,
      vars: checked.vars,
      ...(cluster && { cluster }),
      ...(member && { member }),
      ...(request.install && { install: request.install }),
      ...(request.replaceConfig && { replaceConfig: request.replaceConfig }),
    };
    return { role, context };
  });
}

/** What all roles of a play want of a host, in their order. */
export function desiredOf(run: UnitRun, play: ConvergePlay, host: Host): Desired {
  const { cluster } = run.unit;
  const contexts = contextsOf(run.request, play, cluster, host);
  return {
    origin: { ...play.roles.at(-1)?.origin, what: `the play "${play.name}"` },
    facts: [
      ...(cluster ? clusterFacts(cluster) : []),
      ...contexts.flatMap(({ role, context }) => role.facts(context)),
    ],
    resources: (facts) =>
      contexts.flatMap(({ role, context }) =>
        role
          .resources({ ...context, facts, factsOf: factsOf(run) })
          .map((resource) => tagged(resource, [...play.tags, role.name])),
      ),
  };
}

function tagged(resource: Resource, tags: readonly string[]): Resource {
  return { ...resource, tags: [...resource.tags, ...tags] };
}
