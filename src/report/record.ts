import type { DrillResult, RunDocument } from '../core/document.ts';
import type { RunEvent, TaskStatus } from '../core/event.ts';
import type { Timeline } from '../core/timeline.ts';

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
  readonly notices: readonly { readonly text: string; readonly host?: string }[];
}

/** Clusters that a run has a result or a drill of. */
export function clusterNames({ document, drills }: RunRecord): readonly string[] {
  return [...new Set([...Object.keys(document.clusters), ...drills.map(({ cluster }) => cluster)])];
}

/** Keeps of a run's events what its document does not hold. */
export class RunRecorder {
  readonly #origin: Origin;
  readonly #drills: RecordedDrill[] = [];
  readonly #steps = new Map<string, RecordedStep>();
  readonly #notices: { readonly text: string; readonly host?: string }[] = [];
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
      case 'notice':
        this.#notices.push({ text: event.text, ...(event.host !== undefined && { host: event.host }) });
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
    };
  }
}
