import { type Expectation, mustEndOn } from '../verdict/expectation.ts';
import { holders, isEchoFiltered, type Situation, twoHoldersMs } from '../watch/situation.ts';
import { ailments, outsideAilments } from './health.ts';

/** What the one who drives a drill does next; `settle` and `wait` are both patience. */
export type Action = 'settle' | 'cause-failure' | 'wait' | 'restore' | 'done';

export type Phase = 'settling' | 'failing' | 'restoring' | 'resting' | 'done';

/** Where a drill stands. */
export interface Progress {
  readonly phase: Phase;
  readonly sinceMs: number;
  /** Since when all has been well without a break. */
  readonly calmSinceMs: number | null;
  /** Nobody took over in time, so it matters no more who ends up with the address. */
  readonly late: boolean;
}

/** Answers in a row before a failure is caused. */
export const ANSWERS_TO_BEGIN = 10;
/** How old the last word of a node may be when a failure is caused: three heartbeats. */
const NEWS_MS = 600;
/** Intervals of answers after the takeover before the node is brought back. */
export const ANSWERS_AFTER_TAKEOVER = 5;
/** Added to what a phase should take at most before it is given up. */
const GRACE_MS = 5_000;
/** What a machine may take at most to begin a program: start-up files, PAM, a busy sshd. */
export const LONGEST_BEGINNING_MS = 60_000;
/** What a service may take to start. */
const START_MS = 10_000;
/** How long a returned node stays a backup, beyond the silence after which a deaf one would promote itself. */
const REST_MARGIN_MS = 100;

/** What the cloud may take, once the cluster is at rest, to send the address to its holder. */
export const OUTSIDE_SETTLE_MS = 10_000;

/** A drill that begins. */
export function begin(nowMs: number): Progress {
  return { phase: 'settling', sinceMs: nowMs, calmSinceMs: null, late: false };
}

/** The same where this machine stood still itself: in that time nothing was seen, and none of it counts. */
export function afterStandstill(progress: Progress, stoodMs: number): Progress {
  const { sinceMs, calmSinceMs } = progress;
  return {
    ...progress,
    sinceMs: sinceMs + stoodMs,
    calmSinceMs: calmSinceMs === null ? null : calmSinceMs + stoodMs,
  };
}

/** The longest time from the failure to the order to undo it. */
export function failingLimitMs(expectation: Expectation): number {
  const { maxInterruptionMs, masterDownMs, detectMs } = expectation;
  return Math.max(maxInterruptionMs, masterDownMs) + detectMs + GRACE_MS;
}

/** The longest time that a node is given to come back by itself. */
function returningLimitMs(expectation: Expectation): number {
  return Math.max(failingLimitMs(expectation), expectation.returnsWithinMs ?? 0);
}

/** The next step, from what is known now; the same arguments give the same answer. */
export function advance(
  progress: Progress,
  situation: Situation,
  expectation: Expectation,
  now: { readonly atMs: number; readonly aborted: boolean },
): { readonly progress: Progress; readonly action: Action } {
  switch (progress.phase) {
    case 'settling':
      return settling(progress, situation, expectation, now);
    case 'failing':
      return failing(progress, situation, expectation, now);
    case 'restoring':
      return restoring(progress, situation, now);
    case 'resting':
      return resting(progress, situation, expectation, now);
    case 'done':
      return { progress, action: 'done' };
  }
}

type Step = { readonly progress: Progress; readonly action: Action };
type Now = { readonly atMs: number; readonly aborted: boolean };

function enter(phase: Phase, nowMs: number, action: Action, late = false): Step {
  return { progress: { phase, sinceMs: nowMs, calmSinceMs: null, late }, action };
}

/** How a cluster should be when a failure is caused, or a change begun. */
export function beforeFailure({ from, address, mends = [], later = [] }: Expectation) {
  return { holder: from, address, mayBeIll: [...mends, ...later] };
}

/**
 * How it should be once that is over.
 * @param holder null for any one node
 */
export function afterwards({ address, later = [] }: Expectation, holder: string | null) {
  return { holder, address, mayBeIll: later };
}

function settling(progress: Progress, situation: Situation, expectation: Expectation, now: Now): Step {
  if (now.aborted) return enter('done', now.atMs, 'done');
  const wanted = beforeFailure(expectation);
  const isOutsideWell = outsideAilments(situation, expectation.address, now.atMs).length === 0;
  const ready =
    (situation.answersInRow >= ANSWERS_TO_BEGIN || isEchoFiltered(situation)) &&
    (situation.service?.answersInRow ?? ANSWERS_AFTER_TAKEOVER) >= ANSWERS_AFTER_TAKEOVER &&
    isOutsideWell;
  const isSeen = now.atMs - seenUntilMs(situation, now.atMs) <= NEWS_MS;
  if (ready && isSeen && ailments(situation, wanted, now.atMs).length === 0) {
    return enter('failing', now.atMs, 'cause-failure');
  }
  const limitMs =
    expectation.masterDownMs +
    2 * ANSWERS_TO_BEGIN * expectation.intervalMs +
    GRACE_MS +
    (isOutsideWell ? 0 : OUTSIDE_SETTLE_MS);
  if (now.atMs - progress.sinceMs > limitMs) return enter('done', now.atMs, 'done');
  return { progress, action: 'settle' };
}

function failing(progress: Progress, situation: Situation, expectation: Expectation, now: Now): Step {
  const causeDone = situation.marks['cause-done'] !== undefined;
  const taken = takenOver(situation, expectation);
  const limitMs = taken ? returningLimitMs(expectation) : failingLimitMs(expectation);
  const { caused } = situation.marks;
  // A node may take long to begin what it is told.
  const late =
    caused === undefined && !causeDone
      ? now.atMs - progress.sinceMs > limitMs + LONGEST_BEGINNING_MS
      : now.atMs - Math.max(progress.sinceMs, caused ?? 0) > limitMs;
  if (now.aborted) return enter('restoring', now.atMs, 'restore');
  if (expectation.successor === null) {
    // A change ends in its own time; what it did to the address shows while the cluster comes to rest.
    const watchedMs = now.atMs - (situation.marks['cause-done'] ?? now.atMs);
    const done = causeDone && watchedMs >= (expectation.watchMs ?? 0);
    return done ? enter('restoring', now.atMs, 'restore') : { progress, action: 'wait' };
  }
  if (causeDone && taken && returned(situation, expectation)) return enter('restoring', now.atMs, 'restore');
  return late ? enter('restoring', now.atMs, 'restore', !taken) : { progress, action: 'wait' };
}

/** Whether a node that must come back by itself has done so, or none need to. */
function returned({ nodes, marks }: Situation, { from, returnsWithinMs }: Expectation): boolean {
  if (returnsWithinMs === null) return true;
  const node = nodes[from];
  return node?.daemon === true && node.daemonSinceMs > (marks.caused ?? Number.POSITIVE_INFINITY);
}

function takenOver(situation: Situation, { from, intervalMs }: Expectation): boolean {
  const [holder] = holders(situation).filter((name) => name !== from);
  if (holder === undefined) return false;
  const takenMs = situation.nodes[holder]?.holdsSinceMs ?? Number.POSITIVE_INFINITY;
  const longEnoughMs = takenMs + ANSWERS_AFTER_TAKEOVER * intervalMs;
  return [isEchoFiltered(situation) ? undefined : situation, situation.service].every(
    (answers) =>
      answers === undefined ||
      ((answers.lastAnswerMs ?? 0) >= longEnoughMs && answers.answersInRow >= ANSWERS_AFTER_TAKEOVER),
  );
}

/** Where a change has moved it, it has to have answered since; a takeover has been waited for already. */
function answersWhereItIs(situation: Situation, expectation: Expectation): boolean {
  return holders(situation).every((name) => name === expectation.from) || takenOver(situation, expectation);
}

function restoring(progress: Progress, situation: Situation, now: Now): Step {
  if (situation.marks.restored === undefined) return { progress, action: 'wait' };
  return enter('resting', now.atMs, 'settle', progress.late);
}

/** For how long all must be well without a break until a cluster is at rest. */
export function restFor({ masterDownMs }: Pick<Expectation, 'masterDownMs'>): number {
  return masterDownMs + REST_MARGIN_MS;
}

/** Until when it is known how every node stood: nothing is seen of one that says nothing. */
function seenUntilMs({ nodes }: Situation, nowMs: number): number {
  return Math.min(nowMs, ...Object.values(nodes).map(({ heardMs = nowMs }) => heardMs));
}

function resting(progress: Progress, situation: Situation, expectation: Expectation, now: Now): Step {
  if (now.aborted) return enter('done', now.atMs, 'done');
  const restMs = restFor(expectation);
  const endsOn = mustEndOn(expectation, holders(situation));
  const wanted = afterwards(expectation, progress.late ? null : endsOn);
  const isWell = ailments(situation, wanted, now.atMs).length === 0;
  const calm = isWell && (expectation.successor !== null || answersWhereItIs(situation, expectation));
  const calmSinceMs = calm ? (progress.calmSinceMs ?? now.atMs) : null;
  const restedMs = calmSinceMs === null ? 0 : seenUntilMs(situation, now.atMs) - calmSinceMs;
  if (restedMs >= restMs) {
    const awaited =
      situation.isCloudSilent === true ||
      outsideAilments(situation, expectation.address, now.atMs).length > 0;
    if (!awaited || restedMs >= OUTSIDE_SETTLE_MS) return enter('done', now.atMs, 'done');
    return { progress: { ...progress, calmSinceMs }, action: 'settle' };
  }
  const limitMs = START_MS + expectation.recoverMs + 2 * expectation.masterDownMs + restMs;
  // Who has heard nobody for that long by now will not.
  const splitMs = Math.min(twoHoldersMs(situation, now.atMs, NEWS_MS), now.atMs - progress.sinceMs);
  if (splitMs > restMs + expectation.recoverMs || now.atMs - progress.sinceMs > limitMs)
    return enter('done', now.atMs, 'done');
  return { progress: { ...progress, calmSinceMs }, action: 'settle' };
}
