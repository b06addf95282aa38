import type { Clock } from '../../core/clock.ts';
import type { RunDocument } from '../../core/events/document.ts';
import type { EventSink } from '../../core/events/event.ts';
import type { Redactor } from '../../core/secret.ts';
import type { ReadSource } from '../source-excerpt.ts';

/** Where a run's events go, and what tells its end. */
export interface Reporter {
  readonly sink: EventSink;
  /** Writes what is left to say; called once, after the last event. */
  readonly finish: (document: RunDocument) => Promise<void>;
}

/** How a run is reported. */
export interface ReporterOptions {
  readonly mode: 'terminal' | 'plain' | 'json';
  readonly color: boolean;
  /** Whether symbols beyond ASCII can be shown; default true. */
  readonly unicode?: boolean;
  /** How often `-v` was given; above 0 a terminal gets the log of steps instead of the live view. */
  readonly verbosity: number;
  /** Whether the diffs of changed files are shown. */
  readonly diff: boolean;
  /** Whether nothing is changed: what would be is then shown at the end, with its diffs. */
  readonly check?: boolean;
  readonly redactor: Redactor;
  /** Results: standard output. */
  readonly out: (text: string) => void;
  /** Progress: standard error. */
  readonly err: (text: string) => void;
  readonly columns: () => number;
  /** Height of the terminal; default 24. */
  readonly rows?: () => number;
  readonly clock: Clock;
  /** Lets problems show the line of the file that they point at. */
  readonly readSource?: ReadSource;
}
