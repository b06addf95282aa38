import type { ConvergePlay } from '../../api/types.ts';
import { UserMistake } from '../../core/user-code/user-code.ts';
import type { Host } from '../../inventory/types.ts';
import type { Facts } from '../../resources/fact.ts';
import { contextsOf } from '../desired.ts';
import { report, type UnitRun } from '../unit/unit.ts';
import { factsOf, refreshStale } from '../unit/unit-facts.ts';
import { TaskRunner } from './task-runner.ts';

/** Takes the hosts of a unit through the tasks of a play, one after the other; false when one has failed. */
export async function playTasks(run: UnitRun, play: ConvergePlay): Promise<boolean> {
  if (!play.roles.some(({ tasks }) => tasks !== undefined)) return true;
  const inPlay = run.inPlay.get(play);
  const stoodBefore = run.policy.standing() === undefined;
  const hosts = run.unit.hosts.filter((host) => inPlay?.has(host));
  for (const host of run.policy.turns(hosts)) {
    if (run.deps.signal.aborted || !(await tasksOf(run, play, host))) return false;
    if (stoodBefore && !run.request.check && !(await stillStands(run))) return false;
  }
  return true;
}

async function tasksOf(run: UnitRun, play: ConvergePlay, host: Host): Promise<boolean> {
  for (const { role, context } of contextsOf(play, run.unit, host)) {
    if (role.tasks === undefined) continue;
    const origin = { play, role, asker: host.name };
    const whole = { ...context, facts: knownFacts(run, host), factsOf: factsOf(run), fleet: run.fleet };
    if (!(await new TaskRunner({ run, host }, origin).run(role.tasks, whole))) return false;
  }
  return true;
}

/** What has been read. A task cannot be begun anew as a plan can, so it asks for what is missing. */
function knownFacts(run: UnitRun, host: Host): Facts {
  const known = () => run.sessions.get(host.name)?.facts;
  return {
    ifRead: (fact) => known()?.ifRead(fact),
    get: (fact) => {
      const facts = known();
      if (facts === undefined || facts.missing([fact]).length > 0) throw notRead(fact.id);
      return facts.get(fact);
    },
  };
}

/** A mistake of the tasks: they have no second try. */
export function notRead(fact: string): UserMistake {
  return new UserMistake({
    code: 'playbook.fact-not-read',
    summary: `the fact ${fact} has not been read`,
    fix: 'Ask for it: `const known = yield* read(fact)`.',
  });
}

/** Never on to the next host while the unit does not do what it is there for, and did before. */
async function stillStands(run: UnitRun): Promise<boolean> {
  if (!(await refreshStale(run))) return false;
  const problem = run.policy.standing();
  if (problem !== undefined) report(run, problem);
  return problem === undefined;
}
