import type { Problem } from '../../core/problem.ts';
import { drillNode } from './drill.ts';
import { drillOrder } from './drill-order.ts';
import { comesBack } from './expectation.ts';
import { ailments } from './health.ts';
import { findHolder, withSession } from './holder.ts';
import type { Scenario } from './scenario.ts';
import type { Session } from './session.ts';
import { holders } from './situation.ts';
import type { DrillDeps, DrillOutcome, DrillSubject, Proof, ProofOptions } from './types.ts';

/**
 * Proves by drills in both directions that the address of a cluster moves and comes back. Stops after the
 * first drill that fails; whatever a drill broke is undone before the next begins.
 */
export async function proveCluster(
  subject: DrillSubject,
  scenarios: readonly Scenario[],
  deps: DrillDeps,
  options: ProofOptions = {},
): Promise<Proof> {
  return withSession(subject, deps, async (session) => {
    const holder = await findHolder(session, subject, deps);
    if (!holder.ok) return summary(session, subject, [], holder.problems, deps);
    const { repeat = 1, endWith = 'as-found' } = options;
    const order = drillOrder({
      holder: holder.value,
      nodes: subject.nodes.map((node) => node.name),
      scenarios,
      comesBack: (scenario) => comesBack(subject, scenario),
      stays: (scenario) => scenario.mayStay === true,
      endWith,
      repeat,
    });
    const drills: DrillOutcome[] = [];
    for (const { scenario, from } of order) {
      const drilled = await drillNode(session, subject, scenario, onlyHolder(session) ?? from, deps);
      if (!drilled.ok) return summary(session, subject, drills, drilled.problems, deps);
      drills.push(drilled.value);
      if (!drilled.value.result.passed) break;
    }
    return summary(session, subject, drills, [], deps);
  });
}

/** Where the address is now: a drill in which it may stay may have moved it all the same. */
function onlyHolder(session: Session): string | undefined {
  const [holder, ...more] = holders(session.situation);
  return more.length === 0 ? holder : undefined;
}

function summary(
  session: Session,
  subject: DrillSubject,
  drills: readonly DrillOutcome[],
  refused: readonly Problem[],
  { clock }: DrillDeps,
): Proof {
  const problems = [...drills.flatMap((drill) => drill.problems), ...refused];
  const wanted = { holder: null, address: subject.addresses[0] ?? '' };
  return {
    passed: problems.length === 0,
    drills,
    holders: holders(session.situation),
    healthy: ailments(session.situation, wanted, clock.monotonicMs()).length === 0,
    problems,
  };
}
