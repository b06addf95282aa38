import pLimit from 'p-limit';
import type { Connection } from '../connection/connection.ts';
import { type HostResult, unitResults } from '../core/events/document.ts';
import { failure, type Outcome, success } from '../core/outcome.ts';
import { exitCodeFor, type Problem } from '../core/problem.ts';
import { Tally } from '../engine/tally.ts';
import type { Host } from '../inventory/types.ts';
import type { RunDeps } from './request.ts';
import type { RunResult } from './run-playbook.ts';

/** One program to run on many hosts. */
export interface CommandRequest {
  readonly hosts: readonly Host[];
  /** Names the task in the document. */
  readonly name: string;
  /** POSIX sh. */
  readonly program: string;
  /** Hosts that work at the same time. */
  readonly forks: number;
}

/** What the program came to on one host. */
export interface CommandOutput {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandDeps extends Omit<RunDeps, 'clock'> {
  /** Called for each line on standard output, as it comes. */
  readonly onLine?: (host: string, line: string) => void;
  /** Called as each host's program has ended, in whatever way. */
  readonly onOutput: (host: string, output: CommandOutput) => void;
}

/** Runs a program on every host; one that fails or cannot be reached does not hold up the others. */
export async function runCommand(request: CommandRequest, deps: CommandDeps): Promise<RunResult> {
  const limit = pLimit(request.forks);
  const ended = await Promise.all(request.hosts.map((host) => limit(() => runOnHost(request, deps, host))));
  const errors = ended.flatMap(({ problems }) => problems);
  const exitCode = exitCodeFor(errors);
  return {
    ok: exitCode === 0,
    exitCode,
    hosts: Object.fromEntries(ended.map(({ host, result }) => [host, result])),
    ...unitResults([]),
    errors,
  };
}

/** Bytes of output that are kept of all hosts together, and at most and at least of each. */
const ALL_OUTPUT = 256 * 1024 * 1024;
const MOST_OUTPUT = 16 * 1024 * 1024;
const LEAST_OUTPUT = 256 * 1024;

/** What each of so many hosts may print: one that prints without end must not take the memory of the others. */
function outputShare(hosts: number): number {
  return Math.max(LEAST_OUTPUT, Math.min(MOST_OUTPUT, Math.floor(ALL_OUTPUT / hosts)));
}

interface HostEnd {
  readonly host: string;
  readonly result: HostResult;
  readonly problems: readonly Problem[];
}

async function runOnHost(request: CommandRequest, deps: CommandDeps, host: Host): Promise<HostEnd> {
  const { hosts, name, program } = request;
  const tally = new Tally(host.name, deps.onEvent);
  const end = (roundTrips: number): HostEnd => {
    const result = tally.result(roundTrips);
    deps.onEvent({ type: 'host-finished', host: host.name, result });
    return { host: host.name, result, problems: tally.problems };
  };
  if (deps.signal.aborted) return end(0);
  const connected = await deps.connect(host.target);
  if (!connected.ok) {
    for (const problem of connected.problems) tally.problem({ host: host.name, ...problem });
    return end(0);
  }
  const connection = connected.value;
  const ended = await runProgram(connection, program, name, deps, outputShare(hosts.length));
  if (ended.ok) {
    deps.onOutput(host.name, ended.value);
    if (ended.value.exitCode === 0) tally.changed(name, { reason: 'exit code 0' });
    else tally.failed(name, failedProblem(host.name, name, ended.value, deps.signal.aborted));
  } else {
    for (const problem of ended.problems) tally.failed(name, problem);
  }
  await connection.close();
  return end(connection.roundTrips);
}

/** A stream, because it has no time limit and can be ended on the target too when the run is interrupted. */
async function runProgram(
  connection: Connection,
  program: string,
  label: string,
  { signal, onLine }: Pick<CommandDeps, 'signal' | 'onLine'>,
  maxOutputBytes: number,
): Promise<Outcome<CommandOutput>> {
  const lines: string[] = [];
  const stream = connection.stream(program, {
    label,
    maxOutputBytes,
    onLine: (line) => {
      lines.push(`${line}\n`);
      onLine?.(connection.host, line);
    },
  });
  const stop = () => stream.stop();
  signal.addEventListener('abort', stop, { once: true });
  const ended = await stream.ended;
  signal.removeEventListener('abort', stop);
  if (!ended.ok) return failure(...ended.problems);
  return success({ ...ended.value, stdout: lines.join('') });
}

function failedProblem(
  host: string,
  name: string,
  { exitCode }: CommandOutput,
  interrupted: boolean,
): Problem {
  return interrupted
    ? {
        code: 'host.command-interrupted',
        host,
        summary: `\`${name}\` was ended by the interrupt`,
        detail: 'It was ended on the host too; what it had done until then stays done.',
        fix: 'Run it again where it has to be whole.',
      }
    : {
        code: 'host.command-failed',
        host,
        summary: `\`${name}\` ended with exit code ${exitCode}`,
        fix: 'What it printed on the host says why.',
      };
}
