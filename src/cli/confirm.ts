import { createInterface } from 'node:readline';

/**
 * Asks a person on the terminal for a yes or no, and takes all but `y` and `yes` for a no. Standard error
 * shows the question, so that a result that goes to a file stays clean. Callers see to it that there is a terminal.
 */
export function confirm(question: string, signal: AbortSignal): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  return new Promise((resolve) => {
    let yes = false;
    const close = () => lines.close();
    signal.addEventListener('abort', close, { once: true });
    lines.once('SIGINT', () => {
      process.kill(process.pid, 'SIGINT');
      close();
    });
    lines.once('close', () => {
      signal.removeEventListener('abort', close);
      resolve(yes);
    });
    lines.question(`${question} [y/N] `, (answer) => {
      yes = /^y(es)?$/i.test(answer.trim());
      close();
    });
  });
}
