import type { DrillResult, RunDocument } from '../../core/events/document.ts';
import type { Release, Remark, RunEvent, TaskStatus, UnitVerdict } from '../../core/events/event.ts';
import { NOTHING_SEEN, type Timeline } from '../../core/events/timeline.ts';
import { groupBy } from '../../core/group-by.ts';
import { remarkOf } from '../words/remark.ts';

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

/** One wave of a rollout, with how its units stand. */
export interface RecordedWave {
  /** Such as `wave 1 of 3`. */
  readonly wave: string;
  readonly units: number;
  readonly passed: number;
  readonly failed: number;
  readonly inconclusive: number;
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
  /** Those that have begun; empty where there are no waves. */
  readonly waves: readonly RecordedWave[];
  /** The keepalived of each node that was looked at, as it was at the end. */
  readonly releases: readonly Release[];
}

/** Clusters that a run has a result or a drill of. */
export function clusterNames({ document, drills }: RunRecord): readonly string[] {
  return [...new Set([...Object.keys(document.clusters), ...drills.map(({ cluster }) => cluster)])];
}

/** The drills of a cluster, as far as they were seen; without their pictures where its result has more. */
export function drillsOf(record: RunRecord, cluster: string): readonly RecordedDrill[] {
  const seen = seenOf(record, cluster);
  const results = record.document.clusters[cluster]?.drills ?? [];
  if (results.length <= seen.length) return seen;
  return results.map((drill) => ({ cluster, drill, timeline: NOTHING_SEEN }));
}

/** The drills of a cluster of which there are pictures. */
export function seenOf({ drills }: RunRecord, cluster: string): readonly RecordedDrill[] {
  return byCluster(drills).get(cluster) ?? [];
}

/** All drills of a run, those of which only the figures are known, too. */
export function allDrills(record: RunRecord): readonly RecordedDrill[] {
  return clusterNames(record).flatMap((cluster) => drillsOf(record, cluster));
}

/** Sorted out once: a large fleet asks for each of its clusters. */
const SORTED = new WeakMap<RunRecord['drills'], ReadonlyMap<string, readonly RecordedDrill[]>>();

function byCluster(drills: RunRecord['drills']): ReadonlyMap<string, readonly RecordedDrill[]> {
  const known = SORTED.get(drills);
  if (known !== undefined) return known;
  const sorted = groupBy(drills, ({ cluster }) => cluster);
  SORTED.set(drills, sorted);
  return sorted;
}

/** Keeps of a run's events what its document does not hold. */
export class RunRecorder {
  readonly #origin: Origin;
  readonly #drills: RecordedDrill[] = [];
  readonly #steps = new Map<string, RecordedStep>();
  readonly #notices: Remark[] = [];
  readonly #releases: Release[] = [];
  readonly #waves = new Map<string, readonly string[]>();
  readonly #verdicts = new Map<string, UnitVerdict>();
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
        if (event.momentary !== true) this.#notices.push(remarkOf(event));
        return;
      case 'wave-begun':
        this.#waves.set(event.wave, event.units);
        return;
      case 'unit-ended':
        this.#verdicts.set(event.unit, event.verdict);
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
      waves: this.#recordedWaves(),
      releases: this.#releases,
    };
  }
  #recordedWaves(): readonly RecordedWave[] {
    return [...this.#waves].map(([wave, units]) => {
      const verdicts = units.map((unit) => this.#verdicts.get(unit));
      const those = (wanted: UnitVerdict) => verdicts.filter((verdict) => verdict === wanted).length;
      return {
        ...{ wave, units: units.length },
        ...{ passed: those('passed'), failed: those('failed'), inconclusive: those('inconclusive') },
      };
    });
  }
}
