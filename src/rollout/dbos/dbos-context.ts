import {
  type Handle,
  jobName,
  type RolloutContext,
  type RolloutEvent,
  type Settled,
  type UnitContext,
  type UnitJob,
} from '../context.ts';
import type { Json } from '../json.ts';
import type { DbosParts } from './parts.ts';
import { asked, askedEvery } from './watch.ts';

/**
 * How often a rollout looks which of its units have ended, in milliseconds: those that end within it cost one look and
 * one step of DBOS together.
 */
const ENDS_MS = 250;

/** The course of a rollout as a workflow: whatever it asks of the world is a step, and is asked once. */
export function dbosContext(
  id: string,
  parts: DbosParts,
  start: (job: UnitJob) => Promise<unknown>,
): RolloutContext {
  const { sdk, store } = parts;
  const step = <T>(name: string, work: () => Promise<T>) => sdk.dbos.runStep(work, { name });
  const control = () => step('control', () => store.control(id));
  const now = () => step('now', () => store.now());
  return {
    step: <T extends Json>(name: string, work: () => Promise<T>) => step(name, work),
    startUnit: async (job) => {
      await start(job);
      return { job };
    },
    next: (handles) => step('next', () => ended(id, parts, handles)),
    emit: (event) => told(id, parts, event),
    control,
    controlChange: () =>
      step('control change', () =>
        watched(parts, async () => ((await store.control(id)) === 'pause' ? undefined : true)),
      ).then(() => undefined),
    approval: async (name, question, withinMs) => {
      await told(id, parts, { type: 'waiting', name, question });
      const until = withinMs === undefined ? Number.POSITIVE_INFINITY : (await now()) + withinMs;
      const answered = async () => {
        const answer = await store.answerTo(id, name);
        if (answer !== undefined) return answer ? 'yes' : 'no';
        if ((await store.control(id)) === 'cancel') return 'no';
        return withinMs !== undefined && (await store.now()) >= until ? 'late' : undefined;
      };
      const answer = await step(`answer to ${name}`, () => watched(parts, answered));
      return answer === 'late' ? undefined : answer === 'yes';
    },
    sleep: async (name, milliseconds) => {
      const until = (await now()) + milliseconds;
      const isOver = async () => (await store.now()) >= until || (await store.control(id)) === 'cancel';
      await step(name, () => watched(parts, async () => (await isOver()) || undefined));
    },
    now,
  };
}

/** The same for the work on one unit. */
export function dbosUnitContext(
  id: string,
  job: UnitJob,
  parts: DbosParts,
  onLeave: () => void,
): UnitContext {
  const { sdk } = parts;
  return {
    rollout: id,
    signal: parts.signal,
    step: (name, work) => sdk.dbos.runStep(work, { name: `${jobName(job)}: ${name}` }),
    leave: () => {
      onLeave();
      return never();
    },
  };
}

/** An event has the name of the step that tells it, so that telling it once more tells nothing. */
function told(id: string, { sdk, store }: DbosParts, event: RolloutEvent): Promise<void> {
  return sdk.dbos.runStep(() => store.tell(id, `${sdk.dbos.workflowID} ${sdk.dbos.stepID}`, event), {
    name: event.type,
  });
}

/** Those of the jobs that have ended, once some have. */
async function ended(
  id: string,
  { store, signal }: DbosParts,
  handles: readonly Handle[],
): Promise<readonly Settled[]> {
  const jobs = handles.map(({ job }) => job);
  const settled = await askedEvery(ENDS_MS, signal, async () => {
    const ends = await store.ends(id, jobs);
    const some = jobs.flatMap((job): Settled[] => {
      const end = ends.get(jobName(job));
      return end === undefined ? [] : [{ job, end }];
    });
    return some.length === 0 ? undefined : some;
  });
  return settled ?? never();
}

/** Asks until there is an answer; never settles once this process ends, so that the step is another one's. */
async function watched<T>({ signal }: DbosParts, ask: () => Promise<T | undefined>): Promise<T> {
  const answer = await asked(signal, ask);
  return answer === undefined ? never() : answer;
}

/** What is left to another process: an error would be what came of it. */
export function never(): Promise<never> {
  return new Promise(() => undefined);
}
