import type { Problem } from '../core/problem.ts';
import type { CodeOrigin } from '../core/user-code/user-code.ts';
import type { Host } from '../inventory/types.ts';
import type { Fact, Facts } from '../resources/fact.ts';
import type { Resource } from '../resources/resource.ts';
import type { Tasks } from '../resources/steps/step.ts';

/**
 * What roles are told of a host by the kind of unit that it belongs to; kinds declare their own part of it.
 * Empty for a host by itself.
 */
// biome-ignore lint/suspicious/noEmptyInterface: kinds of unit add to it by declaration merging.
export interface UnitContext {}

/** All of it, or what is named. */
export type ReplaceConfig = 'all' | readonly string[];

/** One host, as a role or a play's tasks see it before anything is known of the machine. */
export interface HostContext<V = unknown> extends UnitContext {
  /** The host itself, with its variables and groups. */
  readonly host: Host;
  /** The role's variables for this host, checked before any host was contacted. */
  readonly vars: V;
  /** What may be lost of configurations that somebody else wrote: all of it, or what is named. Default nothing. */
  readonly replaceConfig?: ReplaceConfig;
}

/** The same with what is known: the host's own facts, and those of its unit's hosts by name. */
export interface TaskContext<V = unknown> extends HostContext<V> {
  /** What is known of the machine. */
  readonly facts: Facts;
  /** The same of all hosts that it goes together with, by inventory name. */
  readonly factsOf: ReadonlyMap<string, Facts>;
  /** The hosts of the whole inventory. */
  readonly fleet: Fleet;
}

/** The other hosts of the inventory, as a template may want to list them. */
export interface Fleet {
  /** The hosts of a pattern, in the inventory's order. */
  hosts(pattern: string): readonly Host[];
  /** What this run has read of a host so far; undefined where it has read nothing. */
  factsOf(host: string): Facts | undefined;
}

/** What is wrong with one variable of one host. */
export interface VariableIssue {
  /** Names from the host's variables down: `['database', 'password']`. */
  readonly path: readonly string[];
  /** What is wrong with it: `must be a number`. */
  readonly message: string;
}

/** Checks a host's variables; gives the typed ones or every issue. */
export type CheckVariables<V> = (
  host: Host,
  unit: UnitContext,
) => { readonly vars: V } | { readonly issues: readonly VariableIssue[] };

/** What a machine has or lacks, and why that will not do: an error stops the run before a change. */
export interface Finding {
  /** An error stops the run before a change. */
  readonly severity: 'error' | 'warning';
  /** What people are told. */
  readonly problem: Omit<Problem, 'host'>;
}

/** What a role looks at before anything is changed. */
export interface Preflight<V = unknown> {
  /** Read in the first observation, with everything else; must cost little. */
  readonly facts: (context: HostContext<V>) => readonly Fact<unknown>[];
  /**
   * What takes longer or needs the peers' part: read on all machines at the same time, and only where
   * something is to be changed or a person has asked how things are. Asked once more with what was read; what it names
   * besides then is read, too.
   */
  readonly closer: (context: TaskContext<V>) => readonly Fact<unknown>[];
  /**
   * Where the closer look may begin while the first facts are still being read: once all machines allow it by these,
   * which are read before any other. Then `closer` is asked with nothing else at hand, and again as without it.
   */
  readonly ahead?: {
    /** Must cost next to nothing. */
    readonly facts: readonly Fact<unknown>[];
    /** Whether there will be something to change, and nothing that another machine would wait for in vain. */
    readonly allows: (facts: Facts) => boolean;
    /** POSIX sh of built-ins that succeeds where a machine allows it: all other facts are then read under the lease. */
    readonly bare?: string;
    /** What the plan will ask for then, as far as that is known by these: it is read beside the look. */
    readonly sure?: (context: HostContext<V>, facts: Facts) => readonly Fact<unknown>[];
  };
  /** Pure; takes by `ifRead` what may not have been read. */
  readonly judge: (context: TaskContext<V>) => readonly Finding[];
}

/** A role applied to a host: typed variables, the facts it needs, the resources it wants. */
export interface Role<V = unknown> {
  /** Also a tag of its steps. */
  readonly name: string;
  /** Whose code it is, for messages. */
  readonly origin: CodeOrigin;
  /** Tags that its resources carry besides the role's name. */
  readonly tags: readonly string[];
  /** Reads its variables of a host. */
  readonly check: CheckVariables<V>;
  /** Read in the first observation, so that no second one is needed. */
  readonly facts: (context: HostContext<V>) => readonly Fact<unknown>[];
  /** Pure: what the machine should be like. Bigger decisions are made here, from facts. */
  readonly resources: (context: TaskContext<V>) => readonly Resource[];
  /** Steps in sequence, after the resources of all roles of the play. */
  readonly tasks?: (context: TaskContext<V>) => Tasks;
  /** What is looked at before anything is changed. */
  readonly preflight?: Preflight<V>;
}

/** A number of hosts, or a share of all: `'10%'`. */
export type Amount = number | `${number}%`;

/** What plays of every kind have. */
export interface Play {
  /** What does it; kinds are registered with the runner. */
  readonly kind: string;
  /**
   * Shown to people, and what `--start-at` takes.
   * @example 'nginx behind the floating address'
   */
  readonly name: string;
  /**
   * An Ansible host pattern; without it, all hosts that go together with others.
   * @example 'web:!web-03'
   */
  readonly hosts?: string;
  /**
   * For `--tags` and `--skip-tags`: all of its steps carry them.
   * @default []
   * @example ['config']
   */
  readonly tags: readonly string[];
  /**
   * How many begin at a time, all of them without it; a list grows from batch to batch, and its last entry holds for
   * the rest.
   * @example [1, '10%']
   */
  readonly serial?: Amount | readonly Amount[];
  /**
   * In which order hosts begin; those that go together still change in an order of their own.
   * @default 'inventory'
   * @example 'sorted'
   */
  readonly order?: 'inventory' | 'reverse_inventory' | 'sorted' | 'reverse_sorted' | 'shuffle';
  /**
   * How many may fail, unreachable ones included, before no new batch and no further play begins; without it, all.
   * @example 0
   */
  readonly maxFailures?: Amount;
  /**
   * The first failure ends the run for all: the same as `maxFailures: 0`.
   * @default false
   * @example true
   */
  readonly anyErrorsFatal?: boolean;
  /**
   * Hosts that work at the same time, where that is fewer than `--forks`.
   * @example 5
   */
  readonly forks?: number;
}

/** Makes hosts what their roles and tasks want. */
export interface ConvergePlay extends Play, StepsOfPlay {
  /** What `play` makes. */
  readonly kind: 'converge';
  /** In their order; the tasks of the play are the last of them. */
  readonly roles: readonly Role[];
}

/** What a play says of all of its steps, where a step says nothing else. */
export interface StepsOfPlay {
  /**
   * Variables of all programs; a step's own are added, and win.
   * @example { http_proxy: 'http://proxy:3128' }
   */
  readonly environment?: Readonly<Record<string, string>>;
  /**
   * Whose the programs of `command`, `execute`, `handler` and `startJob` are; the session has to be one of root.
   * @example 'postgres'
   */
  readonly becomeUser?: string;
  /**
   * `false`: these programs are those of who logs in, although the session becomes another user.
   * @example false
   */
  readonly become?: false;
  /**
   * Neither diffs nor what is printed is shown or kept.
   * @default false
   * @example true
   */
  readonly noLog?: boolean;
}

/** Takes units back to their last sound state, by the journals on their machines. */
export interface RollbackPlay extends Play {
  /** What `rollback` makes. */
  readonly kind: 'rollback';
}

/** Plays in their order. */
export interface Playbook {
  /**
   * Shown to people, and noted in the history.
   * @example 'users and keys'
   */
  readonly name: string;
  /**
   * Done in this order.
   * @example [play({ name: 'nginx', roles: [nginx] })]
   */
  readonly plays: readonly Play[];
  /**
   * `linear`: a play begins on no host before the one before it has ended on all of its hosts. `free`: each host, or
   * what goes together with it, goes through all plays and waits for no other.
   * @default 'linear'
   * @example 'free'
   */
  readonly strategy?: 'linear' | 'free';
  /**
   * It takes away what serves: afterwards nobody is expected to.
   * @default false
   * @example true
   */
  readonly removes?: boolean;
}

/** Whether a play makes hosts what they should be. */
export function isConverging(play: Play): play is ConvergePlay {
  return play.kind === 'converge';
}
