import { homedir, userInfo } from 'node:os';
import { systemClock } from '../core/clock.ts';
import type { StepAnswer } from '../run/choice/step-by-step.ts';
import type { CommandContext } from './context.ts';
import { SIGNAL_CODES } from './interruption.ts';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

const INTERRUPTED =
  '\nInterrupted: finishing what is in flight, beginning nothing new. Once more ends it at once.\n';

/** The real world, for the words of one command line. */
export function createContext(words: readonly string[]): CommandContext {
  const interrupt = new AbortController();
  // One question at a time, whoever else asks meanwhile.
  let lastAnswer: Promise<unknown> = Promise.resolve();
  const oneAtATime = <T>(ask: () => Promise<T>, unasked: T): Promise<T> => {
    const answer = lastAnswer.then(() => (interrupt.signal.aborted ? unasked : ask()));
    lastAnswer = answer.catch(() => undefined);
    return answer;
  };
  const err = (text: string) => void process.stderr.write(text);
  const context: CommandContext = {
    out: (text) => void process.stdout.write(text),
    err,
    words,
    environment: process.env,
    inIsTerminal: process.stdin.isTTY === true,
    outIsTerminal: process.stdout.isTTY === true,
    errIsTerminal: process.stderr.isTTY === true,
    columns: () => process.stderr.columns ?? 120,
    rows: () => process.stderr.rows ?? 24,
    homeDirectory: homedir(),
    localUser: userInfo().username,
    clock: systemClock,
    interrupted: interrupt.signal,
    endedBySignals: async (work) => {
      for (const signal of SIGNALS) process.off(signal, handlers[signal]);
      try {
        return await work();
      } finally {
        for (const signal of SIGNALS) process.on(signal, handlers[signal]);
      }
    },
    pipedInput: async () => {
      const { pipedInput } = await import('./piped-input.ts');
      return pipedInput();
    },
    readInput: async () => {
      const { buffer } = await import('node:stream/consumers');
      return buffer(process.stdin);
    },
    askSecret: async (prompt) => {
      const { askSecret } = await import('./ask-secret.ts');
      return askSecret(prompt);
    },
    confirm: (question) =>
      oneAtATime(async () => {
        const { confirm } = await import('./execute/confirm.ts');
        return confirm(question, interrupt.signal);
      }, false),
    askStep: (question) =>
      oneAtATime<StepAnswer>(async () => {
        const { askStep } = await import('./execute/confirm.ts');
        return askStep(question, interrupt.signal);
      }, 'no'),
    onInterrupt: (text) => {
      told = text;
    },
    exit: (code) => {
      process.exitCode = signalled ?? code;
    },
  };
  let told = INTERRUPTED;
  let signalled: number | undefined;
  const onSignal = (signal: (typeof SIGNALS)[number]) => {
    if (signalled !== undefined) process.exit(signalled);
    signalled = SIGNAL_CODES[signal];
    process.exitCode = signalled;
    err(told);
    interrupt.abort(signalled);
  };
  const handlers = { SIGINT: () => onSignal('SIGINT'), SIGTERM: () => onSignal('SIGTERM') };
  for (const signal of SIGNALS) process.on(signal, handlers[signal]);
  // A reader that has gone away, such as `| head`, is no reason for a stack trace.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
  return context;
}
