import { connect, type Socket } from 'node:net';
import type { SessionOptions } from '../../core/ssh/target.ts';
import type { SshFault } from './ssh-fault.ts';

/** Patience with each address of a name that has several; Node's own 250 ms is less than some round trips. */
const ADDRESS_ATTEMPT_MS = 2_500;

/** A TCP connection with Nagle's algorithm off, or what went wrong. */
export function openTcp(
  host: string,
  port: number,
  { addressFamily, bindAddress }: Pick<SessionOptions, 'addressFamily' | 'bindAddress'> = {},
): { readonly socket: Socket; readonly opened: Promise<SshFault | undefined> } {
  const socket = connect({
    host,
    port,
    noDelay: true,
    // Node chooses among all addresses only where it may take both kinds.
    autoSelectFamily: addressFamily === undefined,
    ...(addressFamily === undefined ? {} : { family: addressFamily }),
    ...(bindAddress === undefined ? {} : { localAddress: bindAddress }),
    autoSelectFamilyAttemptTimeout: ADDRESS_ATTEMPT_MS,
  });
  gatherWrites(socket);
  const opened = new Promise<SshFault | undefined>((resolve) => {
    // Stays attached: an error between two owners of the socket must find a listener.
    socket.on('error', resolve);
    socket.once('close', () => resolve({ message: 'given up' }));
    socket.once('connect', () => resolve(undefined));
  });
  return { socket, opened };
}

/** ssh2 writes each packet in three pieces; without Nagle each would travel, and be acknowledged, alone. */
function gatherWrites(socket: Socket): void {
  const write = socket.write;
  Object.defineProperty(socket, 'write', {
    // Node puts a write of its own here when the other side hangs up.
    writable: true,
    value: (...data: readonly unknown[]): unknown => {
      if (socket.writableCorked === 0) {
        socket.cork();
        process.nextTick(() => socket.uncork());
      }
      return Reflect.apply(write, socket, data);
    },
  });
}
