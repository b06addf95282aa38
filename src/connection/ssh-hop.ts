import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { failure, type Outcome, success } from '../core/outcome.ts';
import type { Problem } from '../core/problem.ts';
import type { Secret } from '../core/secret.ts';
import { AuthPlan } from './auth-plan.ts';
import { hostKeyAlgorithms } from './host-key.ts';
import type { HostKeyGuard } from './host-key-guard.ts';
import type { Peer } from './host-problem.ts';
import type { Identities } from './identities.ts';
import type { openSsh } from './ssh-client.ts';
import { openProxyCommand } from './ssh-config/proxy-command.ts';
import { DROPPED, type SshFault } from './ssh-fault.ts';
import { forwardProblem, type Login, type Stage, socketProblem, sshProblem } from './ssh-problem.ts';
import { SshTransport } from './ssh-transport.ts';
import { openTcp } from './tcp.ts';

/** One machine on the way: a jump host, or the target. */
export interface Hop {
  readonly peer: Peer;
  readonly address: string;
  readonly port: number;
  readonly user: string;
  /** Undefined for a jump host: the target's password is none of its business. */
  readonly password: Secret | undefined;
  /** Leads to it instead of a TCP connection. */
  readonly proxyCommand?: string;
  /** The name that its key is known by, where that is not its address and port. */
  readonly knownAs?: string;
}

/** What every hop of a connection needs. */
export interface Prepared {
  readonly guard: HostKeyGuard;
  readonly identities: Identities;
  readonly agentSocket: string | undefined;
  readonly keepaliveIntervalMs: number | undefined;
  readonly openSsh: typeof openSsh;
}

/** The connection as a whole while it is made: its end closes every socket of it. */
export interface Dialing {
  readonly life: AbortSignal;
  stage: Stage;
  /** Why the last try was in vain, while the next one is awaited or made. */
  dropped?: Problem;
}

/** sshd drops connections while too many log in at once (MaxStartups): waits before trying again, in ms. */
export const DROPPED_RETRIES_MS = [150, 400, 1_000, 2_500];

type LogIn = { readonly transport: SshTransport } | { readonly problem: Problem; readonly dropped: boolean };

/** Opens a session with one machine, directly or through the one before it. */
export async function reachHop(
  hop: Hop,
  via: SshTransport | undefined,
  preparing: Promise<Outcome<Prepared>>,
  dialing: Dialing,
): Promise<Outcome<SshTransport>> {
  for (const wait of [...DROPPED_RETRIES_MS, undefined]) {
    dialing.stage = via === undefined ? 'TCP connect' : 'way through the jump host';
    // Files and modules are read while TCP connects.
    const [socket, prepared] = await Promise.all([openSocket(hop, via, dialing.life), preparing]);
    if (!prepared.ok) return prepared;
    if (!socket.ok) return socket;
    dialing.stage = 'key exchange';
    const result = await logIn(hop, socket.value, prepared.value, dialing);
    if ('transport' in result) {
      delete dialing.dropped;
      return success(result.transport);
    }
    if (!result.dropped || wait === undefined || dialing.life.aborted) return failure(result.problem);
    dialing.dropped = result.problem;
    await delay(wait * (0.5 + Math.random()));
  }
  return failure();
}

async function openSocket(
  hop: Hop,
  via: SshTransport | undefined,
  life: AbortSignal,
): Promise<Outcome<Duplex>> {
  if (via !== undefined) {
    const channel = await via.forward(hop.address, hop.port);
    return 'fault' in channel
      ? failure(forwardProblem(hop.peer, via.endpoint, channel.fault))
      : success(channel);
  }
  if (hop.proxyCommand !== undefined) return success(openProxyCommand(hop.proxyCommand, life));
  const { socket, opened } = openTcp(hop.address, hop.port);
  life.addEventListener('abort', () => socket.destroy(), { once: true });
  const fault = await opened;
  return fault === undefined ? success(socket) : failure(socketProblem(hop.peer, fault));
}

async function logIn(hop: Hop, socket: Duplex, prepared: Prepared, dialing: Dialing): Promise<LogIn> {
  const { user, peer } = hop;
  // As for ssh, an alias stands for itself, whatever the port.
  const { name, port } =
    hop.knownAs === undefined ? { name: hop.address, port: hop.port } : { name: hop.knownAs, port: 22 };
  const { guard, identities, agentSocket } = prepared;
  const notes = [...identities.notes];
  const plan = new AuthPlan({ ...identities, agentSocket, password: hop.password });
  const login: Login = { user, plan, notes };
  let refused: Problem | undefined;
  const opened = await prepared.openSsh({
    socket,
    username: user,
    keepaliveIntervalMs: prepared.keepaliveIntervalMs,
    hostKeyAlgorithms: hostKeyAlgorithms(guard.known, name, port),
    verifyHostKey: async (key) => {
      refused = await guard.check(peer, name, port, key);
      return refused === undefined;
    },
    nextAttempt: (offered) => plan.next(offered),
    onHandshake: () => {
      dialing.stage = 'login';
    },
    onAgentFault: (message) => notes.push(`the agent at ${agentSocket} (${message})`),
  });
  if ('client' in opened) return { transport: new SshTransport(opened, peer, user) };
  socket.destroy();
  const problem = refused ?? sshProblem(peer, opened.fault, dialing.stage, login);
  return { problem, dropped: isDropped(opened.fault, dialing.stage) };
}

/** A server that hangs up while our first words are on their way to it answers them with a reset. */
function isDropped(fault: SshFault, stage: Stage): boolean {
  return fault.message === DROPPED || (stage === 'key exchange' && fault.code === 'ECONNRESET');
}
