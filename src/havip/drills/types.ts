import type { Connection } from '../../connection/connection.ts';
import type { Clock } from '../../core/clock.ts';
import type { DrillResult } from '../../core/events/document.ts';
import type { EventSink } from '../../core/events/event.ts';
import type { Timeline } from '../../core/events/timeline.ts';
import type { Outcome } from '../../core/outcome.ts';
import type { Problem } from '../../core/problem.ts';

/** One machine of the cluster. */
export interface DrillNode {
  readonly name: string;
  readonly connection: Connection;
  /** The interface that carries the address. */
  readonly interface: string;
  readonly role: 'primary' | 'secondary';
  /** From a resigning master to its own takeover, in milliseconds; where it is known. */
  readonly skewMs?: number;
  /** POSIX sh that succeeds while this run may make the node fail. */
  readonly fence?: string;
}

/** A third machine that probes the address; without one the nodes probe each other's. */
export interface Prober {
  readonly name: string;
  readonly connection: Connection;
}

/** What is drilled, and what is expected of it. */
export interface DrillSubject {
  readonly cluster: string;
  /** IPv4 addresses that move together; the first is the one that is probed. */
  readonly addresses: readonly string[];
  /** Two or more, highest priority first: the first one that is left takes over. */
  readonly nodes: readonly DrillNode[];
  readonly prober?: Prober;
  /** Cards (MAC addresses) of all nodes, where ARP tells them: whoever else answers is a stranger. */
  readonly cards?: readonly string[];
  /** Milliseconds between two probes; 10 to 1000. */
  readonly intervalMs: number;
  /** Longest time between two answered probes that passes, in milliseconds. */
  readonly maxInterruptionMs: number;
  /** JSON file that the notify script keeps on every node; only its `state` is read. */
  readonly stateFile: string;
  /** Silence after which a backup takes over: (down_timer_adverts × advert_int + skew), the slowest node's. */
  readonly masterDownMs: number;
  /** From a resigning master to a backup's takeover: (256 − priority) / 256 s in VRRPv2, the slowest node's. */
  readonly skewMs: number;
  /** Time between two adverts; two holders for longer than this fail a drill. */
  readonly advertMs: number;
  /** How long a keepalived that has started waits before it takes part; default not at all. */
  readonly startupMs?: number;
  /** A node of higher priority takes the address back when it returns; default false. */
  readonly preempt?: boolean;
  /** For how long it is back before it does; default not at all. */
  readonly preemptDelayMs?: number;
  /** The unit, or without systemd the service, to stop and start; default `keepalived`. */
  readonly unit?: string;
  /** How often the nodes check their service, and how often it must fail or succeed. */
  readonly checks?: readonly {
    readonly intervalMs: number;
    readonly timeoutMs: number;
    readonly fall: number;
    readonly rise: number;
    /** Changes the priority by it; default 0, the node is in fault. */
    readonly weight?: number;
  }[];
  /** What is probed behind the address besides the address itself. */
  readonly service?: { readonly tcp: number } | { readonly http: string };
  /** How many idle and how many busy connections to the service are kept through the address; default none. */
  readonly connections?: number;
  /** An address that leads to the first one from outside; probed from the control machine. */
  readonly publicProbe?: { readonly address: string };
  /** A third opinion on who holds the address: the cloud's. */
  readonly binding?: BindingSource;
}

/** Asks the cloud which node it sends the address to. */
export interface BindingSource {
  /** Milliseconds between two questions. */
  readonly intervalMs: number;
  /** The node's name, or null where the cloud sends it nowhere or to a machine that is none of them. */
  look(): Promise<Outcome<{ readonly node: string | null }>>;
}

export interface DrillDeps {
  readonly clock: Clock;
  readonly onEvent?: EventSink;
  /** Aborting undoes the failure at once, then ends. */
  readonly signal?: AbortSignal;
}

/** One drill that was carried out: what `--json` prints, why it failed, and all that was seen. */
export interface DrillOutcome {
  readonly result: DrillResult;
  /** Empty when it passed; the first one's detail is the result's error. */
  readonly problems: readonly Problem[];
  readonly timeline: Timeline;
}

/** A handover that a change needed: what came of the change, and what it cost. */
export interface Handover<T> {
  readonly action: Outcome<T>;
  readonly drill: DrillOutcome;
}

/** All drills of one cluster, and how it stood at the end. */
export interface Proof {
  readonly passed: boolean;
  /** Empty when the cluster was refused. */
  readonly drills: readonly DrillOutcome[];
  /** Who had the address at the end, as far as was seen. */
  readonly holders: readonly string[];
  /** One holder, keepalived running everywhere, every other node a backup. */
  readonly healthy: boolean;
  /** Every drill's problems, or why none was begun. */
  readonly problems: readonly Problem[];
}

export interface ProofOptions {
  /** Where the address is when all is over: where it was found (default), or on the first node. */
  readonly endWith?: 'as-found' | 'first-node';
  /** How often all of it is done; default once. */
  readonly repeat?: number;
}
