import { messageOf } from '../../core/message-of.ts';
import { pause } from '../../core/pause.ts';
import { beginUnit, takenBy } from '../begin-unit.ts';
import { jobName, type UnitEnd, type UnitJob, type UnitWork } from '../context.ts';
import type { Engine, Run } from '../engine.ts';
import type { Caps, RolloutPlan } from '../plan.ts';
import { rollOut } from '../roll-out.ts';
import { dbosContext, dbosUnitContext, never } from './dbos-context.ts';
import { DbosRun } from './dbos-run.ts';
import type { DbosParts } from './parts.ts';
import type { Sdk } from './sdk.ts';
import { Slot } from './slots.ts';
import { Store } from './store.ts';

/** What a worker is made of. */
export interface DbosOptions {
  readonly sdk: Sdk;
  /** `postgres://…`, with the TLS options of libpq. */
  readonly url: string;
  readonly work: UnitWork;
  readonly caps?: Caps;
  /** Of this program: work is gone on with by the same one only. */
  readonly version: string;
  /** What a person should know of the worker. */
  readonly tell?: (text: string) => void;
}

const APPLICATION = 'havip-deploy';
const ROLLOUTS = 'havip-deploy rollouts';
const UNITS = 'havip-deploy units';

/** How often a worker looks whether another one is gone, and queues are asked for work, in milliseconds. */
const LOOK_MS = 2000;
const POLL_MS = 100;

/** A limit that is none: a queue of groups has to have one. */
const NO_LIMIT = 1_000_000;

/** A group without a name. */
const NO_GROUP = '-';

/**
 * A worker on PostgreSQL: it carries out rollouts and units that anybody submitted, and takes over what workers have
 * left that are gone. One in a process.
 */
export class DbosEngine implements Engine {
  readonly #parts: DbosParts;
  readonly #options: DbosOptions;
  readonly #closing: AbortController;
  readonly #inFlight = new Set<Promise<unknown>>();
  readonly #rollout: (id: string) => Promise<void>;
  readonly #unit: (id: string, job: UnitJob, maxFailures: number | null) => Promise<void>;
  #slot: Slot;
  #looking: Promise<void> = Promise.resolve();

  private constructor(options: DbosOptions, store: Store, slot: Slot, closing: AbortController) {
    const { sdk, work } = options;
    this.#options = options;
    this.#slot = slot;
    this.#closing = closing;
    this.#parts = { sdk, store, work, signal: closing.signal };
    this.#rollout = sdk.dbos.registerWorkflow((id: string) => this.#rollOut(id), { name: 'rollout' });
    this.#unit = sdk.dbos.registerWorkflow(
      (id: string, job: UnitJob, maxFailures: number | null) => this.#workOn(id, job, maxFailures),
      { name: 'unit' },
    );
  }

  /** Starts a worker; makes the tables where they are missing. Rejects where the server cannot be used. */
  static async start(options: DbosOptions): Promise<DbosEngine> {
    const { sdk, url, version, caps = {} } = options;
    const closing = new AbortController();
    const store = new Store(
      sdk.connections({ connectionString: url, max: 10, application_name: APPLICATION }),
      closing.signal,
    );
    await store.migrate();
    const slot = await Slot.take(sdk, url);
    if (slot === undefined) throw new Error('every place of a worker is taken');
    const engine = new DbosEngine(options, store, slot, closing);
    const logger = loggerTo(options.tell);
    sdk.dbos.setConfig({
      name: APPLICATION,
      systemDatabaseUrl: url,
      applicationVersion: version,
      executorID: slot.executor,
      logger,
    });
    // Before it begins: it would go by the limits of the worker before for some seconds.
    const hasQueues = await store.hasQueues();
    if (hasQueues) await withClient(options, logger, (client) => makeQueues(client, caps));
    await sdk.dbos.launch();
    if (!hasQueues) await makeQueues(sdk.dbos, caps);
    engine.#looking = engine.#lookAfterOthers();
    return engine;
  }

  async submit(id: string, plan: RolloutPlan): Promise<Run> {
    const { sdk, store, signal } = this.#parts;
    await store.add(id, plan);
    await sdk.dbos.startWorkflow(this.#rollout, { workflowID: `rollout ${id}`, queueName: ROLLOUTS })(id);
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
    await this.#looking;
    await this.#parts.sdk.dbos.shutdown({ deregister: true });
    await this.#slot.leave();
    await this.#parts.store.close();
  }

  async #rollOut(id: string): Promise<void> {
    const { store, sdk } = this.#parts;
    const plan = await sdk.dbos.runStep(() => store.plan(id), { name: 'plan' });
    if (plan === undefined) return;
    let started = 0;
    const start = (job: UnitJob) => {
      // In this order, also where several are put down in the same moment.
      started += 1;
      return sdk.dbos.startWorkflow(this.#unit, {
        workflowID: `unit ${id} ${jobName(job)}`,
        queueName: UNITS,
        enqueueOptions: { queuePartitionKey: job.group || NO_GROUP, priority: started },
      })(id, job, plan.maxFailures);
    };
    const ending = await rollOut(dbosContext(id, this.#parts, start), plan);
    await sdk.dbos.runStep(() => store.finish(id, ending), { name: 'finish' });
  }

  async #workOn(id: string, job: UnitJob, maxFailures: number | null): Promise<void> {
    if (this.#closing.signal.aborted) return never();
    const working = this.#endOf(id, job, maxFailures);
    this.#inFlight.add(working);
    await working.finally(() => this.#inFlight.delete(working));
  }

  async #endOf(id: string, job: UnitJob, maxFailures: number | null): Promise<void> {
    const { sdk, store, work } = this.#parts;
    const other = await sdk.dbos.runStep(async () => (await store.take(id, job)) ?? null, { name: 'take' });
    const end = other === null ? await this.#begun(id, job, maxFailures, work) : takenBy(other, job);
    await sdk.dbos.runStep(() => store.end(id, job, end), { name: 'end' });
  }

  async #begun(id: string, job: UnitJob, maxFailures: number | null, work: UnitWork): Promise<UnitEnd> {
    const context = dbosUnitContext(id, job, this.#parts);
    try {
      return await beginUnit(context, job, maxFailures, work);
    } catch (error) {
      // A fault of the program's own; the other units go on.
      return { verdict: 'failed', changed: true, reason: messageOf(error) };
    }
  }

  /** Until the end: takes over what is left, and takes its own place again where the connection broke. */
  async #lookAfterOthers(): Promise<void> {
    const { sdk, url, version, tell = () => undefined } = this.#options;
    const { signal } = this.#closing;
    let isOurs = true;
    const watch = (slot: Slot) =>
      void slot.lost.then(() => {
        isOurs = false;
      });
    watch(this.#slot);
    for (;;) {
      await pause(LOOK_MS, signal);
      if (signal.aborted) return;
      try {
        if (!isOurs) {
          const slot = await Slot.take(sdk, url, this.#slot.number);
          if (slot === undefined) continue;
          this.#slot = slot;
          isOurs = true;
          watch(slot);
        }
        const adopted = await this.#slot.adopt(sdk, version);
        if (adopted > 0) tell(`took over ${adopted} pieces of work of workers that are gone`);
      } catch (error) {
        // The server is away, for instance; the next look says more.
        tell(`cannot look after other workers: ${messageOf(error)}`);
      }
    }
  }
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

/** The same limits as the queue has them: it wants one for groups, and none above that in all. */
function limitsOf({ perGroup = NO_LIMIT, inAll }: Caps) {
  if (inAll === undefined) return { partitionConcurrency: perGroup };
  return { partitionConcurrency: Math.min(perGroup, inAll), globalConcurrency: inAll };
}

async function makeQueues(on: Pick<Sdk['dbos'], 'registerQueue'>, caps: Caps): Promise<void> {
  const common = { minPollingIntervalMs: POLL_MS, onConflict: 'always_update' } as const;
  await on.registerQueue(ROLLOUTS, common);
  await on.registerQueue(UNITS, { ...limitsOf(caps), ...common });
}

type Client = Awaited<ReturnType<Sdk['client']['create']>>;

/** Speaks to DBOS's tables without being a worker. */
async function withClient(
  { sdk, url }: DbosOptions,
  logger: ReturnType<typeof loggerTo>,
  work: (client: Client) => Promise<void>,
): Promise<void> {
  const client = await sdk.client.create({
    systemDatabaseUrl: url,
    applicationName: APPLICATION,
    logger,
  });
  try {
    await work(client);
  } finally {
    await client.destroy();
  }
}
