import { messageOf } from '../../core/text/message-of.ts';
import { beginUnit, endOfUnit, notBegun, takenBy } from '../begin-unit.ts';
import {
  type Closed,
  jobName,
  type RolloutEvent,
  type UnitContext,
  type UnitEnd,
  type UnitJob,
} from '../context.ts';
import type { Engine, Run } from '../engine.ts';
import { type RolloutPlan, type UnitRules, unitsIn } from '../plan.ts';
import { rollOut } from '../roll-out.ts';
import { dbosContext, dbosUnitContext, never } from './dbos-context.ts';
import { DbosRun } from './dbos-run.ts';
import { lookAround, presence } from './looks.ts';
import type { DbosOptions } from './options.ts';
import type { DbosParts } from './parts.ts';
import { APPLICATION, makeQueues, placeInQueue, queuesOf, ROLLOUTS, withClient } from './queues.ts';
import type { Queries } from './sdk.ts';
import { Slot } from './slots.ts';
import { askOf } from './store/ask.ts';
import { Overview } from './store/overview.ts';
import { Store } from './store/store.ts';
import { Submissions } from './store/submissions.ts';

/** A worker that has told of itself within so many seconds is there. */
const SEEN_SECONDS = 60;

/**
 * A worker on PostgreSQL: it carries out rollouts and units that anybody submitted, and takes over what workers have
 * left that are gone. One in a process.
 */
export class DbosEngine implements Engine {
  readonly #parts: DbosParts;
  readonly #closing: AbortController;
  readonly #inFlight = new Set<Promise<unknown>>();
  readonly #rollout: (id: string) => Promise<void>;
  readonly #unit: (id: string, job: UnitJob, rules: UnitRules) => Promise<void>;
  readonly #queries: Queries;
  #looking: Promise<Slot>;

  private constructor(options: DbosOptions, queries: Queries, slot: Slot, closing: AbortController) {
    const { sdk, work } = options;
    const { signal } = closing;
    const ask = askOf(queries, signal);
    this.#queries = queries;
    this.#closing = closing;
    this.#looking = Promise.resolve(slot);
    this.#parts = {
      ...{ sdk, work, signal },
      store: new Store(ask),
      submissions: new Submissions(ask),
      overview: new Overview(ask),
    };
    this.#rollout = sdk.dbos.registerWorkflow((id: string) => this.#rollOut(id), { name: 'rollout' });
    this.#unit = sdk.dbos.registerWorkflow(
      (id: string, job: UnitJob, rules: UnitRules) => this.#workOn(id, job, rules),
      { name: 'unit' },
    );
  }

  /** Starts a worker; makes the tables where they are missing. Rejects where the server cannot be used. */
  static async start(options: DbosOptions): Promise<DbosEngine> {
    const { sdk, url } = options;
    const queries = sdk.connections({ connectionString: url, max: 10, application_name: APPLICATION });
    let slot: Slot | undefined;
    try {
      slot = await Slot.take(sdk, url);
      if (slot === undefined) throw new Error('every place of a worker is taken');
      return await DbosEngine.#started(options, queries, slot);
    } catch (error) {
      // A connection that is left open would keep the process alive, and its manager from starting it again.
      await Promise.allSettled([sdk.dbos.shutdown({ deregister: true }), slot?.leave()]);
      await queries.end().catch(() => undefined);
      throw error;
    }
  }

  static async #started(options: DbosOptions, queries: Queries, slot: Slot): Promise<DbosEngine> {
    const { sdk, url, version, caps = {}, region } = options;
    const engine = new DbosEngine(options, queries, slot, new AbortController());
    const { store, overview } = engine.#parts;
    await store.migrate();
    // Its place may have been another's, who has been silent.
    await overview.seen({ ...presence(options), place: slot.executor });
    const logger = loggerTo(options.tell);
    sdk.dbos.setConfig({
      name: APPLICATION,
      systemDatabaseUrl: url,
      applicationVersion: version,
      executorID: slot.executor,
      listenQueues: queuesOf(region),
      logger,
    });
    // Before it begins: it would go by the limits of the worker before for some seconds.
    // One at a time: those that make or change DBOS's own tables at once get into each other's way.
    await slot.alone(async () => {
      const hasQueues = await store.hasQueues();
      if (hasQueues) await withClient(options, logger, (client) => makeQueues(client, caps, region));
      await sdk.dbos.launch();
      if (!hasQueues) await makeQueues(sdk.dbos, caps, region);
    });
    engine.#looking = lookAround(options, engine.#parts, slot, (id) => engine.#begin(id));
    return engine;
  }

  async submit(id: string, plan: RolloutPlan): Promise<Run> {
    const { store, signal } = this.#parts;
    await store.add(id, plan);
    await this.#begin(id);
    return new DbosRun(id, store, signal);
  }

  async attach(id: string): Promise<Run | undefined> {
    const { store, signal } = this.#parts;
    return (await store.plan(id)) === undefined ? undefined : new DbosRun(id, store, signal);
  }

  /** Begins nothing new; units in flight finish, and rollouts are left to other workers. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.allSettled(this.#inFlight);
    const slot = await this.#looking;
    await this.#parts.sdk.dbos.shutdown({ deregister: true });
    // Whether it could say so is no matter: others see that its place is free.
    await this.#parts.overview.gone(slot.executor).catch(() => undefined);
    await slot.leave();
    await this.#queries.end();
  }

  /** Puts a rollout down for whichever worker is free; nothing where that was done. */
  async #begin(id: string): Promise<void> {
    const { sdk, submissions } = this.#parts;
    await sdk.dbos.startWorkflow(this.#rollout, { workflowID: `rollout ${id}`, queueName: ROLLOUTS })(id);
    await submissions.setBegun(id);
  }

  async #rollOut(id: string): Promise<void> {
    const { store, sdk } = this.#parts;
    const plan = await sdk.dbos.runStep(() => store.plan(id), { name: 'plan' });
    if (plan === undefined) return;
    const regions = await this.#regions(plan);
    let started = 0;
    const { maxFailures, windows } = plan;
    const rules = { maxFailures, ...(windows && { windows }) };
    const start = (job: UnitJob) => {
      // In this order, also where several are put down in the same moment.
      started += 1;
      return sdk.dbos.startWorkflow(this.#unit, {
        workflowID: `unit ${id} ${jobName(job)}`,
        ...placeInQueue(job.group, regions.includes(job.group), started),
      })(id, job, rules);
    };
    const ending = await rollOut(dbosContext(id, this.#parts, start), plan);
    await sdk.dbos.runStep(() => store.finish(id, ending), { name: 'finish' });
  }

  /** Those of the plan's groups that have workers of their own. */
  async #regions(plan: RolloutPlan): Promise<readonly string[]> {
    const { sdk, overview } = this.#parts;
    const groups = new Set(unitsIn(plan).map(({ group }) => group));
    if (groups.size === 1 && groups.has('')) return [];
    const known = async () =>
      (await overview.workers(SEEN_SECONDS)).flatMap(({ region }) =>
        region !== null && groups.has(region) ? [region] : [],
      );
    return sdk.dbos.runStep(known, { name: 'regions' });
  }

  async #workOn(id: string, job: UnitJob, rules: UnitRules): Promise<void> {
    if (this.#closing.signal.aborted) return never();
    let leave = (): void => undefined;
    const left = new Promise<void>((resolve) => {
      leave = resolve;
    });
    const working = this.#endOf(id, job, rules, leave);
    // What another worker has taken over is not waited for.
    const inFlight = Promise.race([working, left]).finally(() => this.#inFlight.delete(inFlight));
    this.#inFlight.add(inFlight);
    // Told by what is awaited next.
    inFlight.catch(() => undefined);
    await working;
  }

  async #endOf(id: string, job: UnitJob, rules: UnitRules, leave: () => void): Promise<void> {
    const { sdk, store } = this.#parts;
    const begun = await sdk.dbos.runStep(() => this.#beginUnit(id, job, rules), { name: 'begin' });
    const end =
      endBefore(begun, job) ?? (await this.#worked(job, dbosUnitContext(id, job, this.#parts, leave)));
    // No step of DBOS, which is nine statements: done twice, it is done once.
    await store.end(id, job, end, endOfUnit(job, end));
  }

  /** One step of DBOS for all of it, which also finds that the unit is another worker's by now. */
  async #beginUnit(id: string, job: UnitJob, rules: UnitRules): Promise<Begun> {
    const { store } = this.#parts;
    const { other, ...gate } = await store.take(id, job);
    if (other !== undefined) return { other };
    const emit = (event: RolloutEvent) => store.tell(id, `${jobName(job)} begun`, event);
    const closed = await beginUnit({ job, gate, rules, emit });
    return closed === undefined ? {} : { closed };
  }

  async #worked(job: UnitJob, context: UnitContext): Promise<UnitEnd> {
    try {
      return await this.#parts.work(job, context);
    } catch (error) {
      // DBOS's own says that the unit is another worker's by now, whose end it waits for.
      if (error instanceof Error && 'dbosErrorCode' in error) throw error;
      // A fault of the program's own; the other units go on.
      return { verdict: 'failed', changed: true, reason: messageOf(error) };
    }
  }
}

/** How a unit has begun: not at all, where another rollout has it or something keeps it from beginning. */
interface Begun {
  readonly other?: string;
  readonly closed?: Closed;
}

function endBefore({ other, closed }: Begun, job: UnitJob): UnitEnd | undefined {
  if (other !== undefined) return takenBy(other, job);
  return closed === undefined ? undefined : notBegun(closed);
}

/** Of what DBOS logs, its errors. */
function loggerTo(tell: DbosOptions['tell'] = () => undefined) {
  const nothing = () => undefined;
  return {
    info: nothing,
    debug: nothing,
    warn: nothing,
    error: (entry: unknown) => tell(messageOf(entry)),
  };
}
