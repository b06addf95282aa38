import type { DrillResult } from '../../../core/events/document.ts';
import type { Ending } from '../../../engine/journal/entries.ts';

/** One run, as the journals of a unit's machines tell it. */
export interface PastRun {
  readonly run: string;
  readonly command: string;
  /** Name of the playbook; empty where an older version wrote the journal. */
  readonly playbook: string;
  readonly by: string;
  readonly startedAt: string;
  /** The same on all machines, or `mixed`; `open`: it goes on, or it was cut off. */
  readonly state: Ending | 'open' | 'mixed';
  /** By machine, in the inventory's order. */
  /** What a rollback took back; undefined for every other run. */
  readonly tookBack?: readonly string[];
  readonly hosts: Readonly<Record<string, PastChanges>>;
  readonly measured: readonly DrillResult[];
}

export interface PastChanges {
  readonly state: Ending | 'open';
  readonly changes: readonly {
    readonly step: string;
    readonly what: string;
    /** It did not do what it was for. */
    readonly failed?: true;
  }[];
}

/** Runs by unit, the newest first. */
export type History = Readonly<Record<string, readonly PastRun[]>>;
