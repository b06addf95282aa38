import type { Outcome } from '../../core/outcome.ts';
import type { Problem } from '../../core/problem.ts';
import type { Again } from '../../engine/facts/host-reader.ts';
import type { HostSession } from '../../engine/host-session.ts';
import { parseNewest, runIdAfter } from '../../engine/journal/folder.ts';
import { oneLine } from '../../engine/journal/preamble.ts';
import { systemProcesses } from '../../engine/lease/control-process.ts';
import { fenceProgram } from '../../engine/lease/fence.ts';
import { LEASE_FILE, LEASE_SECONDS, type SeenLease, standingOf } from '../../engine/lease/lease.ts';
import { type LeaseAnswer, parseAnswer, releaseProgram, takeProgram } from '../../engine/lease/programs.ts';
import { journalOptions, newestRunProgram, waitForTurns } from '../undo/history/unit-journal.ts';
import { report, type UnitRun } from '../unit/unit.ts';
import { allOk, sessionsOf } from '../unit/unit-facts.ts';
import { leaseFact } from './lease-fact.ts';
import {
  lostProblem,
  neverFree,
  notRenewed,
  notWritten,
  outdatedAttempt,
  takenOverWords,
} from './lock-words.ts';
import { keepRenewing, type LeaseEvents } from './renew-lease.ts';
import { lockIsFree, tellOnce } from './wait-for-lock.ts';

/** How often a lease may look free and be held when it is to be taken; others that wait for it do so, too. */
const MOST_ROUNDS = 50;

/** Milliseconds; a machine that does not answer keeps its lease until that runs out. */
const RELEASE_TIMEOUT_MS = 10_000;

/**
 * Takes the lease on every machine of the unit, or on none, just before the first change; facts
 * are read again in the same round trip. True at once where it is held already.
 * False when another run has it, or a machine cannot keep it: that is reported, and nothing was changed.
 */
export async function takeLease(run: UnitRun): Promise<boolean> {
  if (run.lock.stopRenewing !== undefined) return true;
  for (let round = 1; ; round += 1) {
    if (run.deps.signal.aborted) return false;
    if (round > MOST_ROUNDS) {
      report(run, neverFree(run.unit.name));
      return false;
    }
    const result = await takeOnAll(run);
    if (result === 'failed') return false;
    if (result === 'taken') break;
    if (!(await lockIsFree(run))) return false;
  }
  renew(run);
  return true;
}

/**
 * The same while the machines are still being looked at. Another run is not waited for: `takeLease` does that. A
 * machine that may not be changed after all is left as it was, without the folder that the lease has made.
 *
 * @param beside by machine, what of this look is not read again with the lease, and what is read with it
 */
export async function takeLeaseBeside(run: UnitRun, beside: Beside): Promise<boolean> {
  const result = await takeOnAll(run, beside);
  if (result === 'taken') renew(run);
  return result !== 'failed';
}

function renew(run: UnitRun): void {
  const machines = run.unit.hosts.map(({ name }) => ({
    name,
    connection: () => run.sessions.get(name)?.connection,
  }));
  const lease = { file: LEASE_FILE, id: run.lease.id };
  const stop = (problem: Problem) => {
    if (run.lock.lost.signal.aborted) return;
    report(run, problem);
    run.lock.lost.abort();
  };
  const events: LeaseEvents = {
    onLost: (machine, seen) => stop(lostProblem(run.unit.name, machine, seen)),
    onTrouble: (machine, said) => {
      const text = `the lease of ${run.unit.name} could not be renewed, and that is tried again: ${oneLine(said)}`;
      run.deps.onEvent({ type: 'notice', host: machine, text });
    },
    onRunningOut: (machine, said) => stop(notRenewed(run.unit.name, machine, said)),
  };
  run.lock.stopRenewing = keepRenewing(machines, lease, events, run.deps.clock);
}

/**
 * Gives the lease back, whatever became of the run; harmless where it is not held, or was given back with the last
 * program of a machine.
 */
export async function releaseLease(run: UnitRun): Promise<void> {
  const { lock } = run;
  if (lock.stopRenewing === undefined) return;
  lock.stopRenewing();
  lock.stopRenewing = undefined;
  await releaseOn(
    run,
    sessionsOf(run).filter(({ connection }) => !lock.returned.has(connection.host)),
  );
}

/**
 * POSIX sh that runs the last program for a machine and then gives the lease back, in one round trip; it ends as the
 * program did. `noteReturned` takes what it prints. The program itself where the lease is not held.
 */
export function thenRelease(run: UnitRun, program: string): string {
  if (run.lock.stopRenewing === undefined) return program;
  // A renewal on its way would find the lease gone and take it for lost.
  run.lock.stopRenewing();
  return `(\n${program}\n)\nended=$?\n(\n${releaseOf(run)}\n)\nexit $ended`;
}

/** By what that printed: the lease is given back on this machine, and need not be once more. */
export function noteReturned({ lock }: UnitRun, host: string, output: string): void {
  if (isReturned(parseAnswer(output))) lock.returned.add(host);
}

type Beside = (host: string) => Again;

/** What a machine answers that is asked for its lease, with the newest journals there. */
type TakeAnswer = LeaseAnswer & { readonly newest: readonly string[] };

/**
 * In the inventory's order, so that of two runs at once one gets all; the next machine is asked when this one has
 * given its lease, while its facts are still being read.
 */
async function takeOnAll(run: UnitRun, beside?: Beside): Promise<LeaseAnswer['result']> {
  const asked: { readonly session: HostSession; readonly answer: Promise<Outcome<TakeAnswer>> }[] = [];
  for (const session of sessionsOf(run)) {
    let tell = (): void => undefined;
    const given = new Promise<boolean>((resolve) => {
      tell = () => resolve(true);
    });
    const answer = takeOn(run, session, tell, beside?.(session.connection.host));
    asked.push({ session, answer });
    if (!(await Promise.race([given, answer.then(isTaken)]))) break;
  }
  const answers = await Promise.all(
    asked.map(async ({ session, answer }) => ({ session, answer: await answer })),
  );
  for (const { session, answer } of answers)
    if (beside !== undefined && answer.ok && answer.value.made) run.lock.folders.add(session.connection.host);
  const refused = answers.find(({ answer }) => !isTaken(answer));
  if (refused !== undefined) {
    await releaseOn(
      run,
      // Where the answer failed, the lease may have been given all the same.
      answers.flatMap(({ session, answer }) => (!answer.ok || isTaken(answer) ? [session] : [])),
    );
    return resultOf(run, refused.session.connection.host, refused.answer);
  }
  const earlier: string[] = [];
  for (const { session, answer } of answers) {
    session.fence = fenceProgram(LEASE_FILE, run.lease.id);
    run.stale.delete(session.connection.host);
    if (!answer.ok) continue;
    earlier.push(...answer.value.newest);
    tellTakeover(run, answer.value.seen);
  }
  nameJournals(run, earlier);
  return 'taken';
}

function isTaken(answer: Outcome<LeaseAnswer>): boolean {
  return answer.ok && answer.value.result === 'taken';
}

/** What a machine that has not given its lease makes of the attempt; what was no matter of another run is reported. */
function resultOf(run: UnitRun, host: string, answer: Outcome<LeaseAnswer>): LeaseAnswer['result'] {
  if (!allOk(run, [answer]) || !answer.ok) return 'failed';
  const { result, said } = answer.value;
  if (result === 'outdated') {
    report(run, outdatedAttempt(run.unit.name, host));
    return 'failed';
  }
  if (result !== 'failed' && result !== 'no-turn') return result;
  report(run, notWritten(run.unit.name, host, said, result));
  return 'failed';
}

/** Rollbacks go by the names of journals, and so does what is cleared away: this run's has to be the newest. */
function nameJournals(run: UnitRun, earlier: readonly string[]): void {
  const sessions = sessionsOf(run);
  if (sessions.some(({ begun }) => begun > 0)) return;
  const runId = runIdAfter(run.runId, earlier);
  if (runId === run.runId) return;
  run.runId = runId;
  for (const session of sessions) session.journal = journalOptions(run);
}

async function takeOn(
  run: UnitRun,
  session: HostSession,
  onTaken: () => void,
  beside?: Again,
): Promise<Outcome<TakeAnswer>> {
  const { token } = run.deps;
  const attempt = (over: string | undefined) =>
    session.refreshAfter(
      {
        id: `take-lease:${run.unit.name}`,
        program: `(\n${takeProgram(LEASE_FILE, run.lease, { unit: run.unit.name, ...(over !== undefined && { over }), ...(token && { token }) })}\n)\n${newestRunProgram(run.unit)}\n${waitForTurns(run)}`,
        parse: (output) => ({ ...parseAnswer(output), newest: parseNewest(output) }),
      },
      ({ result }) => {
        if (result === 'taken') onTaken();
      },
      beside,
    );
  const known = session.facts.ifRead(leaseFact);
  const first = await attempt(known && ofEndedRun(run, known));
  if (!first.ok || first.value.result !== 'held') return first;
  const ended = ofEndedRun(run, first.value.seen);
  return ended === undefined ? first : attempt(ended);
}

/** The id of a lease whose run is known to have ended on this machine. */
function ofEndedRun(run: UnitRun, seen: SeenLease): string | undefined {
  return standingOf(seen, run.lease.id, systemProcesses()) === 'owner-ended' ? seen.lease?.id : undefined;
}

async function releaseOn(run: UnitRun, sessions: readonly HostSession[]): Promise<void> {
  const options = { label: 'releasing the lease', timeoutMs: RELEASE_TIMEOUT_MS };
  await Promise.all(
    sessions.map(async ({ connection, begun }) => {
      const isUntouched = begun === 0 && run.lock.folders.has(connection.host);
      const answer = await connection.run(releaseOf(run, isUntouched), options);
      if (answer.ok && isReturned(parseAnswer(answer.value.stdout))) return;
      const text = `the lease of ${run.unit.name} could not be released; it runs out within ${LEASE_SECONDS} s`;
      run.deps.onEvent({ type: 'notice', host: connection.host, text });
    }),
  );
}

function releaseOf({ lease, unit }: UnitRun, isUntouched = false): string {
  return releaseProgram(LEASE_FILE, lease.id, unit.name, isUntouched);
}

const isReturned = ({ result }: LeaseAnswer): boolean => result === 'released' || result === 'gone';

function tellTakeover(run: UnitRun, seen: SeenLease): void {
  const standing = standingOf(seen, run.lease.id, systemProcesses());
  if (seen.lease === undefined || standing === 'free' || standing === 'ours' || standing === 'held') return;
  tellOnce(run, seen.lease, takenOverWords(run.unit.name, seen.lease, standing));
}
