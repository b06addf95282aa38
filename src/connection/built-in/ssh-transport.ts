import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { ExecOptions } from 'ssh2';
import { failure, type Outcome, success } from '../../core/outcome.ts';
import { messageOf } from '../../core/text/message-of.ts';
import { lostProblem, type Peer } from '../host-problem.ts';
import { ProcessListener } from '../shell/process-end.ts';
import type { ProcessHandlers, Transport } from '../shell/transport.ts';
import { OPEN_RETRIES_MS, refusedProblem } from './open-channel.ts';
import type { Client, ClientChannel, SshSession } from './ssh-client.ts';
import type { SshFault } from './ssh-fault.ts';

const CLOSE_MS = 1_000;

/** What ssh2 says where the server takes no agent. */
const NO_AGENT = 'Unable to request agent forwarding';

interface ChannelFault {
  readonly refused: boolean;
  readonly message: string;
}

/** Shells over one SSH session, each on a channel of its own. */
export class SshTransport implements Transport {
  readonly endpoint: string;
  readonly login: string;
  readonly #client: Client;
  readonly #onSettled: () => void;
  readonly #peer: Peer;
  #forwardsAgent: boolean;
  #lost: string | undefined;
  readonly #closed: Promise<void>;

  constructor(session: SshSession, peer: Peer, login: string) {
    const { client, onSettled, forwardsAgent } = session;
    this.#forwardsAgent = forwardsAgent;
    this.#client = client;
    this.#onSettled = onSettled;
    this.#peer = peer;
    this.endpoint = peer.endpoint;
    this.login = login;
    client.on('error', (error: Error) => {
      this.#lost ??=
        error.message === 'Keepalive timeout' ? 'it no longer answers keepalives' : error.message;
    });
    this.#closed = new Promise((resolve) => {
      client.once('close', () => {
        this.#lost ??= 'the other side closed it';
        resolve();
      });
    });
  }

  async start(commandLine: string, handlers: ProcessHandlers): Promise<Outcome<void>> {
    let fault = await this.#open(commandLine, handlers);
    for (const wait of OPEN_RETRIES_MS) {
      if (fault === undefined || !fault.refused || this.#lost !== undefined) break;
      await delay(wait);
      fault = await this.#open(commandLine, handlers);
    }
    if (fault === undefined) return success(undefined);
    if (this.#lost !== undefined || !fault.refused) {
      return failure(lostProblem(this.#peer, this.#lost ?? fault.message, 'a command was started'));
    }
    return failure(refusedProblem(this.#peer, fault.message));
  }

  /** A TCP connection that the other side makes for us: the way through a jump host. */
  forward(address: string, port: number): Promise<Duplex | { readonly fault: SshFault }> {
    return new Promise((resolve) => {
      try {
        this.#client.forwardOut('127.0.0.1', 0, address, port, (error, channel) => {
          resolve(error ? { fault: error } : channel);
        });
      } catch (error) {
        resolve({ fault: { message: this.#lost ?? String(error) } });
      }
    });
  }

  async close(): Promise<void> {
    this.#lost ??= 'it was closed here';
    this.#client.end();
    const deadline = new AbortController();
    const late = delay(CLOSE_MS, undefined, { signal: deadline.signal }).catch(() => undefined);
    await Promise.race([this.#closed, late]);
    deadline.abort();
    this.#client.destroy();
  }

  #open(commandLine: string, handlers: ProcessHandlers): Promise<ChannelFault | undefined> {
    return new Promise((resolve) => {
      if (this.#lost !== undefined) {
        resolve({ refused: false, message: this.#lost });
        return;
      }
      try {
        const forwards = this.#forwardsAgent;
        // Its types do not say so.
        const how: ExecOptions & { readonly agentForward?: true } = forwards ? { agentForward: true } : {};
        this.#client.exec(commandLine, how, (error, channel) => {
          this.#onSettled();
          if (forwards && error?.message === NO_AGENT) {
            // As for ssh: who may not forward an agent goes on without.
            this.#forwardsAgent = false;
            resolve(this.#open(commandLine, handlers));
            return;
          }
          if (!error) this.#attend(channel, handlers);
          resolve(error ? { refused: 'reason' in error, message: error.message } : undefined);
        });
      } catch (error) {
        resolve({ refused: false, message: messageOf(error) });
      }
    });
  }

  #attend(channel: ClientChannel, handlers: ProcessHandlers): void {
    const listener = new ProcessListener(handlers, () => channel.close());
    handlers.onStarted({ stdin: channel, abandon: () => channel.close() });
    channel.on('error', () => undefined);
    channel.on('data', listener.stdout);
    channel.stderr.on('data', listener.stderr);
    channel.on('exit', (status: number | null, signal?: string) => listener.exited(status, signal));
    // What stderr still holds comes before this.
    channel.on('close', () => {
      setImmediate(() => listener.closed(this.#lost ?? 'the session was ended on the other side'));
    });
  }
}
