import type { Marker } from '../../../core/events/timeline.ts';
import { failure, type Outcome, success } from '../../../core/outcome.ts';
import { areaOf, type Problem } from '../../../core/problem.ts';
import { millisecondsOf } from '../lines/fields.ts';
import { causeProgram, type FailureOptions, restoreProgram } from '../programs/failure.ts';
import type { Scenario } from '../scenario.ts';
import type { DrillDeps, DrillNode, DrillSubject } from '../types.ts';
import type { Expectation } from '../verdict/expectation.ts';
import type { Session } from '../watch/session.ts';
import { leftToTheNode, stepFailed } from './drill-problems.ts';
import type { Steps } from './drive.ts';
import { failingLimitMs } from './phases.ts';

/** A stop or start that takes longer than this has failed. */
const STEP_TIMEOUT_MS = 100_000;

/** Time beyond the longest drill before a node undoes its failure by itself. */
const UNDO_MARGIN_MS = 20_000;
/** The same where two nodes have the address meanwhile: an undo too early does less harm than one too late. */
const SHORT_UNDO_MARGIN_MS = 5_000;
/** Where the node cannot be told anything: enough to see the takeover, and no more. */
const CUT_OFF_MARGIN_MS = 3_000;
/** What a machine that is there again may take to be reached. */
const REACH_MS = 60_000;
/** A person who ends a run does not wait for a machine to boot. */
const REACH_ABORTED_MS = 20_000;

/** What causing and undoing one failure on one node takes. */
export function failureOptions(
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
    undoAfterSeconds: Math.ceil(undoAfterMs(scenario, expectation) / 1000),
    ...(node.fence !== undefined && { fence: node.fence }),
  };
}

function undoAfterMs(scenario: Scenario, expectation: Expectation): number {
  const limitMs = failingLimitMs(expectation);
  if (scenario.cutOff === 'until-undone') return expectation.masterDownMs + CUT_OFF_MARGIN_MS;
  return limitMs + (scenario.staysMaster === true ? SHORT_UNDO_MARGIN_MS : UNDO_MARGIN_MS);
}

/** Problems that say that a program was not begun on the node. */
const NOT_BEGUN: ReadonlySet<string> = new Set(['connection.channel-refused', 'lock.lost']);

/** The two things that a drill does to the node that has the address. */
export function stepsOn(session: Session, node: DrillNode, options: FailureOptions, deps: DrillDeps): Steps {
  const { scenario } = options;
  // No program was begun on the node: there is nothing to undo there, and nothing that could do it.
  let refused = false;
  return {
    cause: async () => {
      if (scenario.cutOff !== undefined) session.watchOf(node.name)?.expectLoss(awayMs(options));
      const done = await perform(
        session,
        node,
        causeProgram(options),
        `drill ${scenario.name}`,
        deps,
        scenario,
      );
      refused = !done.ok && done.problems.some(({ code }) => NOT_BEGUN.has(code));
      const cut = scenario.cutOff !== undefined && session.situation.marks.caused !== undefined;
      return done.ok || (cut && done.problems.every(isLost)) ? [] : done.problems;
    },
    restore: async () => {
      if (refused) return [];
      const problems = await bringBack(session, node, options, deps);
      session.watchOf(node.name)?.expectNoLoss();
      return problems;
    },
  };
}

/** How long the machine may be away. */
function awayMs({ scenario, undoAfterSeconds }: FailureOptions): number {
  return (scenario.returnsWithinMs ?? undoAfterSeconds * 1000) + REACH_MS;
}

/** Undoes the failure, over a new connection where the old one is dead; else says what the node will do. */
async function bringBack(
  session: Session,
  node: DrillNode,
  options: FailureOptions,
  deps: DrillDeps,
): Promise<readonly Problem[]> {
  const what = `the undo of drill ${options.scenario.name}`;
  const watch = session.watchOf(node.name);
  if (deps.signal?.aborted === true && options.scenario.cutOff !== undefined)
    watch?.expectLoss(REACH_ABORTED_MS);
  for (let reached = 0; ; reached += 1) {
    const done = await perform(session, node, restoreProgram(options), what, deps);
    if (done.ok) return [];
    const again =
      done.problems.every(isLost) && node.connection.renew !== undefined && reached < MOST_REACHES;
    const reach = again ? await watch?.reach() : undefined;
    if (reach?.ok !== true) return [...done.problems, leftToTheNode(node.name, options)];
  }
}

/** A machine on its way down may be reached once more, and be lost once more. */
const MOST_REACHES = 5;

/** Runs one of a drill's programs, and puts the moments that it prints on the timeline. */
async function perform(
  session: Session,
  node: DrillNode,
  program: string,
  what: string,
  deps: DrillDeps,
  { leadMs = 0 }: Pick<Scenario, 'leadMs'> = {},
): Promise<Outcome<void>> {
  const outcome = await node.connection.run(program, {
    label: what,
    timeoutMs: STEP_TIMEOUT_MS,
    onStdoutLine: (line) => {
      const [name, stamp, ago] = line.split(' ');
      const wallMs = millisecondsOf(stamp);
      if (name === 'note') deps.onEvent?.({ type: 'notice', host: node.name, text: line.slice(5) });
      if (!isMoment(name) || wallMs === undefined) return;
      const atMs = session.toControlMs(node.name, wallMs);
      const laterMs = (name === 'caused' ? leadMs : 0) - (Number(ago) || 0);
      session.mark(name, atMs === undefined ? undefined : atMs + laterMs);
    },
  });
  if (!outcome.ok) return outcome;
  return outcome.value.exitCode === 0
    ? success(undefined)
    : failure(stepFailed(node.name, what, outcome.value));
}

function isMoment(name: string | undefined): name is Marker['name'] {
  return name === 'caused' || name === 'cause-done' || name === 'restored';
}

function isLost(problem: Problem): boolean {
  return areaOf(problem) === 'connection';
}
