import type { Problem } from '../core/problem.ts';
import type { StepDefaults } from './define/options/step-defaults.ts';
import type { Fact, Facts } from './fact.ts';
import type { StepEffect } from './steps/effect.ts';
import type { Again, Notification, ServiceAction, StepMeta } from './steps/meta.ts';

export type { Notification, ServiceAction } from './steps/meta.ts';

/** A file that travels beside the apply program because it is too large for it. */
export interface Upload {
  /** Path on the control machine. */
  readonly source: string;
  /** Path on the target where the step's script finds it. */
  readonly destination: string;
}

/** A fact, and what it will say. */
export interface KnownFact {
  /** What was asked. */
  readonly fact: Fact<unknown>;
  /** What the machine will answer. */
  readonly value: unknown;
}

/** One thing to do on a machine, as data. */
export interface Change {
  /** Something has to be done. */
  readonly state: 'change';
  /** Why, in words for a person: `content differs`, `not installed`. */
  readonly reason: string;
  /** Unified diff or one line, shown by --diff and plan. */
  readonly diff?: string;
  /** POSIX sh under `set -eu`; a non-zero exit stops the host. Its output is shown only then. */
  readonly script: string;
  /** POSIX sh that fails when the machine is no longer as the plan assumed. */
  readonly guard?: string;
  /** Files that travel beside the program. */
  readonly uploads?: readonly Upload[];
  /** Where its script fails, it is run again. */
  readonly again?: Again;
  /** What its script prints is handed on, also where it succeeds. */
  readonly tells?: true;
  /** Its script calls `tell_running` as soon as what it starts runs, before it waits until that does its work. */
  readonly tellsRunning?: true;
  /** What it asks of services. */
  readonly notify?: readonly Notification[];
  /** It changes nothing that a service has read, so that nobody is notified. */
  readonly unnoticed?: true;
  /** What it does to something that serves. */
  readonly effects?: readonly StepEffect[];
  /**
   * Who could notice it, besides what its effects say. `nobody`: it only adds what was not there; `notified`:
   * the services that it notifies, and nobody else. Default: anybody.
   */
  readonly noticedBy?: 'nobody' | 'notified';
  /** A part of it that touches nothing that runs, so that it can be done long before. */
  readonly ahead?: Ahead;
  /** What facts will say once it is made, for resources that come after it on the same host. */
  readonly leaves?: readonly KnownFact[];
  /** What it means where the same change is due again right after it was made; default: that something undoes it. */
  readonly stubborn?: string;
  /** What a file will hold afterwards; secret as a whole. */
  readonly writes?: string;
  /** Other texts in its scripts that no log shows. */
  readonly unshown?: readonly string[];
  /** Paths that the change may replace or remove: copied before the first change of a run. */
  readonly keep?: readonly string[];
  /** How the change is taken back; without it, it is left as it is. */
  readonly undo?: Undo;
}

/** What can be done before a change, and is done by the change itself where it was not. */
export interface Ahead {
  /** What it is to the change, for people: `its download`, the default `its preparation`. */
  readonly name?: string;
  /** POSIX sh under `set -eu`. What travels beside the change is there for it, and only for it. */
  readonly script: string;
  /** As of a change: POSIX sh, safe to run twice. */
  readonly undo: string;
}

/** How one change is taken back, by the machine itself. The functions of `journal/functions.ts` are at hand. */
export interface Undo {
  /** POSIX sh under `set -eu`; `put_back PATH` is most of it. Must be safe to run twice. */
  readonly script: string;
  /**
   * `reverse`: in the reverse order of the changes, where the change was begun. `last`: after all of those,
   * whether the change was begun or not, with `$begun` as yes or no: a service takes up what was put back.
   */
  readonly when: 'reverse' | 'last';
  /** A service that has read what was changed has to read what is put back. */
  readonly owes?: true;
}

/** What a resource needs: nothing, with the reason; a change; or it cannot be had. */
export type Planned =
  | { readonly state: 'unchanged'; readonly reason: string }
  | { readonly state: 'skipped'; readonly reason: string }
  | { readonly state: 'blocked'; readonly problem: Omit<Problem, 'host'> }
  | Change;

/** What resources planned earlier on the same host mean for this one. */
export interface PlanContext {
  /** What is known of the machine. */
  readonly facts: Facts;
  /** The strongest action that earlier changes ask of a service; undefined when none does. */
  readonly notified: (service: string) => ServiceAction | undefined;
  /** Whether a resource before it will change something, and may bring what this one lacks. */
  readonly changing: boolean;
}

/** A desired state of one thing on one machine. */
export interface Resource {
  /** Unique on the host, such as `file:/etc/motd`. */
  readonly id: string;
  /** Shown to people. */
  readonly name: string;
  /** For `--tags` and `--skip-tags`, beside those of its role and play. */
  readonly tags: readonly string[];
  /** Facts that `plan` always needs; it may ask for more. */
  readonly facts: readonly Fact<unknown>[];
  /** Pure: compares the facts with what is wanted. */
  readonly plan: (context: PlanContext) => Planned;
  /** What the runner is told of it, whatever its kind. */
  readonly meta?: StepMeta;
  /** What is wrong with the options that it was made with; nothing is contacted then. */
  readonly problems?: readonly Problem[];
  /** The service whose notifications it carries out. */
  readonly answers?: string;
  /** It was found impossible, so that the list may lack what would have come with it. */
  readonly isRefused?: true;
  /** The same step where more is said for all steps of its play. */
  readonly within?: (defaults: StepDefaults) => Resource;
  /** A file of which it changes a part, and which nothing else on the host may say the whole of. */
  readonly edits?: string;
}

/** Who notices something at a path: nobody, where nothing was there. */
export function noticedAt({ kind }: { readonly kind: string }): NonNullable<Change['noticedBy']> {
  return kind === 'absent' ? 'nobody' : 'notified';
}

const STRENGTH: Readonly<Record<ServiceAction, number>> = { 'daemon-reload': 0, reload: 1, restart: 2 };

/** The stronger of two actions. */
export function strongest(
  a: ServiceAction | undefined,
  b: ServiceAction | undefined,
): ServiceAction | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return STRENGTH[a] >= STRENGTH[b] ? a : b;
}
