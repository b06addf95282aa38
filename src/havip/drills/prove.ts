import type { Problem } from '../../core/problem.ts';
import { drillOrder, type PlannedDrill } from './drill-order.ts';
import { drillNode, tellFinished } from './drive/drill.ts';
import { ailments } from './drive/health.ts';
import { findHolder, withSession } from './holder.ts';
import type { Scenario } from './scenario.ts';
import type { DrillDeps, DrillOutcome, DrillSubject, Proof, ProofOptions } from './types.ts';
import { comesBack } from './verdict/expectation.ts';
import { isInconclusive, isProbers, wasNotMeasured } from './verdict/verdict-prober.ts';
import type { Session } from './watch/session.ts';
import { holders } from './watch/situation.ts';

/**
 * Proves by drills in both directions that the address of a cluster moves and comes back. Stops after the
 * first drill that fails; whatever a drill broke is undone before the next begins. A drill that was not measured, because
 * whoever probes stood still, counts for nothing and is done once more.
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
    const { drills, refused } = await drillAll(session, subject, order, deps);
    return summary(session, subject, drills, refused, deps);
  });
}

/** The drills that count, to the first that fails; `refused` says why one was not begun. */
async function drillAll(
  session: Session,
  subject: DrillSubject,
  order: readonly Turn[],
  deps: DrillDeps,
): Promise<{ readonly drills: readonly DrillOutcome[]; readonly refused: readonly Problem[] }> {
  const drills: DrillOutcome[] = [];
  const count = (drill: DrillOutcome) => {
    tellFinished(subject.cluster, drill, deps);
    drills.push(drill);
  };
  const left = [...order];
  for (let turn = left.shift(); turn !== undefined; turn = left.shift()) {
    const { scenario, insteadOf } = turn;
    const from = onlyHolder(session) ?? turn.from;
    const drilled = await drillNode(session, subject, scenario, from, deps);
    if (!drilled.ok) {
      if (insteadOf !== undefined) count(insteadOf);
      return { drills, refused: refusedBy(drilled.problems, insteadOf) };
    }
    const again = await onceMore(session, subject, turn, drilled.value, deps);
    left.unshift(...again);
    if (again.length === 0) count(drilled.value);
    if (again.length === 0 && !drilled.value.result.passed) break;
  }
  return { drills, refused: [] };
}

/** One drill that is to come. */
interface Turn extends PlannedDrill<Scenario> {
  /** The one that was not measured, because of which this one is done, once. */
  readonly insteadOf?: DrillOutcome;
}

/**
 * The drills in place of one that was not measured: the same, and before it one that brings the address back to where
 * it was. None where it counts as it is, and where the cluster is not at rest and whole.
 */
async function onceMore(
  session: Session,
  subject: DrillSubject,
  { scenario, insteadOf: first }: Turn,
  insteadOf: DrillOutcome,
  deps: DrillDeps,
): Promise<readonly Turn[]> {
  if (first !== undefined || !wasNotMeasured(insteadOf.problems)) return [];
  const holder = await findHolder(session, subject, deps);
  if (!holder.ok) return [];
  const { from } = insteadOf.result;
  const why = insteadOf.problems.every(isProbers)
    ? `${insteadOf.timeline.prober} stood still`
    : 'a node was not heard';
  const text = `${subject.cluster}: ${scenario.name}: ${why}, so the failover was not measured; it is measured once more`;
  deps.onEvent?.({ type: 'notice', text });
  const turns = holder.value === from ? [from] : [holder.value, from];
  return turns.map((each) => ({ scenario, from: each, insteadOf }));
}

/** Why a drill was not begun; one that was to be repeated has its verdict, which silence of the same prober is no other of. */
function refusedBy(problems: readonly Problem[], insteadOf: DrillOutcome | undefined): readonly Problem[] {
  return problems.filter(
    (problem) =>
      insteadOf === undefined || (problem.code !== 'verify.unhealthy-before' && !isInconclusive(problem)),
  );
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
