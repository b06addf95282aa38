import type { Problem } from '../../core/problem.ts';
import { hostProblem, type Peer } from '../host-problem.ts';

/** sshd refuses a channel while older ones still close; waits between the attempts, in ms. */
export const OPEN_RETRIES_MS = [20, 50, 100, 200, 500, 1_000, 2_000, 4_000];

/** sshd goes on refusing. */
export function refusedProblem(peer: Peer, reason: string): Problem {
  return hostProblem(peer, 'connection.channel-refused', {
    summary: `${peer.endpoint} opens no more sessions on this connection`,
    detail: reason,
    fix: 'raise MaxSessions in the sshd_config of the machine (its default is 10)',
  });
}
