import type { Problem } from '../problem.ts';
import type { ClusterResult, DrillResult, HostResult } from './document.ts';
import type { Timeline } from './timeline.ts';

/** How one step on one host ended. */
export type TaskStatus = 'ok' | 'changed' | 'would-change' | 'failed' | 'skipped';

/** Which keepalived a node has, such as `2.2.7`. */
export interface Release {
  readonly host: string;
  readonly keepalived: string;
}

/** Everything that happens in a run, as data; renderers turn it into terminal lines or documents. */
export type RunEvent =
  | {
      readonly type: 'run-started';
      readonly command: string;
      readonly at: Date;
      /** Hosts by cluster; hosts of no cluster stand under the empty name. */
      readonly hosts: Readonly<Record<string, readonly string[]>>;
    }
  /** What a host is doing right now, for people: `reading facts`, `installing keepalived`. */
  | { readonly type: 'host-activity'; readonly host: string; readonly activity: string }
  | { readonly type: 'cluster-activity'; readonly cluster: string; readonly activity: string }
  | {
      readonly type: 'task-finished';
      readonly host: string;
      readonly task: string;
      readonly status: TaskStatus;
      readonly diff?: string;
      /** Why nothing was done, or what came of it. */
      readonly note?: string;
      /** What it printed, shown to who wants to see all. */
      readonly output?: string;
      readonly problem?: Problem;
    }
  /** A step that concerns a cluster as a whole, such as a call of its cloud. */
  | {
      readonly type: 'cluster-task-finished';
      readonly cluster: string;
      readonly task: string;
      readonly status: TaskStatus;
      readonly note?: string;
      readonly problem?: Problem;
    }
  | { readonly type: 'host-finished'; readonly host: string; readonly result: HostResult }
  | {
      readonly type: 'drill-finished';
      readonly cluster: string;
      readonly drill: DrillResult;
      readonly timeline: Timeline;
    }
  | {
      readonly type: 'cluster-finished';
      readonly cluster: string;
      readonly result: ClusterResult;
      /** The keepalived of each node, where that was looked at. */
      readonly releases?: readonly Release[];
    }
  | { readonly type: 'problem'; readonly problem: Problem }
  /** `momentary`: of use to who watches, and not in a report. */
  | ({ readonly type: 'notice'; readonly momentary?: true } & Remark)
  | { readonly type: 'wave-begun'; readonly wave: string; readonly units: readonly string[] }
  /** Of a unit of a wave; once more where it was looked at again. */
  | { readonly type: 'unit-ended'; readonly unit: string; readonly verdict: UnitVerdict }
  | { readonly type: 'run-finished'; readonly exitCode: number; readonly durationMs: number };

/**
 * How a unit of a wave has ended. `inconclusive`: what should prove it could not be measured, so that somebody has to
 * say whether the rollout goes on.
 */
export type UnitVerdict = 'passed' | 'failed' | 'inconclusive' | 'not-begun';

/** Something a person should know that is no failure, and what helps. */
export interface Remark {
  readonly text: string;
  readonly host?: string;
  readonly fix?: string;
}

/** Where events go; never throws. */
export type EventSink = (event: RunEvent) => void;
