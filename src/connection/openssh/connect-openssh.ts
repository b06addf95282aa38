import { failure, type Outcome, success } from '../../core/outcome.ts';
import type { Target } from '../../core/ssh/target.ts';
import { readIdentities } from '../auth/identities.ts';
import { connectTimeoutProblem } from '../built-in/ssh-problem.ts';
import { whileDropped } from '../built-in/while-dropped.ts';
import { type Connection, type ConnectOptions, DEFAULT_CONNECT_TIMEOUT_MS } from '../connection.ts';
import { hasKnownKey } from '../host-keys/host-key.ts';
import { unwritableProblem } from '../host-keys/host-key-guard.ts';
import { makeReadyForEntry, readKnownHosts, userKnownHostsFiles } from '../host-keys/known-hosts-file.ts';
import type { KnownKeys } from '../host-keys/known-keys.ts';
import { acceptsNewKeys } from '../host-keys/read-guards.ts';
import { hostProblem, type Peer } from '../host-problem.ts';
import { ShellConnection } from '../shell/shell-connection.ts';
import { Master } from './master.ts';
import { openSshProblem } from './openssh-problem.ts';
import { OpenSshTransport } from './openssh-transport.ts';
import { type Destination, keysOfHome } from './words.ts';

/**
 * Opens a session with a target by the system's ssh, which is logged in once and shared by all commands.
 * @param target with what ssh's configuration says of it where the inventory says nothing
 */
export async function connectOpenSsh(
  target: Target & { readonly user: string },
  options: ConnectOptions,
): Promise<Outcome<Connection>> {
  const { name: host, ssh } = target;
  const peer: Peer = { host, endpoint: `${target.address}:${target.port}` };
  const files = userKnownHostsFiles(ssh, options.homeDirectory);
  const [known, ofJumps, identities] = await Promise.all([
    readKnownHosts(files, ssh.globalKnownHostsFiles),
    readKnownHosts(filesOfJumps(target), []),
    readIdentities(target, options),
  ]);
  if (!known.ok) return failure(...known.problems.map((problem) => ({ ...problem, host })));
  if (!ofJumps.ok) return failure(...ofJumps.problems.map((problem) => ({ ...problem, host })));
  if (!identities.ok) return identities;
  const to = destination(target, options, files, known.value);
  const unwritable = to.acceptsNewKeys ? await mayRemember(peer, files[0]) : undefined;
  if (unwritable !== undefined) return unwritable;
  const master = await opened(to, target, peer, known.value.with(ofJumps.value));
  if (!master.ok) return master;
  const forwards = ssh.forwardAgent !== undefined && ssh.forwardAgent !== false;
  const transport = new OpenSshTransport(master.value, peer, target.user, forwards);
  return success(new ShellConnection(transport, target, options));
}

/** Where keys of jump hosts are known that have files of their own. */
function filesOfJumps({ ssh }: Target): readonly string[] {
  return (ssh.proxyJump ?? []).flatMap(
    ({ userKnownHostsFiles: own = [], globalKnownHostsFiles: all = [] }) => [...own, ...all],
  );
}

function destination(
  target: Target & { readonly user: string },
  options: ConnectOptions,
  files: readonly string[],
  known: KnownKeys,
): Destination {
  const { ssh, address, port, user, privateKeyFile, password } = target;
  const named = [...(privateKeyFile === undefined ? [] : [privateKeyFile]), ...(ssh.identityFiles ?? [])];
  const usual = ssh.usualIdentityFiles ?? keysOfHome(options.homeDirectory ?? '/nonexistent');
  const accepts = acceptsNewKeys(ssh, options);
  return {
    ...{ address, port, user, ssh, options, knownHostsFiles: files },
    keys: named.length > 0 ? named : usual,
    // A machine that is known by keys of other types counts as changed, and not as new.
    acceptsNewKeys: accepts && !hasKnownKey(known, ssh.hostKeyAlias ?? address, ssh.hostKeyAlias ? 22 : port),
    asksPassword: password !== undefined,
  };
}

/** ssh goes on without keeping a new key where it cannot; then it could not be told from a changed one next time. */
async function mayRemember(peer: Peer, file: string | undefined): Promise<Outcome<never> | undefined> {
  if (file === undefined) return undefined;
  try {
    await makeReadyForEntry(file);
    return undefined;
  } catch (error) {
    return failure(unwritableProblem(peer, file, error));
  }
}

/** The time-out covers all attempts; a server that drops logins is asked again. */
async function opened(
  to: Destination,
  target: Target & { readonly user: string },
  peer: Peer,
  known: KnownKeys,
): Promise<Outcome<Master>> {
  const attempt = { peer, user: target.user, known, machines: 1 + (target.ssh.proxyJump?.length ?? 0) };
  const timeoutMs = to.options.connectTimeoutMs ?? DEFAULT_CONNECT_TIMEOUT_MS;
  const late = AbortSignal.timeout(timeoutMs);
  return whileDropped(async (before) => {
    const master = await Master.start(to, target.password);
    const cut = (): void => void master.close();
    late.addEventListener('abort', cut, { once: true });
    const isOpen = await master.opened;
    late.removeEventListener('abort', cut);
    if (isOpen && !late.aborted) return { outcome: success(master), dropped: false };
    await master.close();
    if (late.aborted) {
      const stage = master.account.stage(attempt.machines);
      return { outcome: failure(before ?? connectTimeoutProblem(peer, timeoutMs, stage)), dropped: false };
    }
    const isMissing = /^env: .*ssh.*: No such file/m.test(master.account.complaints);
    if (isMissing) return { outcome: failure(noSshProblem(peer)), dropped: false };
    const { problem, dropped } = openSshProblem(attempt, master.account);
    return { outcome: failure(problem), dropped };
  }, late);
}

function noSshProblem(peer: Peer) {
  return hostProblem(peer, 'connection.no-openssh', {
    summary: `${peer.endpoint} is to be reached by the program ssh, which is not on this machine`,
    fix: 'install it here (Debian: openssh-client; RHEL: openssh-clients), or set ansible_connection: ssh',
  });
}
