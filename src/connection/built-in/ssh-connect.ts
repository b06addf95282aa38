import { failure, type Outcome, success } from '../../core/outcome.ts';
import type { JumpHost, Target } from '../../core/ssh/target.ts';
import { readIdentities } from '../auth/identities.ts';
import { askOpenSsh, beyondBuiltIn, beyondProblem } from '../beyond-built-in.ts';
import { type Connection, type ConnectOptions, DEFAULT_CONNECT_TIMEOUT_MS } from '../connection.ts';
import { readGuards } from '../host-keys/read-guards.ts';
import { hostProblem, type Peer } from '../host-problem.ts';
import { ShellConnection } from '../shell/shell-connection.ts';
import type { Transport } from '../shell/transport.ts';
import { asConfigured } from '../ssh-config/as-configured.ts';
import { aroundOf, fillTokens } from '../ssh-config/tokens.ts';
import { type Dialing, type Hop, type Prepared, reachHop } from './ssh-hop.ts';
import { connectTimeoutProblem } from './ssh-problem.ts';
import type { SshTransport } from './ssh-transport.ts';

/** Opens an SSH session with a target, through its jump hosts; the time-out covers all of it. */
export async function connectSsh(asked: Target, given: ConnectOptions): Promise<Outcome<Connection>> {
  const configured = await asConfigured(asked, given);
  if (!configured.ok) return configured;
  const { target, options } = configured.value;
  const user = target.user ?? options.localUser;
  const peer: Peer = { host: target.name, endpoint: `${target.address}:${target.port}` };
  if (user === undefined) return failure(noUserProblem(peer));
  if (target.ssh.proxyCommand !== undefined && ODD.test(target.address + user)) return failure(oddName(peer));
  const withUser = { ...target, user };
  if (target.via === 'openssh') {
    const { connectOpenSsh } = await import('../openssh/connect-openssh.ts');
    return connectOpenSsh(withUser, options);
  }
  const opened = await connectBuiltIn(withUser, peer, options);
  const reason = opened.ok ? undefined : askOpenSsh(opened.problems, target.ssh);
  if (reason === undefined) return opened;
  const { connectInstead } = await import('../openssh/connect-instead.ts');
  return connectInstead(withUser, options, { peer, reason, failed: opened });
}

async function connectBuiltIn(
  target: Target & { readonly user: string },
  peer: Peer,
  options: ConnectOptions,
): Promise<Outcome<Connection>> {
  const life = new AbortController();
  const dialing: Dialing = { life: life.signal, stage: 'TCP connect' };
  const timeoutMs = options.connectTimeoutMs ?? DEFAULT_CONNECT_TIMEOUT_MS;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Outcome<SshTransport>>((resolve) => {
    timer = setTimeout(
      () => resolve(failure(dialing.dropped ?? connectTimeoutProblem(peer, timeoutMs, dialing.stage))),
      timeoutMs,
    );
  });
  const reached = await Promise.race([reach(target, target.user, options, dialing), late]);
  clearTimeout(timer);
  if (reached.ok) return success(new ShellConnection(closingAll(reached.value, life), target, options));
  life.abort();
  return reached;
}

async function reach(
  target: Target,
  user: string,
  options: ConnectOptions,
  dialing: Dialing,
): Promise<Outcome<SshTransport>> {
  const preparing = prepare(target, options);
  let reached: SshTransport | undefined;
  for (const hop of hopsTo(target, user, options)) {
    const next = await reachHop(hop, reached, preparing, dialing);
    if (!next.ok || hop.isTarget) return next;
    reached = next.value;
  }
  throw new Error('the last hop is the target');
}

function hopsTo(
  target: Target,
  user: string,
  options: ConnectOptions,
): (Hop & { readonly isTarget: boolean })[] {
  const { name, address, port, password, ssh } = target;
  const hop = (at: JumpHost, login: string, isTarget: boolean) => {
    const names = { host: at.host, original: at.configuredAs ?? at.host, port: at.port, user: login };
    const around = aroundOf({ ...names, alias: at.hostKeyAlias }, options);
    return {
      peer: { host: name, endpoint: `${at.host}:${at.port}` },
      address: at.host,
      port: at.port,
      user: login,
      session: at,
      ...(at.proxyCommand === undefined ? {} : { proxyCommand: fillTokens(at.proxyCommand, around) }),
      ...(isTarget ? { password, target: ssh } : { password: undefined, target: {} }),
      isTarget,
    };
  };
  const jumps = (ssh.proxyJump ?? []).map((jump) => hop(jump, jump.user ?? user, false));
  return [...jumps, hop({ ...ssh, host: address, port }, user, true)];
}

async function prepare(target: Target, options: ConnectOptions): Promise<Outcome<Prepared>> {
  const { name: host, ssh } = target;
  const [guards, identities, { openSsh }] = await Promise.all([
    readGuards(ssh, options),
    readIdentities(target, options),
    import('./ssh-client.ts'),
  ]);
  if (!guards.ok) return failure(...guards.problems.map((problem) => ({ ...problem, host })));
  if (!identities.ok) return identities;
  const beyond = beyondBuiltIn(target, guards.value, identities.value, options);
  if (beyond !== undefined)
    return failure(beyondProblem({ host, endpoint: `${target.address}:${target.port}` }, beyond));
  const { keepaliveIntervalMs, keepaliveMisses, identitiesOnly, agentSocket: forwardableAgent } = options;
  const { named, usual } = identities.value;
  const agentSocket =
    identitiesOnly === true && named.length + usual.length > 0 ? undefined : forwardableAgent;
  const agents = { agentSocket, forwardableAgent };
  const keepalive = { keepaliveIntervalMs, keepaliveMisses };
  return success({ guards: guards.value, identities: identities.value, ...agents, ...keepalive, openSsh });
}

/** A transport whose close also ends the sessions with the jump hosts. */
function closingAll(transport: SshTransport, life: AbortController): Transport {
  return {
    endpoint: transport.endpoint,
    login: transport.login,
    start: (commandLine, handlers) => transport.start(commandLine, handlers),
    close: async () => {
      await transport.close();
      life.abort();
    },
  };
}

/** What a shell would read otherwise in a ProxyCommand; ssh refuses such names, too. */
const ODD = /[^\w.:@%+-]/;

function oddName(peer: Peer) {
  return hostProblem(peer, 'connection.odd-name', {
    summary: `the address or login name of ${peer.endpoint} cannot stand in a ProxyCommand`,
    detail: 'It has signs that a shell would read as something else.',
    fix: 'correct ansible_host or ansible_user',
  });
}

function noUserProblem(peer: Peer) {
  return hostProblem(peer, 'connection.no-user', {
    summary: `no login name for ${peer.endpoint}`,
    fix: 'set ansible_user',
  });
}
