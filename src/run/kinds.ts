import type { Play } from '../api/types.ts';
import type { Problem } from '../core/problem.ts';
import type { Host, Inventory } from '../inventory/types.ts';
import type { RunRequest } from './request.ts';
import type { Unit, UnitRun } from './unit/unit.ts';

/** A kind of play: what it takes, and what it does with a unit. */
export interface PlayKind {
  /** What is wrong with the play before anything is contacted. */
  problems?(request: RunRequest, play: Play): readonly Problem[];
  /** Takes one unit through the play; false when it failed and the unit must stop. */
  run(run: UnitRun, play: Play): Promise<boolean>;
  /** A part of a unit cannot go through it: with `--limit` that is bad input. */
  readonly needsWhole?: boolean;
}

/** What a runner knows besides plain hosts. */
export interface RunnerKinds {
  /** Which hosts go through plays together; those of none are units by themselves. */
  units(inventory: Inventory): readonly Unit[];
  /** The hosts of a play that names none. */
  hosts(inventory: Inventory): readonly Host[];
  /** Hosts that cannot be done without where these take part. */
  alsoUsed(hosts: ReadonlySet<string>): readonly string[];
  /** By the name that plays carry as their `kind`. */
  readonly plays: Readonly<Record<string, PlayKind>>;
  /** What is wrong with a request as a whole. */
  problems(request: RunRequest): readonly Problem[];
  /** What to tell at the end, of the units that were begun. */
  remarks(runs: readonly UnitRun[]): readonly string[];
}
