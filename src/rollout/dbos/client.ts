import { failure, type Outcome, success } from '../../core/outcome.ts';
import type { Run } from '../engine.ts';
import { Cleaner } from './cleaner.ts';
import { DbosRun } from './dbos-run.ts';
import { loadPostgres, type PostgresClient } from './sdk.ts';
import { type Ask, askOf } from './store/ask.ts';
import { Fleet } from './store/fleet.ts';
import { Overview } from './store/overview.ts';
import { SCHEMA_NUMBER } from './store/schema.ts';
import { newerSchema, serverProblem } from './store/server-problem.ts';
import { Store } from './store/store.ts';
import { Submissions } from './store/submissions.ts';

/** How long a connect may take that somebody waits for, in milliseconds. */
const CONNECT_MS = 10_000;

/** The engine for who submits, watches and decides; it carries out nothing. */
export interface EngineClient {
  readonly store: Store;
  readonly submissions: Submissions;
  readonly overview: Overview;
  readonly cleaner: Cleaner;
  /** Does not wait for a server that is away. */
  readonly fleet: Fleet;
  /** A rollout that was submitted, by whomever. */
  run(id: string): Promise<Run | undefined>;
  close(): Promise<void>;
}

/** Reaches the server, and makes the tables where they are missing. */
export async function openClient(url: string, signal: AbortSignal): Promise<Outcome<EngineClient>> {
  const postgres = loadPostgres();
  return postgres.ok ? openWith(postgres.value, url, signal) : postgres;
}

async function openWith(
  postgres: PostgresClient,
  url: string,
  signal: AbortSignal,
): Promise<Outcome<EngineClient>> {
  const pool = postgres.connections({
    connectionString: url,
    max: 4,
    connectionTimeoutMillis: CONNECT_MS,
    application_name: 'havip-deploy client',
  });
  const ask = askOf(pool, signal);
  // Whoever waits for a command is told at once; only later is a server that is away waited for.
  const once: Ask = async (text, values) => (await pool.query(text, values)).rows;
  const store = new Store(ask);
  try {
    const found = await new Store(once).schemaNumber();
    if (found !== undefined && found > SCHEMA_NUMBER) {
      await pool.end();
      return failure(newerSchema(url, found, SCHEMA_NUMBER));
    }
    await new Store(once).migrate();
  } catch (error) {
    await pool.end();
    return failure(serverProblem(error, url));
  }
  return success({
    store,
    submissions: new Submissions(ask),
    overview: new Overview(ask),
    cleaner: new Cleaner(ask),
    fleet: new Fleet(once),
    run: async (id) => ((await store.plan(id)) === undefined ? undefined : new DbosRun(id, store, signal)),
    close: () => pool.end(),
  });
}
