import { connect, type Socket } from 'node:net';
import type { SshFault } from './ssh-fault.ts';

/** Patience with each address of a name that has several; Node's own 250 ms is less than some round trips. */
const ADDRESS_ATTEMPT_MS = 2_500;

/** A TCP connection with Nagle's algorithm off, or what went wrong. */
export function openTcp(
  host: string,
  port: number,
): { readonly socket: Socket; readonly opened: Promise<SshFault | undefined> } {
  const socket = connect({
    host,
    port,
    noDelay: true,
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: ADDRESS_ATTEMPT_MS,
  });
  const opened = new Promise<SshFault | undefined>((resolve) => {
    // Stays attached: an error between two owners of the socket must find a listener.
    socket.on('error', resolve);
    socket.once('close', () => resolve({ message: 'given up' }));
    socket.once('connect', () => resolve(undefined));
  });
  return { socket, opened };
}
