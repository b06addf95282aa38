import type { Outcome } from '../core/outcome.ts';
import type { Target } from '../core/ssh/target.ts';

/** What a finished program left; a signal n counts as exit code 128 + n, as a shell has it. */
export interface CommandResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What may be shown of a program and its answer where these hold what nobody should read. */
export interface Shown {
  /** In place of the program. */
  readonly program?: string;
  /** In place of what it prints. */
  readonly answer?: (output: string) => string;
}

export interface RunOptions {
  /** What the program does, for messages such as `connection lost while reading facts`. */
  readonly label?: string;
  /** Milliseconds until the program is ended on the target too; default 10 minutes. */
  readonly timeoutMs?: number;
  /** Called for each full line as it arrives; the line is still part of `stdout`. */
  readonly onStdoutLine?: (line: string) => void;
  /** Bytes of stdout and stderr together; more is a problem, default 16 MiB. */
  readonly maxOutputBytes?: number;
  /** Characters that are kept of each of stdout and stderr, in place of a limit: what comes after is dropped. */
  readonly keptCharacters?: number;
  /** For logs; default all of it. */
  readonly shown?: () => Shown;
}

/** A program that goes on until it ends by itself or is stopped. */
export interface Stream {
  /** Settles when the program has ended; a lost connection is a problem, `stop()` is not. */
  readonly ended: Promise<Outcome<CommandResult>>;
  /** Ends the program and everything it started on the target. */
  stop(): void;
}

export interface StreamOptions {
  /** What the program does, for messages. */
  readonly label?: string;
  /** Called for each full line of stdout; lines handed on are not kept in the result. */
  readonly onLine: (line: string) => void;
  /** Bytes of stdout and stderr together, however long it goes on; default 16 MiB and 128 KiB a second. */
  readonly maxOutputBytes?: number;
}

/** One open session with one machine. All that it runs is a POSIX-sh program, sent over stdin. */
export interface Connection {
  /** Inventory name of the host. */
  readonly host: string;
  /** Commands and uploads so far that waited for the host. */
  readonly roundTrips: number;
  /** Runs a program as the user that `become` names. Any exit code is a success of this call. */
  run(program: string, options?: RunOptions): Promise<Outcome<CommandResult>>;
  /** Starts a long-running program and hands on each line that it prints. Counts as one round trip. */
  stream(program: string, options: StreamOptions): Stream;
  /** Writes a file beside its destination and renames it into place. Mode as in chmod, for example 0o640. */
  upload(
    content: Uint8Array | { readonly path: string },
    destination: string,
    mode: number,
  ): Promise<Outcome<void>>;
  /**
   * Opens the session anew where it was lost; what ran over it stays lost. Undefined where that cannot be
   * done. One attempt: who waits for a machine to come back tries again.
   */
  renew?(): Promise<Outcome<void>>;
  /** Closes the session; never fails. */
  close(): Promise<void>;
}

export interface ConnectOptions {
  /** Where the user's `.ssh` folder is; without it there are no default keys and no default known_hosts. */
  readonly homeDirectory?: string;
  /** Name of the user who runs this program: the login name where the inventory gives none. */
  readonly localUser?: string;
  /** Socket of a running ssh-agent (`SSH_AUTH_SOCK`). */
  readonly agentSocket?: string;
  /** Milliseconds until a connect gives up; default 10 000. */
  readonly connectTimeoutMs?: number;
  /** Whether somebody has asked for that limit: then ssh's configuration has no other. */
  readonly connectTimeoutIsSaid?: boolean;
  /** Milliseconds between keepalives; default 5 000. */
  readonly keepaliveIntervalMs?: number;
  /** How many keepalives may stay unanswered; default 3. */
  readonly keepaliveMisses?: number;
  /** Log in with the keys that are named, and not with all of the agent's. */
  readonly identitiesOnly?: boolean;
  /** Variables of the environment that ssh's configuration may name. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Does some work for all hosts only once, and remembers what came of it. */
  readonly askOnce?: <T>(key: string, work: () => Promise<T>) => Promise<T>;
  /** Take an unknown host's key and remember it; a changed key is refused all the same. */
  readonly acceptNewHostKeys?: boolean;
  /** Its end leaves off waiting for a machine. */
  readonly signal?: AbortSignal;
  /** Told what a person should know of a connection that came up in another way than asked for. */
  readonly onNote?: (host: string, text: string) => void;
}

/** Opens a session; every failure is a `connection.…` problem with the host on it. */
export type Connect = (target: Target, options?: ConnectOptions) => Promise<Outcome<Connection>>;

/** Milliseconds for all of a connect, where nobody says otherwise. */
export const DEFAULT_CONNECT_TIMEOUT_MS = 10_000;
