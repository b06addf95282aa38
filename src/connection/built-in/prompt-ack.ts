import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/**
 * Answers each packet that the server sends, until it is told to stop.
 *
 * sshd leaves Nagle's algorithm on until the first command starts, and after the login it sends things that
 * want no answer (host keys, debug messages). What it sends next then waits until our kernel acknowledges
 * them, which it puts off for 40 ms: a quarter to a half of all first commands took that much longer. Any
 * packet of ours carries the acknowledgement; `nudge` sends one that means nothing.
 */
export function acknowledgePromptly(socket: Duplex, nudge: () => void): () => void {
  if (!(socket instanceof Socket)) return () => undefined;
  let written = socket.bytesWritten;
  const onData = (): void => {
    if (socket.bytesWritten === written && socket.writable) nudge();
    written = socket.bytesWritten;
  };
  socket.on('data', onData);
  return () => socket.off('data', onData);
}
