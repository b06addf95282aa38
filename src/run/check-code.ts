import type { ConvergePlay, HostContext, Role } from '../api/types.ts';
import { failure, type Outcome } from '../core/outcome.ts';
import type { Problem } from '../core/problem.ts';
import type { UserCode } from '../core/user-code.ts';
import type { Cluster, Host } from '../inventory/types.ts';
import { type Facts, MissingFact } from '../resources/fact.ts';
import { playHosts } from './check-request.ts';
import type { RunRequest } from './request.ts';
import { unitsOf } from './unit.ts';

/** Facts before any host was contacted. */
const NO_FACTS: Facts = {
  get(fact) {
    throw new MissingFact(fact);
  },
};

/**
 * Asks the playbook's own code what it wants, as far as it says so without facts: mistakes in it that need no
 * machine to be met are told before one is contacted. Its variables have been checked.
 */
export function codeProblems(request: RunRequest): Problem[] {
  const { userCode } = request;
  if (userCode === undefined) return [];
  const converging = request.playbook.plays.filter((play): play is ConvergePlay => play.kind === 'converge');
  return converging.flatMap((play) => {
    const names = new Set(playHosts(request, play).map(({ name }) => name));
    return unitsOf(request.inventory, names).flatMap(({ cluster, hosts }) =>
      hosts.flatMap((host) =>
        play.roles.flatMap((role) => {
          const tried = tryRole(userCode, play, role, host, cluster);
          return tried.ok ? [] : tried.problems.map((problem) => ({ ...problem, host: host.name }));
        }),
      ),
    );
  });
}

function tryRole(
  userCode: UserCode,
  play: ConvergePlay,
  role: Role,
  host: Host,
  cluster: Cluster | undefined,
): Outcome<void> {
  const origin = { ...role.origin, what: `the play "${play.name}"` };
  const tried = userCode.attempt(origin, () => {
    const checked = role.check(host, cluster);
    if ('issues' in checked) return;
    const member = cluster?.members.find((each) => each.host.name === host.name);
    const context: HostContext = {
      host,
      vars: checked.vars,
      ...(cluster && { cluster }),
      ...(member && { member }),
    };
    role.facts(context);
    const factsOf = new Map(cluster?.members.map((each) => [each.host.name, NO_FACTS]));
    try {
      role.resources({ ...context, facts: NO_FACTS, factsOf });
    } catch (error) {
      if (!(error instanceof MissingFact)) throw error;
    }
  });
  return tried.ok ? tried : failure(...tried.problems);
}
