import type { Play } from '../api/types.ts';
import type { DrillResult, Effect } from '../core/document.ts';
import type { Problem } from '../core/problem.ts';
import type { HostSession } from '../engine/host-session.ts';
import type { Lease } from '../engine/lease.ts';
import { Tally } from '../engine/tally.ts';
import type { CloudSide } from '../havip/cloud/side.ts';
import type { Cluster, Host, Inventory } from '../inventory/types.ts';
import type { UnitLock } from './lock/unit-lock.ts';
import type { RunDeps, RunRequest } from './request.ts';

/** What goes through the plays together: the members of one cluster, or one host of none. */
export interface Unit {
  readonly name: string;
  readonly cluster: Cluster | undefined;
  /** Without the members that `--limit` leaves out. */
  readonly hosts: readonly Host[];
}

/** One unit on its way through a run. */
export interface UnitRun {
  /** Replaced when the cloud has chosen the cluster's address. */
  unit: Unit;
  readonly request: RunRequest;
  readonly deps: RunDeps;
  /** The hosts of each play, of all units. */
  readonly inPlay: ReadonlyMap<Play, ReadonlySet<Host>>;
  /** Names backups; the same for the whole run. */
  readonly runId: string;
  readonly limit: <T>(work: () => Promise<T>) => Promise<T>;
  readonly sessions: Map<string, HostSession>;
  readonly tallies: Map<string, Tally>;
  /** Hosts whose facts a change elsewhere in the cluster may have made untrue. */
  readonly stale: Set<string>;
  /** Hosts that undo this run by themselves should nobody come back to them. */
  readonly armed: Set<string>;
  /** What this run writes on the machines of a cluster while it works on them; the same for all units. */
  readonly lease: Lease;
  readonly lock: UnitLock;
  readonly drills: DrillResult[];
  /** Of the cluster as a whole, not of one host. */
  readonly problems: Problem[];
  effect: Effect;
  /** Something was undone, so that the machines may serve other addresses than the inventory names. */
  undone: boolean;
  /** Set where the inventory names a cloud and the playbook needs it. */
  cloud?: CloudSide;
}

/** The units of a run, in the inventory's order. */
export function unitsOf(inventory: Inventory, hosts: ReadonlySet<string>): Unit[] {
  const clusterOf = new Map(
    inventory.clusters.flatMap((cluster) => cluster.members.map(({ host }) => [host.name, cluster] as const)),
  );
  const units = new Map<string, { name: string; cluster: Cluster | undefined; hosts: Host[] }>();
  for (const host of inventory.hosts.values()) {
    if (!hosts.has(host.name)) continue;
    const cluster = clusterOf.get(host.name);
    const key = cluster === undefined ? `host ${host.name}` : `cluster ${cluster.name}`;
    const unit = units.get(key) ?? { name: cluster?.name ?? host.name, cluster, hosts: [] };
    unit.hosts.push(host);
    units.set(key, unit);
  }
  return [...units.values()];
}

/** The tally of a host; a witness gets one when it is first asked to probe. */
export function tallyOf(run: UnitRun, host: string): Tally {
  const tally = run.tallies.get(host) ?? new Tally(host, run.deps.onEvent);
  run.tallies.set(host, tally);
  return tally;
}

/** Records a problem with the host it is about, or else with the cluster. */
export function report(run: UnitRun, problem: Problem): void {
  if (problem.host !== undefined) {
    tallyOf(run, problem.host).problem(problem);
    return;
  }
  run.problems.push(problem);
  run.deps.onEvent({ type: 'problem', problem });
}

/** Every problem of a unit so far. */
export function problemsOf(run: UnitRun): Problem[] {
  return [...[...run.tallies.values()].flatMap((tally) => tally.problems), ...run.problems];
}
