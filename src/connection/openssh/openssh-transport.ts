import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { failure, type Outcome, success } from '../../core/outcome.ts';
import { OPEN_RETRIES_MS, refusedProblem } from '../built-in/open-channel.ts';
import { lostProblem, type Peer } from '../host-problem.ts';
import { type Program, runProgram } from '../program/run-program.ts';
import type { ProcessHandlers, ShellProcess, Transport } from '../shell/transport.ts';
import type { Master } from './master.ts';
import { clientWords } from './words.ts';

/** Shells over one session of the system's ssh, each by an ssh of its own that hands it to the one that is logged in. */
export class OpenSshTransport implements Transport {
  readonly endpoint: string;
  readonly login: string;
  readonly #master: Master;
  readonly #peer: Peer;
  readonly #program: Program;

  constructor(master: Master, peer: Peer, login: string, forwardsAgent: boolean) {
    this.endpoint = peer.endpoint;
    this.login = login;
    this.#master = master;
    this.#peer = peer;
    this.#program = {
      file: 'ssh',
      words: (line) => clientWords(master.socket, forwardsAgent, line),
      complains: /^(?:mux_client|Control ?[Ss]ocket|kex_exchange|Connection closed|muxclient)/,
      broken: async (code) => (code === 255 ? this.#broken() : undefined),
    };
  }

  async start(commandLine: string, handlers: ProcessHandlers): Promise<Outcome<void>> {
    let abandoned = false;
    const onStarted = (process: ShellProcess): void =>
      handlers.onStarted({
        stdin: process.stdin,
        abandon: () => {
          abandoned = true;
          process.abandon();
        },
      });
    for (const wait of [...OPEN_RETRIES_MS, undefined]) {
      if (this.#master.lost !== undefined) break;
      const ran = await runProgram(this.#program, commandLine, { ...handlers, onStarted });
      if (ran.kind === 'answered') return success(undefined);
      const refusal = /session request failed: (.*)/.exec(ran.said)?.[1]?.trim();
      if (refusal === undefined || abandoned) {
        const reason = await this.#program.broken(ran.code);
        handlers.onEnd(reason === undefined ? { kind: 'exit', code: ran.code } : { kind: 'lost', reason });
        return success(undefined);
      }
      if (wait === undefined) return failure(refusedProblem(this.#peer, refusal));
      await delay(wait);
    }
    return failure(lostProblem(this.#peer, this.#master.lost ?? 'it ended', 'a command was started'));
  }

  close(): Promise<void> {
    return this.#master.close();
  }

  /** Asked where a command may have ended by itself, or with the session. */
  async #broken(): Promise<string | undefined> {
    if (this.#master.lost === undefined) {
      const words = ['-F', 'none', '-S', this.#master.socket, '-O', 'check', 'session'];
      const check = spawn('ssh', words, { stdio: 'ignore' });
      const [code] = await once(check, 'exit');
      if (code === 0) return undefined;
      await this.#master.ended;
    }
    return this.#master.lost;
  }
}
