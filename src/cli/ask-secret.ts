import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { Secret } from '../core/secret.ts';

/** Asks on the terminal without echo; without a terminal, takes the first line of standard input. */
export function askSecret(prompt: string): Promise<Secret> {
  const terminal = process.stdin.isTTY === true;
  if (terminal) process.stderr.write(prompt);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal });
  return new Promise((resolve) => {
    let answer = '';
    lines.once('line', (line) => {
      answer = line;
      lines.close();
    });
    lines.once('SIGINT', () => {
      lines.close();
      process.kill(process.pid, 'SIGINT');
    });
    lines.once('close', () => {
      if (terminal) process.stderr.write('\n');
      resolve(new Secret(answer));
    });
  });
}
