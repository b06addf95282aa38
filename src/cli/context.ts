import type { Clock } from '../core/clock.ts';
import type { Secret } from '../core/secret.ts';
import type { StepAnswer } from '../run/choice/step-by-step.ts';

/** The world as commands see it; the only way for them to print, ask or read the environment. */
export interface CommandContext {
  /** Results: standard output. */
  readonly out: (text: string) => void;
  /** Progress and problems: standard error. */
  readonly err: (text: string) => void;
  /** What stands after the program's name. */
  readonly words: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly inIsTerminal: boolean;
  readonly outIsTerminal: boolean;
  readonly errIsTerminal: boolean;
  readonly columns: () => number;
  readonly rows: () => number;
  readonly homeDirectory: string;
  readonly localUser: string;
  readonly clock: Clock;
  /** Aborted by the first SIGINT or SIGTERM; the reason is the exit code that it leads to. */
  readonly interrupted: AbortSignal;
  /**
   * Does work during which a signal ends the process at once: nothing that matters is under way, and the event
   * loop, on which signals are handled otherwise, may be blocked for good.
   */
  readonly endedBySignals: <T>(work: () => Promise<T>) => Promise<T>;
  /** Whether something comes in on standard input that nobody types, as from `printf x |` or `< file`. */
  readonly pipedInput: () => Promise<boolean>;
  /** All of standard input, as bytes. */
  readonly readInput: () => Promise<Buffer>;
  /** Asks a person for a secret, without echo. */
  readonly askSecret: (prompt: string) => Promise<Secret>;
  /** Asks a person for a yes or no; only where `inIsTerminal`, for otherwise nobody would answer. */
  readonly confirm: (question: string) => Promise<boolean>;
  /** Asks a person whether a step is wanted; only where `inIsTerminal`. */
  readonly askStep: (question: string) => Promise<StepAnswer>;
  /** What is said when the first signal comes, instead of what is true for a run. */
  readonly onInterrupt?: (text: string) => void;
  /** Has work done when the command is over, whatever became of it; set by `run`. */
  readonly atEnd?: (work: () => Promise<void>) => void;
  /** Sets the exit code; the last word counts. */
  readonly exit: (code: number) => void;
}
