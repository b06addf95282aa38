import { failure, type Outcome, success } from '../../core/outcome.ts';
import type { SessionOptions, SshOptions } from '../../core/ssh/target.ts';
import type { ConnectOptions } from '../connection.ts';
import { HostKeyGuard } from './host-key-guard.ts';
import { readKnownHosts, userKnownHostsFiles } from './known-hosts-file.ts';

/** Who is known on the way to a target. */
export interface Guards {
  readonly ofTarget: HostKeyGuard;
  /** A jump host's own where it has files or a policy of its own, and the target's otherwise. */
  readonly of: (hop: object) => HostKeyGuard;
}

/** Reads the known_hosts files of a target and of the jump hosts on the way to it. */
export async function readGuards(ssh: SshOptions, options: ConnectOptions): Promise<Outcome<Guards>> {
  const own = (ssh.proxyJump ?? []).filter((jump) => hasOwnHostKeys(jump));
  const [target, ...jumps] = await Promise.all([
    readGuard(ssh, options),
    ...own.map((jump) => readGuard(hostKeysOnTheWay(ssh, jump), options)),
  ]);
  const unread = [target, ...jumps].flatMap((guard) => (guard.ok ? [] : guard.problems));
  if (!target.ok || unread.length > 0) return failure(...unread);
  const guards = new Map<object | undefined, HostKeyGuard>(
    jumps.flatMap((guard, index) => (guard.ok ? [[own[index], guard.value] as const] : [])),
  );
  return success({ ofTarget: target.value, of: (hop) => guards.get(hop) ?? target.value });
}

async function readGuard(ssh: SessionOptions, options: ConnectOptions): Promise<Outcome<HostKeyGuard>> {
  const files = userKnownHostsFiles(ssh, options.homeDirectory);
  const known = await readKnownHosts(files, ssh.globalKnownHostsFiles);
  if (!known.ok) return known;
  const policy = { acceptsNew: acceptsNewKeys(ssh, options), userFile: files[0] };
  return success(new HostKeyGuard(known.value, policy));
}

/** Whether the key of a machine that is not known is taken and kept; one that has changed never is. */
export function acceptsNewKeys(ssh: SessionOptions, { acceptNewHostKeys }: ConnectOptions): boolean {
  return acceptNewHostKeys === true || (ssh.strictHostKeyChecking ?? 'yes') !== 'yes';
}

type HostKeys = Pick<
  SessionOptions,
  'userKnownHostsFiles' | 'globalKnownHostsFiles' | 'strictHostKeyChecking'
>;

/** What counts for a jump host: the target's, but for what it has of its own. */
export function hostKeysOnTheWay(target: HostKeys, jump: HostKeys): HostKeys {
  return { ...hostKeysOf(target), ...hostKeysOf(jump) };
}

function hasOwnHostKeys(jump: HostKeys): boolean {
  return Object.keys(hostKeysOf(jump)).length > 0;
}

function hostKeysOf(said: HostKeys): HostKeys {
  const { userKnownHostsFiles: user, globalKnownHostsFiles: global, strictHostKeyChecking: strict } = said;
  return {
    ...(user === undefined ? {} : { userKnownHostsFiles: user }),
    ...(global === undefined ? {} : { globalKnownHostsFiles: global }),
    ...(strict === undefined ? {} : { strictHostKeyChecking: strict }),
  };
}
