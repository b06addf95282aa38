import { setTimeout as sleep } from 'node:timers/promises';
import type { Sdk } from './sdk.ts';
import { SCHEMA } from './store/schema.ts';

/** Of the locks by which workers know each other; any number. */
const NAMESPACE = 723_648;

/** Of a worker that starts; any number that no other lock has. */
const LAUNCH_LOCK = 7_236_480_002;
const LAUNCH_POLL_MS = 100;

/** More workers than this have no slot. */
const MOST_SLOTS = 1000;

const SLOT = /^slot-(\d+)$/;

/** A worker's place: as long as its connection lives, nobody else takes its work over. */
export class Slot {
  readonly #connection: ReturnType<Sdk['connection']>;
  readonly number: number;
  readonly #lost: AbortSignal;

  private constructor(connection: ReturnType<Sdk['connection']>, number: number, lost: AbortSignal) {
    this.#connection = connection;
    this.number = number;
    this.#lost = lost;
  }

  /** The place may be another's. */
  get isLost(): boolean {
    return this.#lost.aborted;
  }

  /** The first place that is free, or one; undefined where there is none. Rejects where the server is away. */
  static async take(sdk: Sdk, url: string, wanted?: number): Promise<Slot | undefined> {
    const connection = sdk.connection({
      connectionString: url,
      keepAlive: true,
      application_name: 'havip-deploy slot',
    });
    const lost = new AbortController();
    connection.on('error', () => lost.abort());
    connection.on('end', () => lost.abort());
    let taken: number | undefined;
    try {
      await connection.connect();
      taken = await firstFree(connection, wanted);
    } finally {
      if (taken === undefined) await connection.end();
    }
    return taken === undefined ? undefined : new Slot(connection, taken, lost.signal);
  }

  get executor(): string {
    return `slot-${this.number}`;
  }

  /** Does something that no other worker on this database does meanwhile; waits for its turn. */
  async alone(work: () => Promise<void>): Promise<void> {
    // Asked again and again: a query that waits is a transaction, for which an index that is being made waits.
    while (!(await this.#hasLaunchLock())) await sleep(LAUNCH_POLL_MS);
    try {
      await work();
    } finally {
      await this.#connection.query('select pg_advisory_unlock($1)', [LAUNCH_LOCK]);
    }
  }

  async #hasLaunchLock(): Promise<boolean> {
    const { rows } = await this.#connection.query('select pg_try_advisory_lock($1) as taken', [LAUNCH_LOCK]);
    return rows[0]?.taken === true;
  }

  /** Takes over what workers have left that are gone; gives how much that was. */
  async adopt(sdk: Sdk, version: string): Promise<number> {
    const pending = await sdk.dbos.listWorkflows({
      status: 'PENDING',
      applicationVersion: version,
      loadInput: false,
      loadOutput: false,
    });
    const owners = new Set(pending.map(({ executorId }) => SLOT.exec(executorId ?? '')?.[1]));
    let adopted = 0;
    for (const owner of owners) {
      const number = Number(owner);
      if (owner === undefined || number === this.number) continue;
      if (!(await locked(this.#connection, number))) continue;
      // While we have its lock, nobody is that worker, and nobody else does this.
      const left = pending.filter(({ executorId }) => executorId === `slot-${number}`);
      for (const { workflowID, queueName } of left) {
        await sdk.dbos.resumeWorkflow(workflowID, queueName === undefined ? {} : { queueName });
        adopted += 1;
      }
      await this.#connection.query('select pg_advisory_unlock($1, $2)', [NAMESPACE, number]);
    }
    return adopted;
  }

  /**
   * Takes the places of workers that have been silent for so long: one that is stopped keeps its connection. Should it
   * come back, it finds its place gone.
   */
  async endSilent(seconds: number): Promise<void> {
    await this.#connection.query(
      `select pg_terminate_backend(l.pid) from pg_locks l
join pg_database d on d.oid = l.database and d.datname = current_database()
join ${SCHEMA}.workers w on w.place = 'slot-' || l.objid
where l.locktype = 'advisory' and l.classid = $1 and l.granted and l.pid <> pg_backend_pid()
  and w.seen_at < now() - make_interval(secs => $2)`,
      [NAMESPACE, seconds],
    );
  }

  async leave(): Promise<void> {
    await this.#connection.end();
  }
}

async function firstFree(connection: ReturnType<Sdk['connection']>, wanted?: number) {
  const numbers = wanted === undefined ? Array.from({ length: MOST_SLOTS }, (_each, at) => at) : [wanted];
  for (const number of numbers) if (await locked(connection, number)) return number;
  return undefined;
}

async function locked(connection: ReturnType<Sdk['connection']>, number: number): Promise<boolean> {
  const { rows } = await connection.query('select pg_try_advisory_lock($1, $2) as taken', [
    NAMESPACE,
    number,
  ]);
  return rows[0]?.taken === true;
}
