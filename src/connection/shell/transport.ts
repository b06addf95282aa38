import type { Writable } from 'node:stream';
import type { Outcome } from '../../core/outcome.ts';

/** How a process ended: with an exit code (128 + n for signal n), or because the way to it broke. */
export type ProcessEnd =
  | { readonly kind: 'exit'; readonly code: number }
  | { readonly kind: 'lost'; readonly reason: string };

/** A shell command that was started. */
export interface ShellProcess {
  readonly stdin: Writable;
  /** Lets go of the process without waiting for its end. */
  abandon(): void;
}

/** What becomes of a command; `onEnd` comes once, after the last chunk. */
export interface ProcessHandlers {
  /** Called before any other handler, so that an answer can be given to the first thing that is said. */
  readonly onStarted: (process: ShellProcess) => void;
  readonly onStdout: (chunk: Buffer) => void;
  readonly onStderr: (chunk: Buffer) => void;
  readonly onEnd: (end: ProcessEnd) => void;
}

/** The way to a shell: SSH channels or local processes. What runs over it is the same for both. */
export interface Transport {
  /** Where it leads, for messages: `10.0.0.5:22`, or `this machine`. */
  readonly endpoint: string;
  /** The user that commands run as before any `become`, where known. */
  readonly login: string | undefined;
  /** Starts a command line that any login shell (sh, csh, fish) reads alike; fails if it never started. */
  start(commandLine: string, handlers: ProcessHandlers): Promise<Outcome<void>>;
  close(): Promise<void>;
}
