import type { Cluster, Member } from '../inventory/types.ts';

/** What one run asks of installations beyond what the inventory says. */
export interface VersionOverride {
  /** Exactly this one, whatever version the inventory names: as the package manager writes it, or upstream's. */
  readonly version?: string;
  /** An older release may replace a newer one. */
  readonly allowDowngrade: boolean;
}

/** A cluster with a host's part in it. */
export interface Placement {
  /** A cluster that the host is a member of. */
  readonly cluster: Cluster;
  /** The host as a member of it. */
  readonly member: Member;
}

/** What roles see of a host that is a member of a cluster. */
declare module '../api/types.ts' {
  interface UnitContext {
    /** The cluster that the host is a member of. */
    readonly cluster?: Cluster;
    /** Its part in the cluster. */
    readonly member?: Member;
    /** Other clusters of the same machines, whose instances the same keepalived runs. */
    readonly beside?: readonly Placement[];
    /** What this run asks of installations beyond the variables. */
    readonly install?: VersionOverride;
  }
}
