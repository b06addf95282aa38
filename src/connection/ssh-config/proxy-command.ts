import { spawn } from 'node:child_process';
import { Duplex } from 'node:stream';

/** The standard input and output of a command as a socket; the command ends with it. */
export function openProxyCommand(command: string, life: AbortSignal): Duplex {
  // As ssh does: `exec`, so that the command itself is what is ended.
  const child = spawn('/bin/sh', ['-c', `exec ${command}`], { stdio: ['pipe', 'pipe', 'ignore'] });
  const socket = Duplex.from({ readable: child.stdout, writable: child.stdin });
  const end = (): void => {
    socket.destroy();
    child.kill('SIGTERM');
  };
  child.on('error', end);
  child.stdin.on('error', end);
  socket.on('error', () => undefined);
  socket.once('close', () => child.kill('SIGTERM'));
  life.addEventListener('abort', end, { once: true });
  return socket;
}
