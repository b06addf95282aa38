import type { Place } from '../../../core/problem.ts';

/** Where the configuration that was found and the one that the inventory renders are not the same. */
export interface Difference {
  readonly key: string;
  /** As it was found; undefined where only the new one has it. */
  readonly found: string | undefined;
  readonly rendered: string | undefined;
  /** Of the line that was found. */
  readonly place: Place | undefined;
  /** What it does to the address. */
  readonly effect: string;
}
