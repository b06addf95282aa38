import { randomBytes } from 'node:crypto';
import type { Connection } from '../connection/connection.ts';
import { failure, type Outcome, success } from '../core/outcome.ts';
import type { Problem } from '../core/problem.ts';
import { quote } from '../core/shell.ts';
import { lastLines } from './observe.ts';
import type { PlannedChange } from './plan.ts';

/** Milliseconds; a build from source on a small machine fits in. */
const APPLY_TIMEOUT_MS = 30 * 60_000;

/** The change that an apply program failed at, or was at when the connection was lost. */
export interface ApplyFailure {
  readonly index: number;
  readonly problem: Problem;
}

/**
 * One program for all changes of a host: first every guard, then each step in a subshell under
 * `set -eu`; it reports each start and end, and stops at the first failure.
 */
export function applyProgram(changes: readonly PlannedChange[], marker: string, runId: string): string {
  const guards = changes.flatMap(({ change }, index) =>
    change.guard === undefined
      ? []
      : [`( ${change.guard} ) || { printf '\\n%s moved-on %s\\n' ${marker} ${index}; exit 75; }`],
  );
  const steps = changes.map(({ change }, index) =>
    [
      `printf '\\n%s start %s\\n' ${marker} ${index}`,
      `said=$( ( set -eu\n${change.script}\n) 2>&1 ); status=$?`,
      `if [ $status -ne 0 ]; then printf '\\n%s failed %s %s\\n%s\\n' ${marker} ${index} $status "$said"; exit 1; fi`,
      `printf '\\n%s done %s\\n' ${marker} ${index}`,
    ].join('\n'),
  );
  return ['umask 022', `run_id=${quote(runId)}`, ...guards, ...steps, `printf '\\n%s end\\n' ${marker}`].join(
    '\n',
  );
}

/** Told as each change begins and when it is made. */
export interface ApplyProgress {
  readonly onStart: (index: number) => void;
  readonly onDone: (index: number) => void;
}

/** Follows the reports of an apply program line by line. */
export function createApplyReader(
  marker: string,
  progress: ApplyProgress,
): { readonly line: (line: string) => void; readonly report: () => ApplyReport } {
  const done = new Set<number>();
  const said: string[] = [];
  let current: number | undefined;
  let stopped: { index: number; kind: 'failed' | 'moved-on'; status: number } | undefined;
  return {
    line: (line) => {
      if (!line.startsWith(`${marker} `)) {
        if (stopped !== undefined) said.push(line);
        return;
      }
      const [, word, number, status] = line.split(' ');
      const index = Number(number);
      if (word === 'start') {
        current = index;
        progress.onStart(index);
      } else if (word === 'done') {
        done.add(index);
        progress.onDone(index);
        current = undefined;
      } else if (word === 'failed' || word === 'moved-on') {
        stopped = { index, kind: word, status: Number(status) };
      }
    },
    report: () => ({ done, current, stopped, said: said.join('\n') }),
  };
}

interface ApplyReport {
  readonly done: ReadonlySet<number>;
  readonly current: number | undefined;
  readonly stopped:
    | { readonly index: number; readonly kind: 'failed' | 'moved-on'; readonly status: number }
    | undefined;
  readonly said: string;
}

/** Sends what travels beside, then runs all changes in one round trip; undefined when all were made. */
export async function apply(
  connection: Connection,
  changes: readonly PlannedChange[],
  runId: string,
  progress: ApplyProgress,
): Promise<ApplyFailure | undefined> {
  const uploaded = await upload(connection, changes);
  if (!uploaded.ok) return uploaded.problems[0] && { index: 0, problem: uploaded.problems[0] };
  const marker = `@${randomBytes(12).toString('hex')}`;
  const reader = createApplyReader(marker, progress);
  const answer = await connection.run(applyProgram(changes, marker, runId), {
    label: 'making changes',
    timeoutMs: APPLY_TIMEOUT_MS,
    onStdoutLine: reader.line,
  });
  const { done, current, stopped, said } = reader.report();
  if (stopped !== undefined) {
    return { index: stopped.index, problem: stepProblem(connection.host, changes, stopped, said) };
  }
  const index = current ?? Math.min(done.size, changes.length - 1);
  if (!answer.ok) {
    const problem = answer.problems[0];
    return problem && { index, problem };
  }
  if (done.size === changes.length) return undefined;
  const detail = `It ended with ${answer.value.exitCode}. ${lastLines(answer.value.stderr)}`.trim();
  return { index, problem: cutShort(connection.host, detail) };
}

async function upload(connection: Connection, changes: readonly PlannedChange[]): Promise<Outcome<void>> {
  for (const { source, destination } of changes.flatMap(({ change }) => change.uploads ?? [])) {
    const uploaded = await connection.upload({ path: source }, destination, 0o600);
    if (!uploaded.ok) return failure(...uploaded.problems);
  }
  return success(undefined);
}

function stepProblem(
  host: string,
  changes: readonly PlannedChange[],
  stopped: { readonly index: number; readonly kind: 'failed' | 'moved-on'; readonly status: number },
  said: string,
): Problem {
  const name = changes[stopped.index]?.resource.name ?? 'step';
  if (stopped.kind === 'moved-on') {
    return {
      code: 'host.moved-on',
      host,
      summary: `${name}: the machine has changed since it was looked at`,
      detail:
        'Someone or something else changed it while this run was planning. Nothing was done to this machine.',
      fix: 'Run again: the plan is then made from what is there now.',
    };
  }
  return {
    code: 'host.step-failed',
    host,
    summary: `${name} failed with exit code ${stopped.status}`,
    detail: lastLines(said) || 'It printed nothing.',
    fix: 'Mend the cause and run again: steps that were done are not done twice.',
  };
}

function cutShort(host: string, detail: string): Problem {
  return {
    code: 'host.program-cut-short',
    host,
    summary: 'the program that makes the changes ended before its last step',
    detail,
    fix: 'Run again: the next run finds what was left and finishes it.',
  };
}
