import type { Problem } from '../core/problem.ts';
import type { CodeOrigin } from '../core/user-code.ts';
import type { Cluster, Host, Member } from '../inventory/types.ts';
import type { Fact, Facts } from '../resources/fact.ts';
import type { Resource } from '../resources/resource.ts';

/** What one run asks of installations beyond what the inventory says. */
export interface InstallWish {
  /** Exactly this one, whatever version the inventory names: as the package manager writes it, or upstream's. */
  readonly version?: string;
  /** An older release may replace a newer one. */
  readonly allowDowngrade: boolean;
}

/** All of it, or what is named. */
export type ReplaceConfig = 'all' | readonly string[];

/** One host, as a role or a play's tasks see it before anything is known of the machine. */
export interface HostContext<V = unknown> {
  readonly host: Host;
  /** The cluster the host is a member of, and its part in it. */
  readonly cluster?: Cluster;
  readonly member?: Member;
  /** The role's variables for this host, checked before any host was contacted. */
  readonly vars: V;
  /** What this run asks of installations beyond the variables. */
  readonly install?: InstallWish;
  /** What may be lost of configurations that somebody else wrote: all of it, or what is named. Default nothing. */
  readonly replaceConfig?: ReplaceConfig;
}

/** The same with what is known: the host's own facts, and those of its cluster's members by name. */
export interface TaskContext<V = unknown> extends HostContext<V> {
  readonly facts: Facts;
  readonly factsOf: ReadonlyMap<string, Facts>;
}

/** What is wrong with one variable of one host. */
export interface VariableIssue {
  /** Names from the host's variables down: `['havip', 'auth_pass']`. */
  readonly path: readonly string[];
  readonly message: string;
}

/** Checks a host's variables; gives the typed ones or every issue. */
export type CheckVariables<V> = (
  host: Host,
  cluster: Cluster | undefined,
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
  readonly preflight?: Preflight<V>;
}

/** Makes hosts what their roles and tasks want: clusters one node at a time, the holder last. */
export interface ConvergePlay {
  readonly kind: 'converge';
  readonly name: string;
  /** An Ansible host pattern; default every member of every cluster. */
  readonly hosts?: string;
  readonly roles: readonly Role[];
  readonly tags: readonly string[];
}

/** Proves by measured failovers that clusters move their address. */
export interface ProvePlay {
  readonly kind: 'prove';
  readonly name: string;
  /** Default every cluster; a pattern takes the clusters of the hosts it matches. */
  readonly hosts?: string;
  readonly tags: readonly string[];
}

/** Takes clusters back to their last proved state, by the journals on their machines. */
export interface RollbackPlay {
  readonly kind: 'rollback';
  readonly name: string;
  /** Default every cluster; a pattern takes the clusters of the hosts it matches. */
  readonly hosts?: string;
  readonly tags: readonly string[];
}

/** The guide's step 1: the floating address itself, where the inventory names a cloud. */
export interface CloudAddressPlay {
  readonly kind: 'cloud-address';
  readonly name: string;
  readonly hosts?: string;
  readonly tags: readonly string[];
  /** `present`: adopted or created, its range limited. `absent`: deleted where this tool created it. */
  readonly state: 'present' | 'absent';
  /** `absent` also deletes what this tool did not create. */
  readonly force: boolean;
}

/** The guide's step 4: the public address of the floating one, where the inventory asks for it. */
export interface PublicAddressPlay extends Omit<CloudAddressPlay, 'kind'> {
  readonly kind: 'public-address';
}

export type Play = ConvergePlay | ProvePlay | RollbackPlay | CloudAddressPlay | PublicAddressPlay;

/** Plays in their order. Each cluster goes through them on its own and waits for no other. */
export interface Playbook {
  readonly name: string;
  readonly plays: readonly Play[];
  /** It takes clusters away: afterwards nobody is expected to hold an address. */
  readonly removes?: boolean;
}
