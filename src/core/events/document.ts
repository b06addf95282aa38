import type { Quantiles } from '../figures/quantiles.ts';
import type { Problem } from '../problem.ts';

/** What one step did on one host. */
export interface TaskResult {
  readonly name: string;
  readonly changed: boolean;
  /** Unified diff or one-line description; null where there is none. */
  readonly diff: string | null;
  readonly error: string | null;
  /** Of a plan: it touches nothing that runs, and is made on all machines before anything else is. */
  readonly prepared?: true;
  /** It failed, and the playbook has gone on from there. */
  readonly rescued?: true;
}

/** What was found out about a machine that will not do, before anything was changed. */
export interface FindingResult {
  readonly severity: 'error' | 'warning';
  readonly code: string;
  readonly summary: string;
  readonly fix: string | null;
}

/** Everything about one host; `roundTrips` counts commands and uploads that waited for the host. */
export interface HostResult {
  readonly ok: number;
  readonly changed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Steps that failed and from which the playbook has gone on; only where there are any. */
  readonly rescued?: number;
  readonly unreachable: boolean;
  readonly roundTrips: number;
  readonly tasks: readonly TaskResult[];
  /** Of the preflight; only where there are any. */
  readonly findings?: readonly FindingResult[];
}

/** What became of connections of one kind that were kept through the address. */
export interface ConnectionCounts {
  readonly opened: number;
  /** Still in use at the end. */
  readonly kept: number;
  /** Ended, so that their client knew it must connect again. */
  readonly broken: number;
  /** Neither answered nor ended until the end. */
  readonly hung: number;
  /** The longest time that one waited for an answer. */
  readonly longestHangMs: number;
}

/** Connections through the address during one drill. */
export interface ConnectionsResult {
  readonly idle: ConnectionCounts;
  readonly busy: ConnectionCounts;
}

/** One failure caused on purpose (or one handover a change needed), with what was measured. */
export interface DrillResult {
  readonly scenario: string;
  readonly from: string;
  readonly to: string | null;
  readonly probes: number;
  readonly lost: number;
  /** Longest time between two answered probes. */
  readonly interruptionMs: number | null;
  /**
   * Of those, milliseconds in which whoever probes sent no probe, because it stood still; only where that is most of
   * them. The interruption is at most what is told then.
   */
  readonly unmeasuredMs?: number;
  /** From the failure to the address being on the other node. */
  readonly takeoverMs: number | null;
  /** Time during which two nodes held the address. */
  readonly splitBrainMs: number;
  /** From the address's move to the cloud sending it there; only where the cloud is asked, null if never. */
  readonly bindingMs?: number | null;
  /** Only with `verify.connections`. */
  readonly connections?: ConnectionsResult;
  readonly passed: boolean;
  readonly error: string | null;
}

/** What one drill came to that was repeated, in one direction. */
export interface DrillStatistics {
  readonly scenario: string;
  readonly from: string;
  readonly to: string | null;
  readonly runs: number;
  /** Milliseconds. */
  readonly interruptionMs: Quantiles | null;
  readonly takeoverMs: Quantiles | null;
}

/** What a change does to the floating address; `standbysStopped` while its holder changes: none can take it over. */
export type Effect =
  | { readonly kind: 'none' }
  | { readonly kind: 'reload'; readonly standbysStopped?: readonly string[] }
  | { readonly kind: 'start' }
  /** Nobody serves it afterwards. */
  | { readonly kind: 'end' }
  | {
      readonly kind: 'move';
      /** Without the address. */
      readonly seconds: number;
      /** `verify.max_interruption`, where the change cannot be made within it. */
      readonly limitSeconds?: number;
      readonly standbysStopped?: readonly string[];
    };

/** Something that is watched on each node, and what its failure does. */
export interface Watched {
  readonly what: 'check' | 'interface' | 'process' | 'file';
  readonly name: string;
  /** 0: the node is in fault, and gives the address up. Otherwise its priority changes by so much. */
  readonly weight: number;
  /** With a weight: the priority of the first node while it fails there. */
  readonly priority?: number;
  /** Who is above that then, and takes the address; null for nobody. */
  readonly above?: string | null;
}

/** Who may take the address of a cluster over, and on what, by its settings. */
export interface Succession {
  /** The highest priority first; it counts while all that is watched is well. */
  readonly order: readonly { readonly host: string; readonly priority: number }[];
  /** The highest takes the address from a lower one that serves. */
  readonly preempt: boolean;
  /** Seconds for which it is back before it does; left out for at once. */
  readonly preemptDelaySeconds?: number;
  /** Clusters of its sync group: their addresses go wherever this one goes. */
  readonly movesWith?: readonly string[];
  readonly watched: readonly Watched[];
}

/** What the cloud says of a cluster's address, and what was done about it. */
export interface CloudResult {
  /** Null while there is none. */
  readonly havipId: string | null;
  /** The host that the cloud sends the address to, or the id of an instance that is none of the cluster's. */
  readonly boundTo: string | null;
  /** When the cloud last moved it, in its own words. */
  readonly movedAt: string | null;
  /** The public address that is bound to it. */
  readonly eip: string | null;
  /** Who has the address by each of three sources. */
  readonly sources: {
    readonly vrrp: readonly string[];
    readonly interface: readonly string[];
    readonly cloud: string | null;
  };
  /** One sentence for each way in which the sources disagree; empty when they agree. */
  readonly disagreements: readonly string[];
  readonly tasks: readonly TaskResult[];
}

/** How one node of a cluster was found. */
export interface NodeResult {
  /** Release of the keepalived that is there, such as `2.2.7`; null where there is none. */
  readonly keepalived: string | null;
  readonly running: boolean;
  /** MASTER, BACKUP, FAULT or STOP, as keepalived last announced; null where no process that lives has. */
  readonly vrrp: string | null;
  /** The address is on one of its interfaces. */
  readonly holds: boolean;
  /** Only where something is odd: why its state is not known, or that what runs is not the service as written. */
  readonly note?: string;
}

/** State of one cluster at the end of a run. */
export interface ClusterResult {
  readonly addresses: readonly string[];
  readonly holder: string | null;
  readonly holders: readonly string[];
  readonly healthy: boolean;
  /** Only in `status`: by host, those whose facts were read. */
  readonly nodes?: Readonly<Record<string, NodeResult>>;
  /** Members whose state nobody could read, if any: the holder may be one of them. */
  readonly unseen?: readonly string[];
  readonly drills: readonly DrillResult[];
  /** Only where drills were repeated. */
  readonly statistics?: readonly DrillStatistics[];
  /** Only in `plan`: what applying it would do to the address. */
  readonly effect?: Effect;
  /** Only in `plan`: who may take the address over. */
  readonly succession?: Succession;
  /** Only where the inventory names the cluster's cloud. */
  readonly cloud?: CloudResult;
  /** Only of a cluster that was not begun: why. Nothing is then known of its holder. */
  readonly skipped?: string;
}

/** The one document that `--json` prints; its keys are a public contract. */
export interface RunDocument {
  readonly command: string;
  readonly ok: boolean;
  readonly exitCode: number;
  readonly startedAt: string;
  readonly durationMs: number;
  readonly hosts: Readonly<Record<string, HostResult>>;
  readonly clusters: Readonly<Record<string, ClusterResult>>;
  readonly errors: readonly Problem[];
  /** Only where workers carry it out: the rollout's id. */
  readonly rollout?: string;
  /** Only in the report of a rollout that goes on: how it stands, in a sentence. */
  readonly unfinished?: string;
}

/** What units came to that are more than a host by itself, as the document has it. */
export function unitResults(
  results: readonly (readonly [string, ClusterResult])[],
): Pick<RunDocument, 'clusters'> {
  return { clusters: Object.fromEntries(results) };
}
