import type { Clock } from '../../core/clock.ts';
import type { RolloutEvent, UnitWork } from '../context.ts';
import type { Engine, Run } from '../engine.ts';
import type { Caps, RolloutPlan } from '../plan.ts';
import { InProcessRun } from './in-process-run.ts';
import { limitsOf } from './limits.ts';
import type { EngineParts } from './parts.ts';
import { NO_JOURNAL, type StepJournal } from './step-journal.ts';

/** What an engine in this process is made of. */
export interface InProcessOptions {
  readonly work: UnitWork;
  readonly clock: Clock;
  /** Aborted, it cancels all. */
  readonly signal?: AbortSignal;
  /** Asks a person; without it, `answer` is waited for. */
  readonly ask?: (question: string) => Promise<boolean>;
  readonly onEvent?: (event: RolloutEvent) => void;
  /** Of the one rollout that is to outlive the process. */
  readonly journal?: StepJournal;
  readonly caps?: Caps;
}

/** Rollouts that live in this process, and end with it. */
export class InProcessEngine implements Engine {
  readonly #parts: EngineParts;
  readonly #closing = new AbortController();
  readonly #runs = new Map<string, InProcessRun>();

  constructor({ work, clock, signal, ask, onEvent, journal, caps }: InProcessOptions) {
    const { signal: closing } = this.#closing;
    this.#parts = {
      work,
      clock,
      signal: signal === undefined ? closing : AbortSignal.any([signal, closing]),
      ask,
      onEvent: onEvent ?? (() => undefined),
      journal: journal ?? NO_JOURNAL,
      limited: limitsOf(caps ?? {}),
      alone: oneAtATime(),
    };
  }

  async submit(id: string, plan: RolloutPlan): Promise<Run> {
    const run = this.#runs.get(id) ?? new InProcessRun(id, plan, this.#parts);
    this.#runs.set(id, run);
    return run;
  }

  async attach(id: string): Promise<Run | undefined> {
    return this.#runs.get(id);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.allSettled([...this.#runs.values()].map((run) => run.result()));
  }
}

function oneAtATime(): EngineParts['alone'] {
  const busy = new Map<string, string>();
  return async (unit, id, work) => {
    const other = busy.get(unit);
    if (other !== undefined)
      return {
        verdict: 'failed',
        changed: false,
        closed: 'taken',
        reason: `${unit} is worked on by the rollout ${other}`,
      };
    busy.set(unit, id);
    try {
      return await work();
    } finally {
      busy.delete(unit);
    }
  };
}
