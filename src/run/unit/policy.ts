import type { ClusterResult } from '../../core/events/document.ts';
import type { Problem } from '../../core/problem.ts';
import type { HostSession } from '../../engine/host-session.ts';
import type { Ending } from '../../engine/journal/entries.ts';
import type { JournalRecord } from '../../engine/journal/records.ts';
import type { UndoReport } from '../../engine/journal/undo.ts';
import type { Desired, HostPlan } from '../../engine/plan.ts';
import type { Host } from '../../inventory/types.ts';
import type { Fact } from '../../resources/fact.ts';
import type { StepEffect } from '../../resources/steps/effect.ts';

/** A host with what is wanted of it and what that takes. */
export interface PlannedHost {
  readonly host: Host;
  readonly session: HostSession;
  readonly desired: Desired;
  readonly plan: HostPlan;
}

/** One machine with the journals on it that are to be undone. */
export interface UndoTarget {
  readonly host: Host;
  readonly session: HostSession;
  /** The newest first. */
  readonly folders: readonly string[];
  /** What those journals say. */
  readonly records: readonly JournalRecord[];
}

/** What became of one machine in an undo; neither report nor problem where it was not begun. */
export interface UndoneHost {
  readonly target: UndoTarget;
  readonly report?: UndoReport;
  readonly problem?: Problem;
  /** Those of its journals that are not taken back, where that is known of each; else all of them. */
  readonly left?: readonly string[];
}

/** How a unit stands after an undo. */
export interface AfterUndo {
  /** It is as well as it was before what was undone. */
  readonly isBack: boolean;
  /** It does what it is there for. */
  readonly serves: boolean;
  /** What keeps it from that, where it is known. */
  readonly problem?: Problem;
  /** Each machine in a few words. */
  readonly words: readonly string[];
}

/** What a unit came to, by the names of what it is made of. */
export type UnitOutcome = readonly (readonly [string, ClusterResult])[];

/**
 * What is special about one kind of unit: the runner asks it which facts tell how the unit stands, in which
 * order its hosts change, what stands around a change, what must hold before the next host is touched and at
 * the end, and how an undo is ordered.
 */
export interface UnitPolicy {
  /** What its hosts are shown under; empty for a host by itself. */
  readonly heading: string;
  /** All that belongs to it takes part in this run. */
  readonly isWhole: boolean;
  /** What has to be known of every host to say how the unit stands; read with each first observation. */
  facts(): readonly Fact<unknown>[];
  /** POSIX sh that prints `key=value` lines of how a machine is before the first change. */
  readonly stateBefore: string;
  /** POSIX sh that waits until nothing on a machine is in the middle of a change. */
  readonly waitUntilCalm: string;
  /** Before anything is contacted; gives what is looked at while the machines are being connected to. */
  open(): Promise<(() => Promise<boolean>) | undefined>;
  /** What keeps a change from being made on just these hosts. */
  refusal(planned: readonly PlannedHost[]): Problem | undefined;
  /** With --check: notes what the changes would come to. */
  foresee(planned: readonly PlannedHost[]): void;
  /** Notes what taking journals back would come to, and tells it in sentences. */
  foreseeUndo(targets: readonly UndoTarget[]): readonly string[];
  /** Makes the changes, host by host; false when it stopped at a failed step, which is reported. */
  apply(planned: readonly PlannedHost[]): Promise<boolean>;
  /** The order in which hosts go through tasks, one after the other. */
  turns(hosts: readonly Host[]): readonly Host[];
  /** What stands around an action with these effects on a host; false when it failed, which is reported. */
  around(host: Host, effects: readonly StepEffect[], work: () => Promise<boolean>): Promise<boolean>;
  /** What keeps the unit from doing what it is there for, by the facts at hand. */
  standing(): Problem | undefined;
  /** A problem that says nothing of what was changed: nothing is undone for it where the unit stands as it should. */
  isInconclusive(problem: Problem): boolean;
  /** How the journals of a run end that went well. */
  ending(): Exclude<Ending, 'undone' | 'settled'>;
  /** JSON documents of what was measured. */
  measured(): readonly object[];
  /** Takes journals back, in the order that the unit needs. */
  undo(targets: readonly UndoTarget[], why: 'failed' | 'asked'): Promise<readonly UndoneHost[]>;
  /** `MACHINE: COMMAND` of what a failed undo has left, in the order in which a person has to run them. */
  undoCommands(undone: readonly UndoneHost[]): readonly string[];
  /** Looks how it stands after an undo; undefined where not every machine answers. */
  afterUndo(undone: readonly UndoneHost[]): Promise<AfterUndo | undefined>;
  /** A run on record ended with the unit as it should be, so that a rollback may stop there. */
  isSound(record: JournalRecord): boolean;
  /** Before it, what does the unit's work was not on the machine, or did not run there. */
  wasIdle(record: JournalRecord): boolean;
  /** After the last play; `failed`: a play has stopped the unit. */
  afterPlays(failed: boolean): Promise<void>;
  /** Looks at a unit that was finished before; what is wrong with it now is reported. */
  lookAgain(): Promise<void>;
  /** Tells people what goes on in the unit as a whole. */
  activity(text: string): void;
  /** What the unit came to, told and for the document, by name; nothing where its hosts say it all. */
  finish(): UnitOutcome;
  /** What is told of it where it was never begun. */
  notBegun(reason: string): UnitOutcome;
}
