import type { Outcome } from '../../core/outcome.ts';
import type { Target } from '../../core/ssh/target.ts';
import type { Connection, ConnectOptions } from '../connection.ts';
import type { Peer } from '../host-problem.ts';
import { connectOpenSsh } from './connect-openssh.ts';

/** Goes by the system's ssh where the SSH that is built in cannot do what is needed; says so, and why. */
export async function connectInstead(
  target: Target & { readonly user: string },
  options: ConnectOptions,
  because: { readonly peer: Peer; readonly reason: string; readonly failed: Outcome<Connection> },
): Promise<Outcome<Connection>> {
  const { peer, reason, failed } = because;
  const opened = await connectOpenSsh(target, options);
  if (!opened.ok && opened.problems.some(({ code }) => code === 'connection.no-openssh')) return failed;
  options.onNote?.(peer.host, `connected by the program ssh, because ${reason}`);
  return opened;
}
