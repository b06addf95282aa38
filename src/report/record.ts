import type { DrillResult, RunDocument } from '../core/document.ts';
import type { Release, Remark, RunEvent, TaskStatus } from '../core/event.ts';
import { NOTHING_SEEN, type Timeline } from '../core/timeline.ts';
import { remarkOf } from './remark.ts';

/** A drill with all that was seen of it, in the order in which drills ended. */
export interface RecordedDrill {
  readonly cluster: string;
  readonly drill: DrillResult;
  readonly timeline: Timeline;
}

/** How one step on one host ended, with its reason. */
export interface RecordedStep {
  readonly host: string;
  readonly task: string;
  readonly status: TaskStatus;
  readonly note?: string;
}

/** The hosts of one cluster, or under the empty name those of none. */
export interface Membership {
  readonly cluster: string;
  readonly members: readonly string[];
}

/** What the run was: everything that neither events nor document know. */
export interface Origin {
  readonly version: string;
  readonly node: string;
  /** As it was given on the command line. */
  readonly inventory: string;
  /** All that stood on the command line after the program's name. */
  readonly words: readonly string[];
  /** Whether nothing was to be changed. */
  readonly check: boolean;
}

/** A whole run as data: what the files of `--report` are made from. */
export interface RunRecord {
  readonly origin: Origin;
  readonly document: RunDocument;
  readonly memberships: readonly Membership[];
  readonly drills: readonly RecordedDrill[];
  readonly steps: readonly RecordedStep[];
  readonly notices: readonly Remark[];
  /** The keepalived of each node that was looked at, as it was at the end. */
  readonly releases: readonly Release[];
}

/** Clusters that a run has a result or a drill of. */
export function clusterNames({ document, drills }: RunRecord): readonly string[] {
  return [...new Set([...Object.keys(document.clusters), ...drills.map(({ cluster }) => cluster)])];
}

/** The drills of a cluster, as far as they were seen; without their pictures where its result has others. */
export function drillsOf({ document, drills }: RunRecord, cluster: string): readonly RecordedDrill[] {
  const seen = drills.filter((each) => each.cluster === cluster);
  const results = document.clusters[cluster]?.drills;
  if (results === undefined || results.length === seen.length) return seen;
  return results.map((drill) => ({ cluster, drill, timeline: NOTHING_SEEN }));
}

/** Keeps of a run's events what its document does not hold. */
export class RunRecorder {
  readonly #origin: Origin;
  readonly #drills: RecordedDrill[] = [];
  readonly #steps = new Map<string, RecordedStep>();
  readonly #notices: Remark[] = [];
  readonly #releases: Release[] = [];
  #memberships: readonly Membership[] = [];

  constructor(origin: Origin) {
    this.#origin = origin;
  }

  readonly sink = (event: RunEvent): void => {
    switch (event.type) {
      case 'run-started':
        this.#memberships = Object.entries(event.hosts).map(([cluster, members]) => ({ cluster, members }));
        return;
      case 'task-finished': {
        const { host, task, status, note } = event;
        this.#steps.set(`${host}\n${task}`, { host, task, status, ...(note !== undefined && { note }) });
        return;
      }
      case 'drill-finished':
        this.#drills.push({ cluster: event.cluster, drill: event.drill, timeline: event.timeline });
        return;
      case 'cluster-finished':
        this.#releases.push(...(event.releases ?? []));
        return;
      case 'notice':
        this.#notices.push(remarkOf(event));
        return;
      default:
    }
  };

  /** The record, once the run is over. */
  record(document: RunDocument): RunRecord {
    return {
      origin: this.#origin,
      document,
      memberships: this.#memberships,
      drills: this.#drills,
      steps: [...this.#steps.values()],
      notices: this.#notices,
      releases: this.#releases,
    };
  }
}
