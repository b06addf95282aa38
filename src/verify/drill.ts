import type { CommandResult } from '../connection/connection.ts';
import { failure, type Outcome } from '../core/outcome.ts';
import type { Problem } from '../core/problem.ts';
import { drive } from './drive.ts';
import { type Expectation, expectTakeover } from './expectation.ts';
import { withHolder } from './holder.ts';
import { millisecondsOf } from './lines/fields.ts';
import { failingLimitMs } from './phases.ts';
import { causeProgram, type FailureOptions, NOT_ARMED, restoreProgram } from './programs/failure.ts';
import type { Scenario } from './scenario.ts';
import type { Session } from './session.ts';
import type { Marker } from './timeline.ts';
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
  return withHolder(subject, deps, (session, holder) => drillNode(session, subject, scenario, holder, deps));
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
      cause: () => perform(session, node, causeProgram(options), `Causing "${scenario.name}"`),
      restore: () => perform(session, node, restoreProgram(options), `Undoing "${scenario.name}"`),
    },
    deps,
  );
  if (outcome.ok) {
    deps.onEvent?.({ type: 'drill-finished', cluster: subject.cluster, drill: outcome.value.result });
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

/** Runs one of a drill's programs, and puts the moments that it prints on the timeline. */
async function perform(
  session: Session,
  node: DrillNode,
  program: string,
  what: string,
): Promise<readonly Problem[]> {
  const outcome = await node.connection.run(program, {
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

function stepFailed(host: string, what: string, { exitCode, stderr }: CommandResult): Problem {
  if (exitCode === NOT_ARMED) {
    return {
      code: 'verify.undo-not-armed',
      summary: 'The drill was not begun, because its undo could not be armed',
      detail: `The node must be able to undo the failure by itself: ${stderr.trim()}`,
      fix: 'Make systemd-run (or, without systemd, setsid) and a writable /run available on the node.',
      host,
    };
  }
  return {
    code: 'verify.step-failed',
    summary: 'A step of the drill failed',
    detail: `${what} ended with exit code ${exitCode}: ${stderr.trim()}`,
    fix: 'See systemctl status keepalived and its journal on the node, then start it by hand.',
    host,
  };
}

function unknownNode(name: string): Problem {
  return { code: 'internal.unknown-node', summary: `${name} is no node of the cluster that is drilled` };
}
