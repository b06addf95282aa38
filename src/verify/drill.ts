import { failure, type Outcome } from '../core/outcome.ts';
import type { Problem } from '../core/problem.ts';
import type { Marker } from '../core/timeline.ts';
import { leftToTheNode, stepFailed, unknownNode } from './drill-problems.ts';
import { drive } from './drive.ts';
import { type Expectation, expectTakeover } from './expectation.ts';
import { findHolder, withSession } from './holder.ts';
import { millisecondsOf } from './lines/fields.ts';
import { failingLimitMs } from './phases.ts';
import { causeProgram, type FailureOptions, restoreProgram } from './programs/failure.ts';
import type { Scenario } from './scenario.ts';
import type { Session } from './session.ts';
import type { DrillDeps, DrillNode, DrillOutcome, DrillSubject } from './types.ts';

/** A stop or start that takes longer than this has failed. */
const STEP_TIMEOUT_MS = 100_000;

/** Time beyond the longest drill before a node undoes its failure by itself. */
const UNDO_MARGIN_MS = 45_000;

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
    return holder.ok ? drillNode(session, subject, scenario, holder.value, deps) : holder;
  });
}

/** One drill on an open session, with the node that holds the address. */
export async function drillNode(
  session: Session,
  subject: DrillSubject,
  scenario: Scenario,
  holder: string,
  deps: DrillDeps,
): Promise<Outcome<DrillOutcome>> {
  const node = subject.nodes.find(({ name }) => name === holder);
  if (node === undefined) return failure(unknownNode(holder));
  const expectation = expectTakeover(subject, scenario.name, holder);
  const options = failureOptions(subject, node, scenario, expectation);
  const arrow = `${holder} → ${expectation.successor ?? '?'}`;
  deps.onEvent?.({
    type: 'cluster-activity',
    cluster: subject.cluster,
    activity: `${scenario.activity}: ${arrow}`,
  });
  const outcome = await drive(
    session,
    expectation,
    {
      cause: () => perform(session, node, causeProgram(options), `drill ${scenario.name}`),
      restore: () => bringBack(session, node, options),
    },
    deps,
  );
  if (outcome.ok) {
    const { result, timeline } = outcome.value;
    deps.onEvent?.({ type: 'drill-finished', cluster: subject.cluster, drill: result, timeline });
  }
  return outcome;
}

function failureOptions(
  subject: DrillSubject,
  node: DrillNode,
  scenario: Scenario,
  expectation: Expectation,
): FailureOptions {
  const { addresses, unit = 'keepalived' } = subject;
  return {
    scenario,
    context: { unit, interface: node.interface, addresses },
    undoName: `havip-drill-${subject.cluster.replaceAll(/[^A-Za-z0-9-]/g, '-')}`,
    undoAfterSeconds: Math.ceil((failingLimitMs(expectation) + UNDO_MARGIN_MS) / 1000),
  };
}

/** Undoes the failure; where that fails, says what the node will do without us. */
async function bringBack(
  session: Session,
  node: DrillNode,
  options: FailureOptions,
): Promise<readonly Problem[]> {
  const problems = await perform(
    session,
    node,
    restoreProgram(options),
    `the undo of drill ${options.scenario.name}`,
  );
  if (problems.length === 0) return [];
  return [...problems, leftToTheNode(node.name, options)];
}

/** Runs one of a drill's programs, and puts the moments that it prints on the timeline. */
async function perform(
  session: Session,
  node: DrillNode,
  program: string,
  what: string,
): Promise<readonly Problem[]> {
  const outcome = await node.connection.run(program, {
    label: what,
    timeoutMs: STEP_TIMEOUT_MS,
    onStdoutLine: (line) => {
      const [name, stamp] = line.split(' ');
      const wallMs = millisecondsOf(stamp);
      if (isMoment(name) && wallMs !== undefined) session.mark(name, session.toControlMs(node.name, wallMs));
    },
  });
  if (!outcome.ok) return outcome.problems;
  return outcome.value.exitCode === 0 ? [] : [stepFailed(node.name, what, outcome.value)];
}

function isMoment(name: string | undefined): name is Marker['name'] {
  return name === 'caused' || name === 'cause-done' || name === 'restored';
}
