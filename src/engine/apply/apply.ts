import { randomBytes } from 'node:crypto';
import type { Connection, Shown } from '../../connection/connection.ts';
import { failure, type Outcome, success } from '../../core/outcome.ts';
import type { Problem } from '../../core/problem.ts';
import { quote } from '../../core/programs/shell.ts';
import { PRIVATE_STATE, UPLOAD_DIRECTORY } from '../../resources/paths.ts';
import type { Change } from '../../resources/resource.ts';
import { lastLines } from '../facts/observe.ts';
import { type JournalWriter, journalPreamble, journalSetup, oneLine } from '../journal/preamble.ts';
import { fenceLine } from '../lease/fence.ts';
import type { PlannedChange } from '../plan.ts';
import { cutShort, namingStep, type Stop, stepProblem } from './apply-problems.ts';
import { shownChanges } from './shown-changes.ts';

/** Milliseconds; a build from source on a small machine fits in. */
const APPLY_TIMEOUT_MS = 30 * 60_000;

/** The change that an apply program failed at, or was at when the connection was lost. */
export interface ApplyFailure {
  readonly index: number;
  readonly problem: Problem;
}

/**
 * One program for all changes of a host: first the lease and every guard, then the journal's preamble, then each step in
 * a subshell under `set -eu`. It reports each start and end, notes them in the journal, and stops at the
 * first failure.
 */
export function applyProgram(
  changes: readonly PlannedChange[],
  marker: string,
  journal: JournalWriter,
): string {
  const guards = changes.flatMap(({ change }, index) =>
    change.guard === undefined
      ? []
      : [`${alone(change.guard)} || { printf '\\n%s moved-on %s\\n' ${marker} ${index}; exit 75; }`],
  );
  const behind = (index: number) =>
    journal.fence === undefined
      ? []
      : [fenceLine(journal.fence, `printf '\\n%s fenced %s\\n' ${marker} ${index}`)];
  const steps = changes.map(({ resource, change }, index) => {
    const step = `${journal.first + index} ${quote(oneLine(resource.name))}`;
    return [
      ...(index === 0 ? [] : behind(index)),
      `printf '\\n%s start %s\\n' ${marker} ${index}`,
      `note intended ${step}`,
      ...tried(attempt(change), change, behind(index)),
      `if [ $status -ne 0 ]; then note failed ${step}; printf '\\n%s failed %s %s\\n%s\\n' ${marker} ${index} $status "$said"; exit 1; fi`,
      change.tells === true
        ? `if [ -e "$journal/.failed" ]; then rm -f "$journal/.failed"; note failed ${step}; else note done ${step}; fi`
        : `note done ${step}`,
      ...(change.tells === true ? [`printf '\\n%s said %s\\n%s\\n' ${marker} ${index} "$said"`] : []),
      `printf '\\n%s done %s\\n' ${marker} ${index}`,
    ].join('\n');
  });
  return [
    'umask 022',
    journalSetup(journal),
    // No later process of the step keeps the connection open.
    `tell_running() { printf '\\n%s running\\n' ${marker} >&7; exec 7>&-; }`,
    ...behind(0),
    ...guards,
    `said=$( ( set -eu\n${journalPreamble(journal, changes)}\n) 2>&1 ) || { printf '\\n%s unwritten 0\\n%s\\n' ${marker} "$said"; exit 74; }`,
    // An undo waits until this program is over, also when nobody listens to it any more.
    'exec 9>>"$journal/.turn"; flock -n 9 || true',
    ...steps,
    `printf '\\n%s end\\n' ${marker}`,
  ].join('\n');
}

/** One run of a step's script; what it prints is kept back, but for what it tells on the way. */
function attempt({ script, tellsRunning }: Change): string {
  const run = `said=$( ( set -eu\n${script}\n) 9>&- 2>&1 ); status=$?`;
  return tellsRunning === true ? `{ ${run}; } 7>&1` : run;
}

/** A guard where it can do nothing but fail: one test of the shell by itself needs no process of its own. */
function alone(guard: string): string {
  return /^\[ [^&|;?\n]* \]$/.test(guard) ? guard : `( ${guard} )`;
}

/** A step's script, run again where it fails and somebody has asked for that, as long as the lease is there. */
function tried(script: string, { again }: Change, behind: readonly string[]): string[] {
  if (again === undefined) return [script];
  const pause = `sleep ${Math.ceil(again.delayMs / 1000)}`;
  return [
    `tries=${again.times}`,
    'while :; do',
    script,
    `if [ "$status" -eq 0 ] || [ "$tries" -eq 0 ]; then break; fi; tries=$((tries - 1)); ${pause}`,
    ...behind,
    'done',
  ];
}

/** The same for a log. */
export function shownApply(changes: readonly PlannedChange[], marker: string, journal: JournalWriter): Shown {
  const telling = changes.some(({ resource, change }) => resource.meta?.noLog === true && change.tells);
  return {
    program: applyProgram(shownChanges(changes), marker, journal),
    ...(telling && { answer: () => '(not shown: noLog)' }),
  };
}

/** Told as each change begins and when it is made. */
export interface ApplyProgress {
  readonly onStart: (index: number) => void;
  readonly onDone: (index: number) => void;
  /** What the change at hand starts runs by now, as far as it tells. */
  readonly onRunning: () => void;
  /** What a change that tells has printed, before it is done. */
  readonly onSaid?: (index: number, text: string) => void;
}

/** Follows the reports of an apply program line by line. */
export function createApplyReader(
  marker: string,
  progress: ApplyProgress,
): { readonly line: (line: string) => void; readonly report: () => ApplyReport } {
  const done = new Set<number>();
  const said: string[] = [];
  let current: number | undefined;
  let stopped: Stop | undefined;
  let telling = false;
  const hear = (line: string) => {
    if (stopped !== undefined || telling) said.push(line);
  };
  return {
    line: (line) => {
      if (!line.startsWith(`${marker} `)) {
        hear(line);
        return;
      }
      const [, word, number, status] = line.split(' ');
      const index = Number(number);
      // An empty line stands before each report.
      if (telling) progress.onSaid?.(index, said.splice(0).slice(0, -1).join('\n'));
      telling = word === 'said';
      if (word === 'start') {
        current = index;
        progress.onStart(index);
      } else if (word === 'done') {
        done.add(index);
        progress.onDone(index);
        current = undefined;
      } else if (word === 'running') {
        progress.onRunning();
      } else if (isStop(word)) stopped = { index, kind: word, status: Number(status) };
    },
    report: () => ({ done, current, stopped, said: said.join('\n') }),
  };
}

function isStop(word: string | undefined): word is Stop['kind'] {
  return word === 'failed' || word === 'moved-on' || word === 'unwritten' || word === 'fenced';
}

interface ApplyReport {
  readonly done: ReadonlySet<number>;
  readonly current: number | undefined;
  readonly stopped: Stop | undefined;
  readonly said: string;
}

/** Sends what travels beside, then runs all changes in one round trip; undefined when all were made. */
export async function apply(
  connection: Connection,
  changes: readonly PlannedChange[],
  journal: JournalWriter,
  progress: ApplyProgress,
  timeoutMs = APPLY_TIMEOUT_MS,
): Promise<ApplyFailure | undefined> {
  const uploaded = await upload(connection, changes);
  if (!uploaded.ok) return uploaded.problems[0] && { index: 0, problem: uploaded.problems[0] };
  const marker = `@${randomBytes(12).toString('hex')}`;
  const reader = createApplyReader(marker, progress);
  const answer = await connection.run(applyProgram(changes, marker, journal), {
    label: 'making changes',
    timeoutMs,
    onStdoutLine: reader.line,
    shown: () => shownApply(changes, marker, journal),
  });
  const { done, current, stopped, said } = reader.report();
  if (stopped !== undefined) {
    return { index: stopped.index, problem: stepProblem(connection.host, changes, stopped, said) };
  }
  const index = current ?? Math.min(done.size, changes.length - 1);
  if (!answer.ok) {
    const problem = answer.problems[0];
    return problem && { index, problem: namingStep(problem, changes[index]?.resource.name, timeoutMs) };
  }
  if (done.size === changes.length) return undefined;
  const detail = `It ended with ${answer.value.exitCode}. ${lastLines(answer.value.stderr)}`.trim();
  return { index, problem: cutShort(connection.host, detail) };
}

/** Into our own folder as a rule, which is made for it. */
async function upload(connection: Connection, changes: readonly PlannedChange[]): Promise<Outcome<void>> {
  const uploads = changes.flatMap(({ change }) => change.uploads ?? []);
  if (uploads.some(({ destination }) => destination.startsWith(`${UPLOAD_DIRECTORY}/`))) {
    const program = `${PRIVATE_STATE} && ( umask 077; mkdir -p ${UPLOAD_DIRECTORY} )`;
    const made = await connection.run(program, { label: 'making a folder' });
    if (!made.ok) return made;
  }
  for (const { source, destination } of uploads) {
    const uploaded = await connection.upload({ path: source }, destination, 0o600);
    if (!uploaded.ok) return failure(...uploaded.problems);
  }
  return success(undefined);
}
