import type { DrillResult } from '../../../core/events/document.ts';
import { failure, type Outcome, success } from '../../../core/outcome.ts';
import { holdConnections } from '../connections.ts';
import { findHolder, withSession } from '../holder.ts';
import type { Scenario } from '../scenario.ts';
import type { DrillDeps, DrillOutcome, DrillSubject } from '../types.ts';
import { expectTakeover } from '../verdict/expectation.ts';
import type { Session } from '../watch/session.ts';
import { unknownNode } from './drill-problems.ts';
import { drive } from './drive.ts';
import { failureOptions, stepsOn } from './steps.ts';

/**
 * Makes the holder fail once, and brings it back. A drill that was carried out is a success, passed or not;
 * a failure means that nothing was touched, and tells what was found.
 */
export function runDrill(
  subject: DrillSubject,
  scenario: Scenario,
  deps: DrillDeps,
): Promise<Outcome<DrillOutcome>> {
  return withSession(subject, deps, async (session) => {
    const holder = await findHolder(session, subject, deps);
    if (!holder.ok) return holder;
    const drilled = await drillNode(session, subject, scenario, holder.value, deps);
    if (drilled.ok) tellFinished(subject.cluster, drilled.value, deps);
    return drilled;
  });
}

/** One drill on an open session, with the node that holds the address; who calls it tells how it ended. */
export async function drillNode(
  session: Session,
  subject: DrillSubject,
  scenario: Scenario,
  holder: string,
  deps: DrillDeps,
): Promise<Outcome<DrillOutcome>> {
  const node = subject.nodes.find(({ name }) => (name === holder) === (scenario.on !== 'standby'));
  if (node === undefined) return failure(unknownNode(holder));
  const expectation = expectTakeover(subject, scenario, holder);
  const options = failureOptions(subject, node, scenario, expectation);
  const arrow = scenario.mayStay === true ? node.name : `${holder} → ${expectation.successor ?? '?'}`;
  deps.onEvent?.({
    type: 'cluster-activity',
    cluster: subject.cluster,
    activity: `${scenario.activity}: ${arrow}`,
  });
  for (const { name } of subject.nodes)
    deps.onEvent?.({ type: 'host-activity', host: name, activity: 'watched during the drill' });
  const held = await holdConnections(subject, holder, deps);
  const driven = await drive(session, expectation, stepsOn(session, node, options, deps), deps);
  const connections = await held?.finish();
  if (!driven.ok) return driven;
  const result = { ...driven.value.result, ...(connections && { connections }) };
  return success({ ...driven.value, result });
}

/** Tells of a drill that counts, as one that is measured again does not. */
export function tellFinished(
  cluster: string,
  { result, timeline }: Pick<DrillOutcome, 'result' | 'timeline'>,
  deps: DrillDeps,
): void {
  deps.onEvent?.({ type: 'drill-finished', cluster, drill: result, timeline });
  tellUnmeasured(cluster, result, timeline.prober, deps);
}

/** A drill has passed, and its figure is that of the machine that probes: without this it would be taken for the address's. */
function tellUnmeasured(
  cluster: string,
  { passed, scenario, interruptionMs, unmeasuredMs }: DrillResult,
  prober: string,
  { onEvent }: DrillDeps,
): void {
  if (unmeasuredMs === undefined || !passed) return;
  onEvent?.({
    type: 'notice',
    text: `${cluster}: ${scenario}: ${prober} stood still and sent no probe for ${unmeasuredMs} of the ${interruptionMs} ms: the address was away for that long at most`,
  });
}
