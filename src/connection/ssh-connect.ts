import { failure, type Outcome, success } from '../core/outcome.ts';
import type { Target } from '../core/target.ts';
import type { Connection, ConnectOptions } from './connection.ts';
import { HostKeyGuard } from './host-key-guard.ts';
import { hostProblem, type Peer } from './host-problem.ts';
import { readIdentities } from './identities.ts';
import { readKnownHosts, userKnownHostsFiles } from './known-hosts-file.ts';
import { ShellConnection } from './shell-connection.ts';
import { type Dialing, type Hop, type Prepared, reachHop } from './ssh-hop.ts';
import { connectTimeoutProblem } from './ssh-problem.ts';
import type { SshTransport } from './ssh-transport.ts';
import type { Transport } from './transport.ts';

const DEFAULT_CONNECT_TIMEOUT_MS = 10_000;

/** Opens an SSH session with a target, through its jump hosts; the time-out covers all of it. */
export async function connectSsh(target: Target, options: ConnectOptions): Promise<Outcome<Connection>> {
  const user = target.user ?? options.localUser;
  const peer: Peer = { host: target.name, endpoint: `${target.address}:${target.port}` };
  if (user === undefined) return failure(noUserProblem(peer));
  const life = new AbortController();
  const dialing: Dialing = { life: life.signal, stage: 'TCP connect' };
  const timeoutMs = options.connectTimeoutMs ?? DEFAULT_CONNECT_TIMEOUT_MS;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Outcome<SshTransport>>((resolve) => {
    timer = setTimeout(
      () => resolve(failure(connectTimeoutProblem(peer, timeoutMs, dialing.stage))),
      timeoutMs,
    );
  });
  const reached = await Promise.race([reach(target, user, options, dialing), late]);
  clearTimeout(timer);
  if (reached.ok) return success(new ShellConnection(closingAll(reached.value, life), target));
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
  for (const hop of hopsTo(target, user)) {
    const next = await reachHop(hop, reached, preparing, dialing);
    if (!next.ok || hop.isTarget) return next;
    reached = next.value;
  }
  throw new Error('the last hop is the target');
}

function hopsTo(target: Target, user: string): (Hop & { readonly isTarget: boolean })[] {
  const { name, address, port, password } = target;
  const peerAt = (host: string, at: number): Peer => ({ host: name, endpoint: `${host}:${at}` });
  const jumps = (target.ssh.proxyJump ?? []).map((jump) => ({
    peer: peerAt(jump.host, jump.port),
    address: jump.host,
    port: jump.port,
    user: jump.user ?? user,
    password: undefined,
    isTarget: false,
  }));
  return [...jumps, { peer: peerAt(address, port), address, port, user, password, isTarget: true }];
}

async function prepare(target: Target, options: ConnectOptions): Promise<Outcome<Prepared>> {
  const { name: host, ssh } = target;
  const files = userKnownHostsFiles(ssh, options.homeDirectory);
  const [known, identities, { openSsh }] = await Promise.all([
    readKnownHosts(files),
    readIdentities(target, options),
    import('./ssh-client.ts'),
  ]);
  if (!known.ok) return failure(...known.problems.map((problem) => ({ ...problem, host })));
  if (!identities.ok) return identities;
  const guard = new HostKeyGuard(known.value, {
    acceptsNew: options.acceptNewHostKeys === true || (ssh.strictHostKeyChecking ?? 'yes') !== 'yes',
    userFile: files[0],
  });
  const { agentSocket, keepaliveIntervalMs } = options;
  return success({ guard, identities: identities.value, agentSocket, keepaliveIntervalMs, openSsh });
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

function noUserProblem(peer: Peer) {
  return hostProblem(peer, 'connection.no-user', {
    summary: `no login name for ${peer.endpoint}`,
    fix: 'set ansible_user',
  });
}
