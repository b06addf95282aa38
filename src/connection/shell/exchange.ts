import type { Readable } from 'node:stream';
import { failure, type Outcome, success } from '../../core/outcome.ts';
import type { Problem } from '../../core/problem.ts';
import type { Become } from '../../core/ssh/target.ts';
import type { CommandResult } from '../connection.ts';
import {
  commandTimeoutProblem,
  lostProblem,
  outputExcessProblem,
  outputLimitProblem,
  type Peer,
} from '../host-problem.ts';
import { otherInputProblem, silentLoginProblem, startProblem } from '../start-up/start-failure.ts';
import { StartUp } from '../start-up/start-up.ts';
import type { Frame } from './framing.ts';
import { TextOutput } from './output.ts';
import type { ProcessEnd, ShellProcess, Transport } from './transport.ts';

/** One program on its way to a shell, with all that limits it. */
export interface ExchangeRequest {
  readonly peer: Peer;
  readonly frame: Frame;
  readonly become: Become | undefined;
  readonly label: string | undefined;
  /** Milliseconds until the shell has to be there. */
  readonly startLimitMs: number;
  /** Milliseconds; undefined for a program that goes on until it is stopped. */
  readonly timeoutMs: number | undefined;
  readonly maxOutputBytes: number;
  /** Of each of stdout and stderr: what comes after is dropped, however much it is. */
  readonly keptCharacters?: number | undefined;
  /** Bytes of stdout that a program which goes on may add to that in a second. */
  readonly outputBytesPerSecond?: number;
  readonly onStdoutLine: ((line: string) => void) | undefined;
  readonly keepStdout: boolean;
  /** What follows the program on stdin: something to read, or nothing for as long as it shall run. */
  readonly stdin: Readable | 'end' | 'hold';
}

/** The target's own `timeout` kills 5 s after it asked; this much later we stop waiting for that. */
const GRACE_MS = 8_000;
/** Of a shell that did not get the program whole. */
const UNHEARD = 255;
/** `timeout`'s own, and that of a shell it had to kill. */
const TIMEOUT_EXIT_CODES = [124, 137];

/** Runs one program: starts a shell, sends the program when it is ready, gathers what it says. */
export class Exchange {
  readonly done: Promise<Outcome<CommandResult>>;
  readonly #request: ExchangeRequest;
  readonly #login: string | undefined;
  readonly #startUp: StartUp;
  readonly #stdout: TextOutput;
  readonly #stderr: TextOutput;
  readonly #startedAt = performance.now();
  #settle: (outcome: Outcome<CommandResult>) => void = () => undefined;
  #process: ShellProcess | undefined;
  #timer: NodeJS.Timeout | undefined;
  #bytes = 0;
  #stopped = false;
  #givenUp = false;

  constructor(transport: Transport, request: ExchangeRequest) {
    this.#request = request;
    this.#login = transport.login;
    const { onStdoutLine: onLine, keepStdout, keptCharacters = true } = request;
    this.#stdout = new TextOutput({ onLine, keep: keepStdout && keptCharacters });
    this.#stderr = new TextOutput({ keep: keptCharacters });
    this.#startUp = new StartUp(request.frame, request.become?.password, {
      answer: (line) => this.#process?.stdin.write(line),
      hangUp: () => this.#process?.stdin.end(),
      onReady: () => this.#onReady(),
    });
    this.done = new Promise((resolve) => {
      this.#settle = resolve;
    });
    const { startLimitMs: limitMs } = request;
    this.#arm(limitMs, () => {
      const { said, hasBegun } = this.#startUp;
      const silent = { limitMs, said, login: this.#login };
      return silentLoginProblem(request.peer, silent, hasBegun ? request.become : undefined);
    });
    void this.#start(transport);
  }

  /** Ends the program by ending its stdin; what is still on its way is taken in. */
  stop(): void {
    this.#stopped = true;
    this.#process?.stdin.end();
    this.#arm(GRACE_MS, () => this.#tooLong(GRACE_MS));
  }

  async #start(transport: Transport): Promise<void> {
    const started = await transport.start(this.#request.frame.commandLine, {
      onStarted: (process) => this.#onStarted(process),
      onStdout: (chunk) => this.#take(this.#stdout, this.#startUp.stdout(chunk)),
      onStderr: (chunk) => this.#take(this.#stderr, this.#startUp.stderr(chunk)),
      onEnd: (end) => this.#finish(this.#judge(end)),
    });
    if (!started.ok) this.#finish(started);
  }

  #onStarted(process: ShellProcess): void {
    this.#process = process;
    // A pipe that the other side closed early says so here; how the process ended tells the rest.
    process.stdin.on('error', () => undefined);
    if (this.#stopped) process.stdin.end();
  }

  #onReady(): void {
    const { timeoutMs } = this.#request;
    if (this.#stopped) return;
    if (timeoutMs === undefined) clearTimeout(this.#timer);
    else this.#arm(timeoutMs + GRACE_MS, () => this.#tooLong(timeoutMs));
    this.#sendProgram();
  }

  /** Only to our own shell, which has answered: whatever else reads this login's input would carry it out. */
  #sendProgram(): void {
    const pipe = this.#process?.stdin;
    if (pipe === undefined) return;
    const { frame, stdin } = this.#request;
    if (stdin === 'end') pipe.end(frame.payload);
    else pipe.write(frame.payload);
    if (typeof stdin !== 'string') stdin.once('error', () => pipe.end()).pipe(pipe);
  }

  #take(output: TextOutput, chunk: Buffer): void {
    const { maxOutputBytes, outputBytesPerSecond = 0, keptCharacters, peer, label } = this.#request;
    if (this.#givenUp) return;
    this.#bytes += chunk.length;
    const seconds = (performance.now() - this.#startedAt) / 1000;
    const most = keptCharacters === undefined ? maxOutputBytes + outputBytesPerSecond * seconds : Infinity;
    if (this.#bytes > most) {
      this.#giveUp(outputLimitProblem(peer, maxOutputBytes, label));
      return;
    }
    output.push(chunk);
    const { excess } = output;
    if (excess !== undefined) this.#giveUp(outputExcessProblem(peer, excess, label));
  }

  #judge(end: ProcessEnd): Outcome<CommandResult> {
    const { peer, label, become, timeoutMs, frame } = this.#request;
    this.#take(this.#stdout, this.#startUp.rest());
    this.#stdout.finish();
    this.#stderr.finish();
    const exitCode = end.kind === 'exit' ? end.code : 143;
    const result = { exitCode, stdout: this.#stdout.text, stderr: this.#stderr.text };
    if (this.#stopped) return success(result);
    if (end.kind === 'lost') return failure(lostProblem(peer, end.reason, label));
    if (!this.#startUp.isReady) {
      const { said, asked, hasBegun } = this.#startUp;
      const failed = { code: exitCode, said, asked };
      return failure(startProblem(peer, this.#login, failed, hasBegun ? become : undefined));
    }
    if (exitCode === UNHEARD && result.stderr.endsWith(frame.unheardMark)) {
      return failure(otherInputProblem(peer));
    }
    if (timeoutMs !== undefined && this.#ranTooLong(exitCode, timeoutMs)) {
      return failure(commandTimeoutProblem(peer, timeoutMs, label));
    }
    return success(result);
  }

  #ranTooLong(exitCode: number, timeoutMs: number): boolean {
    return TIMEOUT_EXIT_CODES.includes(exitCode) && performance.now() - this.#startedAt >= timeoutMs;
  }

  #arm(afterMs: number, problem: () => Problem): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#giveUp(problem()), afterMs);
  }

  #tooLong(limitMs: number): Problem {
    return commandTimeoutProblem(this.#request.peer, limitMs, this.#request.label);
  }

  #giveUp(problem: Problem): void {
    this.#givenUp = true;
    this.#finish(failure(problem));
    this.#process?.abandon();
  }

  #finish(outcome: Outcome<CommandResult>): void {
    clearTimeout(this.#timer);
    this.#startUp.end();
    this.#settle(outcome);
  }
}
