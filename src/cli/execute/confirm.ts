import { createInterface } from 'node:readline';
import type { StepAnswer } from '../../run/choice/step-by-step.ts';

/** Asks a person on the terminal for a yes or no, and takes all but `y` and `yes` for a no. */
export async function confirm(question: string, signal: AbortSignal): Promise<boolean> {
  return /^y(es)?$/i.test(await answerTo(`${question} [y/N] `, signal));
}

/** The same for one of many steps, with `a` or `all` for a yes to all that follow. */
export async function askStep(question: string, signal: AbortSignal): Promise<StepAnswer> {
  const answer = await answerTo(`${question} [y/N/a(ll)] `, signal);
  if (/^a(ll)?$/i.test(answer)) return 'all';
  return /^y(es)?$/i.test(answer) ? 'yes' : 'no';
}

/**
 * What a person types on the terminal; nothing where the question is broken off. Standard error shows the question,
 * so that a result that goes to a file stays clean. Callers see to it that there is a terminal.
 */
function answerTo(question: string, signal: AbortSignal): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  return new Promise((resolve) => {
    let said = '';
    const close = () => lines.close();
    signal.addEventListener('abort', close, { once: true });
    lines.once('SIGINT', () => {
      process.kill(process.pid, 'SIGINT');
      close();
    });
    lines.once('close', () => {
      signal.removeEventListener('abort', close);
      resolve(said);
    });
    lines.question(question, (answer) => {
      said = answer.trim();
      close();
    });
  });
}
