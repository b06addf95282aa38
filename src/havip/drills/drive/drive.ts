import type { Clock } from '../../../core/clock.ts';
import { failure, type Outcome, success } from '../../../core/outcome.ts';
import type { Problem } from '../../../core/problem.ts';
import type { DrillDeps, DrillOutcome } from '../types.ts';
import { type Expectation, mustEndOn } from '../verdict/expectation.ts';
import { withLateNodes } from '../verdict/late-nodes.ts';
import { measure } from '../verdict/measure.ts';
import { gapsOf, hasStoodStill, seenAilments, seenOutside, unasked, unheard } from '../verdict/standstill.ts';
import { drillResult, judge } from '../verdict/verdict.ts';
import { nothingSeenBefore } from '../verdict/verdict-prober.ts';
import { LONGEST_TICK_MS, type Session } from '../watch/session.ts';
import { holders, type Situation } from '../watch/situation.ts';
import { ailments, HAS_UNASKED, outsideAilments, silenceMs, UNANSWERED } from './health.ts';
import {
  type Action,
  ANSWERS_AFTER_TAKEOVER,
  ANSWERS_TO_BEGIN,
  advance,
  afterStandstill,
  afterwards,
  beforeFailure,
  begin,
  LONGEST_BEGINNING_MS,
  type Progress,
  restFor,
} from './phases.ts';

/** The time after which the next step is thought over though nothing was seen. */
const TICK_MS = 50;

/** For how long a cluster that has not come to rest is looked at again. */
const SECOND_LOOK_MS = 3_000;

/** The two things that a drill does to a cluster; each gives the problems it met. */
export interface Steps {
  cause(): Promise<readonly Problem[]>;
  restore(): Promise<readonly Problem[]>;
}

/** Takes a cluster through one drill: what `advance` says is done, until it says that it is over. */
export async function drive(
  session: Session,
  expectation: Expectation,
  steps: Steps,
  deps: DrillDeps,
): Promise<Outcome<DrillOutcome>> {
  const { clock, signal } = deps;
  await session.probeWhile(expectation.from);
  await session.heard(LONGEST_BEGINNING_MS);
  session.record();
  const met: Problem[] = [];
  const underway: Promise<void>[] = [];
  const faults: unknown[] = [];
  const carryOut = async (step: () => Promise<readonly Problem[]>, ended: 'cause-done' | 'restored') => {
    try {
      const problems = await step();
      // A failure that is still being caused when it is undone ends as it may: `Job canceled`.
      const overtaken = ended === 'cause-done' && session.situation.marks['restore-begun'] !== undefined;
      if (!overtaken) met.push(...problems);
    } catch (fault) {
      // A bug in what was measured: what is broken is mended first, then it is thrown on.
      faults.push(fault);
    }
    if (session.situation.marks[ended] === undefined) session.mark(ended);
  };
  const act = (action: Action) => {
    if (action === 'cause-failure') underway.push(carryOut(steps.cause, 'cause-done'));
    if (action !== 'restore') return;
    session.mark('restore-begun');
    underway.push(carryOut(steps.restore, 'restored'));
  };

  let progress = begin(clock.monotonicMs());
  for (;;) {
    const aborted = signal?.aborted === true || met.length + faults.length + session.troubles.length > 0;
    const step = advance(progress, session.situation, expectation, { atMs: clock.monotonicMs(), aborted });
    progress = step.progress;
    if (step.action === 'done') break;
    act(step.action);
    const tickMs = await session.changed(TICK_MS);
    if (tickMs > LONGEST_TICK_MS) progress = afterStandstill(progress, tickMs - TICK_MS);
  }
  await Promise.all(underway);
  if (faults.length > 0) throw faults[0];
  const isOver = () => signal?.aborted === true || met.length + session.troubles.length > 0;
  if (underway.length > 0) await lookAgain(session, expectation, progress, clock, isOver);
  session.mark('ended');

  const interrupted = signal?.aborted === true ? [interruptedProblem(expectation)] : [];
  const hindrances = [...session.troubles, ...met, ...interrupted];
  if (underway.length > 0) return success(conclude(session, expectation, hindrances, clock.monotonicMs()));
  if (hindrances.length > 0) return failure(...hindrances);
  const unhealthy = [notBegun(session, expectation, clock.monotonicMs())];
  return failure(...withLateNodes(unhealthy, session.situation, expectation));
}

/**
 * One look is no verdict: a line that is late is there a moment later. Where all gets well, it has to stay so for as long
 * as at rest; time in which this machine stands still itself is none in which it looked.
 */
async function lookAgain(
  session: Session,
  expectation: Expectation,
  { late }: Progress,
  clock: Clock,
  isOver: () => boolean,
): Promise<void> {
  const isIll = () => {
    const holder = late ? null : mustEndOn(expectation, holders(session.situation));
    return ailments(session.situation, afterwards(expectation, holder), clock.monotonicMs()).length > 0;
  };
  if (!isIll()) return;
  const mostMs = SECOND_LOOK_MS + 2 * restFor(expectation);
  let [illMs, calmMs, allMs] = [0, 0, 0];
  while (illMs < SECOND_LOOK_MS && calmMs < restFor(expectation) && allMs < mostMs && !isOver()) {
    const tickMs = Math.min(await session.changed(TICK_MS), LONGEST_TICK_MS);
    const ill = isIll();
    allMs += tickMs;
    if (ill) illMs += tickMs;
    calmMs = ill ? 0 : calmMs + tickMs;
  }
}

/** The verdict. What kept the drill from going its way comes instead of what then was measured. */
export function conclude(
  session: Session,
  expectation: Expectation,
  hindrances: readonly Problem[],
  nowMs: number,
): DrillOutcome {
  const { situation } = session;
  const timeline = session.timeline();
  const gaps = gapsOf(situation, nowMs, expectation);
  const measured = measure(timeline, expectation, patienceAtEndMs(situation), gaps);
  // Where nobody took over, that is the verdict, and not that the old holder has the address again.
  const holder = measured.moves.length === 0 ? null : mustEndOn(expectation, holders(situation));
  const ending = {
    ailments: seenAilments(situation, afterwards(expectation, holder), nowMs),
    prober: timeline.prober,
    unasked: unasked(situation, nowMs),
    unheard: unheard(situation, nowMs),
    stoodStill: [...new Set(gaps.map(({ node }) => node))],
  };
  const problems =
    hindrances.length > 0
      ? hindrances
      : withLateNodes(judge(measured, expectation, ending), situation, expectation);
  return { result: drillResult(measured, expectation, problems), problems, timeline };
}

/** The silence of the slowest series that is none yet. */
function patienceAtEndMs(situation: Situation): number {
  const { service, public: open } = situation;
  return Math.max(...[situation, service, open].flatMap((answers) => (answers ? [silenceMs(answers)] : [])));
}

/** Why no failure was caused: something speaks against it, or too little was seen. */
function notBegun(session: Session, expectation: Expectation, nowMs: number): Problem {
  const { situation, prober } = session;
  const away = unheard(situation, nowMs);
  const isBlind = away.length > 0 || hasStoodStill(situation, nowMs);
  const seen = [
    ...seenAilments(situation, beforeFailure(expectation), nowMs),
    ...seenOutside(situation, expectation.address, nowMs),
  ];
  // A change that was not begun is not in force, and its run has to go back.
  const isInconclusive = expectation.once !== true && isBlind && seen.length === 0;
  return isInconclusive ? nothingSeenBefore(prober, away) : unhealthyBefore(situation, expectation, nowMs);
}

function unhealthyBefore(situation: Situation, expectation: Expectation, nowMs: number): Problem {
  const { address } = expectation;
  const found = [
    ...ailments(situation, beforeFailure(expectation), nowMs),
    ...outsideAilments(situation, address, nowMs),
  ];
  return unhealthyProblem(found.length > 0 ? found : [restless(situation, address)]);
}

/** Nothing is ill, and yet there was no moment at which all was calm for long enough. */
function restless({ service }: Session['situation'], address: string): string {
  if (service !== undefined && service.answersInRow < ANSWERS_AFTER_TAKEOVER)
    return `the service at ${address} did not answer ${ANSWERS_AFTER_TAKEOVER} probes in a row`;
  return `${address} did not answer ${ANSWERS_TO_BEGIN} probes in a row`;
}

const REST_FIX =
  'Bring the cluster to rest first: one holder, keepalived running on every node, the address answering.';

const ECHO_FIX =
  'The nodes are at rest; only echo requests to the address are not answered. Let ICMP echo through (firewall, security group, net.ipv4.icmp_echo_ignore_all), or set verify.service: then the service behind the address is the probe.';

/** Why a drill is not begun. */
export function unhealthyProblem(found: readonly string[]): Problem {
  return {
    code: 'verify.unhealthy-before',
    summary: 'The cluster is not healthy, so nothing was drilled',
    detail: `Found before anything was touched: ${found.join('; ')}.`,
    fix: restFix(found),
  };
}

function restFix(found: readonly string[]): string {
  if (found.every((each) => each.endsWith(UNANSWERED))) return ECHO_FIX;
  const unasked = found.flatMap((each) => HAS_UNASKED.exec(each)?.[1] ?? []);
  if (unasked.length === 0) return REST_FIX;
  const where = unasked.join(' and ');
  return `keepalived on ${where} is no master, so somebody or something else has put the address there: remove it there with \`ip addr del\`, and from the network configuration.`;
}

function interruptedProblem({ scenario }: Expectation): Problem {
  return {
    code: 'verify.interrupted',
    summary: 'The drill was interrupted',
    detail: `${scenario} was ended early, and undone where it had begun.`,
    fix: 'Run verify again.',
  };
}
