import type { Clock } from '../../core/clock.ts';
import type { Outcome } from '../../core/outcome.ts';
import type { Problem } from '../../core/problem.ts';
import type { StepDefaults } from '../define/options/step-defaults.ts';
import type { Fact, Facts } from '../fact.ts';
import type { Undo } from '../resource.ts';
import type { StepEffect } from './effect.ts';
import type { StepMeta } from './meta.ts';

/** What every step tells of itself; kinds of step add their own. */
export interface StepResult {
  /** Whether anything was changed. */
  readonly changed: boolean;
  /** Of a check: what the step would really give cannot be known, and this is a guess. */
  readonly guessed?: boolean;
  /** It was left out, by its `when` or by tags. */
  readonly skipped?: boolean;
}

/** Characters that are kept of what a program prints, each of stdout and stderr. */
export const KEPT_OUTPUT = 1_048_576;

/** What a program left. */
export interface ProgramResult {
  /** A signal n counts as 128 + n. */
  readonly exitCode: number;
  /** At most 1 MiB. */
  readonly stdout: string;
  /** At most 1 MiB. */
  readonly stderr: string;
}

/** How a program of an action is run. */
export interface ProgramOptions {
  /** What it does, for people: `waiting for port 80`. */
  readonly activity: string;
  /** Milliseconds until it is ended on the machine too. */
  readonly timeoutMs?: number;
  /** Characters that are kept of what it prints, each of stdout and stderr; default: more than 16 MiB is a failure. */
  readonly keptCharacters?: number;
  /** What it prints is for no log. */
  readonly unshown?: true;
}

/** A change that an action makes, so that the run's journal knows of it. */
export interface ActionChange {
  /** POSIX sh; any exit code is an answer. */
  readonly script: string;
  /** Those of a program that did what it was for, as the journal has it; default 0. */
  readonly exitCodes?: readonly number[];
  /** Copied before it runs. */
  readonly keep?: readonly string[];
  /** Without it, a rollback leaves what was done as it is, and says so. */
  readonly undo?: Undo;
}

/** One machine, in the hands of an action. */
export interface ActionMachine {
  /** Inventory name. */
  readonly host: string;
  /** What has been read of the machine. */
  readonly facts: Facts;
  /** Of this machine, not of the one that is worked on. */
  readonly clock: Clock;
  /** Aborted by an interrupt, or when the lock is lost. */
  readonly signal: AbortSignal;
  /** Runs a program that changes nothing. */
  read(program: string, options: ProgramOptions): Promise<Outcome<ProgramResult>>;
  /** Runs a program that changes something: under the lock, and in the journal. */
  change(change: ActionChange, options: ProgramOptions): Promise<Outcome<ProgramResult>>;
  /** Writes a file that is too large for a program; mode as in chmod. */
  upload(
    content: Uint8Array | { readonly path: string },
    destination: string,
    mode: number,
  ): Promise<Outcome<void>>;
  /** Opens the session anew after the machine was away; one attempt. */
  reconnect(): Promise<Outcome<void>>;
  /** Tells people what it does at the moment. */
  activity(text: string): void;
}

/**
 * Something that is done, not a state that is wanted: a reboot, a wait, a request. It is carried out each time
 * it is reached, and says itself whether it has changed anything.
 */
export interface Action<R extends StepResult = StepResult> {
  /** Unique on the host, such as `reboot:`. */
  readonly id: string;
  /** Shown to people. */
  readonly name: string;
  /** For `--tags` and `--skip-tags`, beside those of its role and play. */
  readonly tags: readonly string[];
  /** It changes nothing, so a check carries it out, too. */
  readonly reads: boolean;
  /** What it will do, in a few words, shown by a plan: `restarts the machine`. */
  readonly does: string;
  /** All its options, which may hold secrets: for who compares it with a plan, and never shown. */
  readonly asks?: unknown;
  /** The file on the control machine that it writes: no other host may write the same in a run. */
  readonly writesHere?: string;
  /** Read before it begins. */
  readonly facts: readonly Fact<unknown>[];
  /** What it does to services or the machine. */
  readonly effects?: readonly StepEffect[];
  /** Does it; what was expected to go wrong is a problem that it gives, and nothing is thrown. */
  readonly perform: (machine: ActionMachine) => Promise<Outcome<R>>;
  /** What a check goes on with where the action does not only read: as if all had gone well. */
  readonly guess: () => R;
  /** What came of it, in a few words; default what it does. */
  tells?(result: R): string;
  /** What the runner is told of it, whatever its kind. */
  readonly meta?: StepMeta;
  /** The same step where more is said for all steps of its play. */
  readonly within?: (defaults: StepDefaults) => Action<R>;
  /** What is wrong with the options that it was made with; nothing is contacted then. */
  readonly problems?: readonly Problem[];
}
