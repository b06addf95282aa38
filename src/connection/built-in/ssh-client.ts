import type { Duplex } from 'node:stream';
import { NodeSSH } from 'node-ssh';
import {
  type Algorithms,
  type AnyAuthMethod,
  type CipherAlgorithm,
  type Client,
  type ClientChannel,
  type KexAlgorithm,
  type MacAlgorithm,
  type ParsedKey,
  type ServerHostKeyAlgorithm,
  utils,
} from 'ssh2';
import type { SshAlgorithms } from '../../core/ssh/target.ts';
import type { AuthAttempt } from '../auth/auth-plan.ts';
import { offered } from './algorithms.ts';
import { acknowledgePromptly } from './prompt-ack.ts';
import { DROPPED, type SshFault } from './ssh-fault.ts';

/** All that one SSH handshake needs to know. */
export interface SshSettings {
  /** Connected already, so that Nagle's algorithm is off from the first packet. */
  readonly socket: Duplex;
  readonly username: string;
  readonly hostKeyAlgorithms: readonly string[];
  readonly verifyHostKey: (key: Buffer) => Promise<boolean>;
  readonly nextAttempt: (offered: readonly string[] | null) => AuthAttempt | undefined;
  readonly keepaliveIntervalMs: number | undefined;
  readonly keepaliveMisses: number | undefined;
  readonly algorithms: SshAlgorithms;
  /** Socket of an agent that programs on the machine may use. */
  readonly forwardedAgent: string | undefined;
  /** The handshake is done and the login begins. */
  readonly onHandshake: () => void;
  /** The agent could not be asked; the login goes on without it. */
  readonly onAgentFault: (message: string) => void;
}

/** An open session. */
export interface SshSession {
  readonly client: Client;
  /** Whether programs on the machine are to be offered an agent. */
  readonly forwardsAgent: boolean;
  /** To be called once the first command has started. */
  readonly onSettled: () => void;
}

/** A session, or why there is none. */
export type Opened = SshSession | { readonly fault: SshFault };

const DEFAULT_KEEPALIVE_MS = 5_000;
const KEEPALIVE_MISSES = 3;

/** Opens an SSH session over a socket; the only file that knows node-ssh. */
export async function openSsh(settings: SshSettings): Promise<Opened> {
  // ssh2 would wait for ever for the end of a socket that has ended before it was handed over.
  if (settings.socket.destroyed || settings.socket.readableEnded) return { fault: { message: DROPPED } };
  const ssh = new NodeSSH();
  const connecting = ssh.connect({
    sock: settings.socket as NonNullable<Parameters<NodeSSH['connect']>[0]['sock']>,
    username: settings.username,
    keepaliveInterval: settings.keepaliveIntervalMs ?? DEFAULT_KEEPALIVE_MS,
    keepaliveCountMax: settings.keepaliveMisses ?? KEEPALIVE_MISSES,
    ...(settings.forwardedAgent === undefined ? {} : { agent: settings.forwardedAgent }),
    // The deadline is ours: it also covers the time before the socket is there.
    readyTimeout: 0,
    algorithms: algorithmsOf(settings),
    hostVerifier: (key: Buffer, verify: (valid: boolean) => void) => {
      settings.verifyHostKey(key).then(verify, () => verify(false));
    },
    authHandler: (offered, _partial, next) => {
      const attempt = settings.nextAttempt(offered);
      // ssh2 takes false for "nothing left"; its types do not say so.
      next(attempt === undefined ? (false as never) : authMethod(attempt, settings.username));
    },
  });
  // node-ssh gives up at the first error, also at those of an agent after which ssh2 goes on; and it stops
  // listening once it is connected, so that a later reset would end the whole process.
  const opened = ssh.connection === null ? undefined : watch(ssh.connection, settings);
  const given: Promise<Opened> = connecting.then(
    () => ({ fault: { message: 'node-ssh made no connection' } }),
    (error: SshFault) => ({ fault: error }),
  );
  return opened ?? given;
}

/** Where no list is given, ssh2's own stand. */
function algorithmsOf({ hostKeyAlgorithms, algorithms }: SshSettings): Algorithms {
  const { kex, ciphers, macs } = algorithms;
  return {
    serverHostKey: hostKeyAlgorithms as ServerHostKeyAlgorithm[],
    compress: ['none'],
    ...(kex === undefined ? {} : { kex: offered('kex', kex) as KexAlgorithm[] }),
    ...(ciphers === undefined ? {} : { cipher: offered('ciphers', ciphers) as CipherAlgorithm[] }),
    ...(macs === undefined ? {} : { hmac: offered('macs', macs) as MacAlgorithm[] }),
  };
}

function watch(client: Client, settings: SshSettings): Promise<Opened> {
  return new Promise((resolve) => {
    client.on('error', (error: Error & SshFault) => {
      if (error.level === 'agent') settings.onAgentFault(error.message);
      else resolve({ fault: error });
    });
    client.once('handshake', () => settings.onHandshake());
    client.once('ready', () => {
      // Takes back a forwarding that does not exist, and wants no answer: nothing in a packet.
      const nudge = (): unknown => client.unforwardIn('127.0.0.1', 1);
      resolve({
        client,
        forwardsAgent: settings.forwardedAgent !== undefined,
        onSettled: acknowledgePromptly(settings.socket, nudge),
      });
    });
    client.once('close', () => resolve({ fault: { message: 'the other side closed the connection' } }));
  });
}

/** By the content of its file, which many logins share. */
const parsedKeys = new WeakMap<Buffer, ParsedKey>();

/** The key of a file, parsed once; what is no key is left to the login, which tells of it. */
function parsedKey(content: Buffer): Buffer | ParsedKey {
  const known = parsedKeys.get(content);
  if (known !== undefined) return known;
  const parsed = utils.parseKey(content);
  if (parsed instanceof Error) return content;
  parsedKeys.set(content, parsed);
  return parsed;
}

function authMethod(attempt: AuthAttempt, username: string): AnyAuthMethod {
  switch (attempt.method) {
    case 'publickey':
      return { type: 'publickey', username, key: parsedKey(attempt.identity.content) };
    case 'agent':
      return { type: 'agent', username, agent: attempt.socket };
    case 'password':
      return { type: 'password', username, password: attempt.password.reveal() };
    case 'keyboard-interactive':
      return {
        type: 'keyboard-interactive',
        username,
        // Only hidden prompts get the password: one that echoes asks for something else.
        prompt: (_name, _instructions, _language, prompts, finish) =>
          finish(prompts.map(({ echo }) => (echo === true ? '' : attempt.password.reveal()))),
      };
  }
}

export type { Client, ClientChannel };
