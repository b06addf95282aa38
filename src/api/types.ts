import type { Problem } from '../core/problem.ts';
import type { CodeOrigin } from '../core/user-code.ts';
import type { Host } from '../inventory/types.ts';
import type { Fact, Facts } from '../resources/fact.ts';
import type { Resource } from '../resources/resource.ts';
import type { Tasks } from '../resources/step.ts';

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
  readonly host: Host;
  /** The role's variables for this host, checked before any host was contacted. */
  readonly vars: V;
  /** What may be lost of configurations that somebody else wrote: all of it, or what is named. Default nothing. */
  readonly replaceConfig?: ReplaceConfig;
}

/** The same with what is known: the host's own facts, and those of its unit's hosts by name. */
export interface TaskContext<V = unknown> extends HostContext<V> {
  readonly facts: Facts;
  readonly factsOf: ReadonlyMap<string, Facts>;
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
  readonly message: string;
}

/** Checks a host's variables; gives the typed ones or every issue. */
export type CheckVariables<V> = (
  host: Host,
  unit: UnitContext,
) => { readonly vars: V } | { readonly issues: readonly VariableIssue[] };

/** What a machine has or lacks, and why that will not do: an error stops the run before a change. */
export interface Finding {
  readonly severity: 'error' | 'warning';
  readonly problem: Omit<Problem, 'host'>;
}

/** What a role looks at before anything is changed. */
export interface Preflight<V = unknown> {
  /** Read in the first observation, with everything else; must cost little. */
  readonly facts: (context: HostContext<V>) => readonly Fact<unknown>[];
  /**
   * What takes longer or needs the peers' part: read on all machines at the same time, and only where
   * something is to be changed or a person has asked how things are.
   */
  readonly closer: (context: TaskContext<V>) => readonly Fact<unknown>[];
  /** Pure; takes by `ifRead` what may not have been read. */
  readonly judge: (context: TaskContext<V>) => readonly Finding[];
}

/** A role applied to a host: typed variables, the facts it needs, the resources it wants. */
export interface Role<V = unknown> {
  readonly name: string;
  /** Whose code it is, for messages. */
  readonly origin: CodeOrigin;
  /** Tags that its resources carry besides the role's name. */
  readonly tags: readonly string[];
  readonly check: CheckVariables<V>;
  /** Read in the first observation, so that no second one is needed. */
  readonly facts: (context: HostContext<V>) => readonly Fact<unknown>[];
  /** Pure: what the machine should be like. Bigger decisions are made here, from facts. */
  readonly resources: (context: TaskContext<V>) => readonly Resource[];
  /** Steps in sequence, after the resources of all roles of the play. */
  readonly tasks?: (context: TaskContext<V>) => Tasks;
  readonly preflight?: Preflight<V>;
}

/** A number of hosts, or a share of all: `'10%'`. */
export type Amount = number | `${number}%`;

/** What plays of every kind have. */
export interface Play {
  /** What does it; kinds are registered with the runner. */
  readonly kind: string;
  readonly name: string;
  /** An Ansible host pattern. */
  readonly hosts?: string;
  readonly tags: readonly string[];
  /** How many begin at a time; a list grows from batch to batch, its last entry holds for the rest. */
  readonly serial?: Amount | readonly Amount[];
  /** Default `inventory`. */
  readonly order?: 'inventory' | 'reverse_inventory' | 'sorted' | 'reverse_sorted' | 'shuffle';
  /** How many may fail, unreachable ones included, before no new batch and no further play begins. */
  readonly maxFailures?: Amount;
  /** The first failure ends the run for all: the same as `maxFailures: 0`. */
  readonly anyErrorsFatal?: boolean;
  /** Hosts that work at the same time, where that is fewer than `--forks`. */
  readonly forks?: number;
}

/** Makes hosts what their roles and tasks want. */
export interface ConvergePlay extends Play {
  readonly kind: 'converge';
  readonly roles: readonly Role[];
}

/** Takes units back to their last sound state, by the journals on their machines. */
export interface RollbackPlay extends Play {
  readonly kind: 'rollback';
}

/** Plays in their order. */
export interface Playbook {
  readonly name: string;
  readonly plays: readonly Play[];
  /**
   * `linear`, the default: a play begins on no host before the one before it has ended on all of its hosts.
   * `free`: each host, or what goes together with it, goes through all plays and waits for no other.
   */
  readonly strategy?: 'linear' | 'free';
  /** It takes away what serves: afterwards nobody is expected to. */
  readonly removes?: boolean;
}

/** Whether a play makes hosts what they should be. */
export function isConverging(play: Play): play is ConvergePlay {
  return play.kind === 'converge';
}
