import { fstatSync } from 'node:fs';

/** Who writes into a pipe has begun by then; who never does must not be waited for. */
const PATIENCE_MS = 200;

/** Whether standard input is a file with something in it, or a pipe into which something has been written. */
export function pipedInput(): Promise<boolean> {
  const input = fstatSync(0);
  if (input.isFile()) return Promise.resolve(input.size > 0);
  if (!input.isFIFO() && !input.isSocket()) return Promise.resolve(false);
  const { stdin } = process;
  return new Promise((resolve) => {
    const done = (piped: boolean) => {
      clearTimeout(timer);
      stdin.off('readable', look).off('end', none).off('error', none).pause();
      stdin.unref();
      resolve(piped);
    };
    const look = () => (stdin.readableLength > 0 ? done(true) : undefined);
    const none = () => done(false);
    const timer = setTimeout(none, PATIENCE_MS);
    stdin.on('readable', look).on('end', none).on('error', none);
  });
}
