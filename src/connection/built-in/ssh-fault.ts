/** What ssh2 says when something fails: an error with a `level` that tells where. */
export interface SshFault {
  readonly message: string;
  readonly level?: string;
  readonly code?: string | number;
}

/** What ssh2 says when a server hangs up before it has said anything. */
export const DROPPED = 'Connection lost before handshake';
