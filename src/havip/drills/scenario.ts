import type { DrillSubject } from './types.ts';

/** What a scenario's programs are told about the node they run on. */
export interface ScenarioContext {
  /** Service or unit name. */
  readonly unit: string;
  readonly interface: string;
  readonly addresses: readonly string[];
}

/**
 * One way to make a node fail, as data. The programs are POSIX sh with the functions of
 * `programs/functions.ts` at hand, and `$drill`, the beginning of the paths of files that belong to this
 * drill. `restore` must be safe to run twice, also at the same time, and on a node that is well: the target
 * runs it by itself when nobody else comes to do it.
 */
export interface Scenario {
  readonly name: string;
  /** For progress lines: `stopping keepalived`. */
  readonly activity: string;
  /** Makes the failure happen; a non-zero exit means that it did not. */
  cause(context: ScenarioContext): string;
  /** Brings the node back. */
  restore(context: ScenarioContext): string;
  /**
   * The node cannot be reached meanwhile: `until-undone` by its own timer, or `until-booted`. Losing the
   * connection is then part of the drill.
   */
  readonly cutOff?: 'until-undone' | 'until-booted';
  /** The node must be back by itself within so many milliseconds, before anybody undoes anything. */
  readonly returnsWithinMs?: number;
  /**
   * The node never stops being master, so two hold the address until the failure is undone; then the one of
   * the higher priority keeps it, whatever `nopreempt` says.
   */
  readonly staysMaster?: boolean;
  /** The address may stay where it is, or move once: the drill is about how long it is away. */
  readonly mayStay?: boolean;
  /** With `mayStay`: how long it is watched after the failure was caused, in milliseconds. */
  watchMs?(subject: DrillSubject): number;
  /** Happens to the first node that does not hold the address; default the holder. */
  readonly on?: 'standby';
  /** Milliseconds from the order to the failure, where it is caused so that its answer still gets away. */
  readonly leadMs?: number;
  /** Works by the health check only. */
  readonly needsCheck?: boolean;
  /** How much longer than the silence of a dead master the failure takes to be noticed, in milliseconds. */
  detectMs?(subject: DrillSubject): number;
  /** How much longer than a service's start the node takes until it is a backup again, in milliseconds. */
  recoverMs?(subject: DrillSubject): number;
}
