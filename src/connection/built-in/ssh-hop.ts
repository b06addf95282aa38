import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { failure, type Outcome, success } from '../../core/outcome.ts';
import type { Problem } from '../../core/problem.ts';
import type { Secret } from '../../core/secret.ts';
import type { SessionOptions, SshOptions } from '../../core/ssh/target.ts';
import { AuthPlan } from '../auth/auth-plan.ts';
import type { Identities } from '../auth/identities.ts';
import { hostKeyAlgorithms } from '../host-keys/host-key.ts';
import type { Guards } from '../host-keys/read-guards.ts';
import type { Peer } from '../host-problem.ts';
import { openProxyCommand } from '../ssh-config/proxy-command.ts';
import type { openSsh } from './ssh-client.ts';
import { DROPPED, type SshFault } from './ssh-fault.ts';
import { forwardProblem, type Login, type Stage, socketProblem, sshProblem } from './ssh-problem.ts';
import { SshTransport } from './ssh-transport.ts';
import { openTcp } from './tcp.ts';
import { type Tried, whileDropped } from './while-dropped.ts';

/** One machine on the way: a jump host, or the target. */
export interface Hop {
  readonly peer: Peer;
  readonly address: string;
  readonly port: number;
  readonly user: string;
  /** Undefined for a jump host: the target's password is none of its business. */
  readonly password: Secret | undefined;
  /** Leads to it instead of a TCP connection, with its tokens filled in. */
  readonly proxyCommand?: string;
  readonly session: SessionOptions;
  /** What only the target has: an agent for its programs, and methods of logging in. */
  readonly target: Pick<SshOptions, 'forwardAgent' | 'preferredLogins' | 'logins'>;
}

/** What every hop of a connection needs. */
export interface Prepared {
  readonly guards: Guards;
  readonly identities: Identities;
  readonly agentSocket: string | undefined;
  /** The same agent, where programs on the target may use it, though it may not serve to log in. */
  readonly forwardableAgent: string | undefined;
  readonly keepaliveIntervalMs: number | undefined;
  readonly keepaliveMisses: number | undefined;
  readonly openSsh: typeof openSsh;
}

/** The connection as a whole while it is made: its end closes every socket of it. */
export interface Dialing {
  readonly life: AbortSignal;
  stage: Stage;
  /** Why the last try was in vain, while the next one is awaited or made. */
  dropped?: Problem;
}

/** Opens a session with one machine, directly or through the one before it. */
export function reachHop(
  hop: Hop,
  via: SshTransport | undefined,
  preparing: Promise<Outcome<Prepared>>,
  dialing: Dialing,
): Promise<Outcome<SshTransport>> {
  return whileDropped(async (before) => {
    if (before !== undefined) dialing.dropped = before;
    dialing.stage = via === undefined ? 'TCP connect' : 'way through the jump host';
    // Files and modules are read while TCP connects.
    const [socket, prepared] = await Promise.all([openSocket(hop, via, dialing.life), preparing]);
    if (!prepared.ok) return { outcome: prepared, dropped: false };
    if (!socket.ok) return { outcome: socket, dropped: false };
    dialing.stage = 'key exchange';
    const tried = await logIn(hop, socket.value, prepared.value, dialing);
    if (tried.outcome.ok) delete dialing.dropped;
    return tried;
  }, dialing.life);
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
  const { connectionAttempts = 1, ...how } = hop.session;
  const kind = isIP(hop.address);
  if (kind !== 0 && how.addressFamily !== undefined && kind !== how.addressFamily) {
    const message = `${hop.address} is no IPv${how.addressFamily} address`;
    return failure(socketProblem(hop.peer, { code: 'ENOTFOUND', message }));
  }
  let fault: SshFault | undefined;
  for (let left = connectionAttempts; left > 0; left -= 1) {
    const { socket, opened } = openTcp(hop.address, hop.port, how);
    const end = (): void => void socket.destroy();
    life.addEventListener('abort', end, { once: true });
    fault = await opened;
    if (fault === undefined) return success(socket);
    life.removeEventListener('abort', end);
    // As ssh does, which waits a second, too.
    if (left > 1) await delay(ATTEMPT_PAUSE_MS, undefined, { signal: life }).catch(() => undefined);
    if (life.aborted) break;
  }
  return failure(socketProblem(hop.peer, fault ?? { message: 'it was not tried' }));
}

const ATTEMPT_PAUSE_MS = 1_000;

async function logIn(
  hop: Hop,
  socket: Duplex,
  prepared: Prepared,
  dialing: Dialing,
): Promise<Tried<SshTransport>> {
  const { user, peer } = hop;
  // As for ssh, an alias stands for itself, whatever the port.
  const { hostKeyAlias, algorithms = {} } = hop.session;
  const { name, port } =
    hostKeyAlias === undefined ? { name: hop.address, port: hop.port } : { name: hostKeyAlias, port: 22 };
  const { identities, agentSocket } = prepared;
  const guard = prepared.guards.of(hop.session);
  const notes = [...identities.notes];
  const plan = new AuthPlan({ ...identities, ...hop.target, agentSocket, password: hop.password });
  const login: Login = { user, plan, notes };
  let refused: Problem | undefined;
  const opened = await prepared.openSsh({
    socket,
    username: user,
    keepaliveIntervalMs: prepared.keepaliveIntervalMs,
    keepaliveMisses: prepared.keepaliveMisses,
    algorithms,
    hostKeyAlgorithms: hostKeyAlgorithms(guard.known, name, port, algorithms.hostKeys),
    forwardedAgent: forwardedAgent(hop, prepared),
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
  if ('client' in opened) return { outcome: success(new SshTransport(opened, peer, user)), dropped: false };
  socket.destroy();
  const problem = refused ?? sshProblem(peer, opened.fault, dialing.stage, login);
  return { outcome: failure(problem), dropped: isDropped(opened.fault, dialing.stage) };
}

/** As with ssh, an agent that is not there is not forwarded, and that is no fault. */
function forwardedAgent({ target }: Hop, { forwardableAgent }: Prepared): string | undefined {
  const { forwardAgent = false } = target;
  return forwardAgent === true ? forwardableAgent : forwardAgent || undefined;
}

/** A server that hangs up while our first words are on their way to it answers them with a reset. */
function isDropped(fault: SshFault, stage: Stage): boolean {
  return fault.message === DROPPED || (stage === 'key exchange' && fault.code === 'ECONNRESET');
}
