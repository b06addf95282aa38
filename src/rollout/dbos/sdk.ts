import { createRequire } from 'node:module';
import type { DBOS, DBOSClient } from '@dbos-inc/dbos-sdk';
import { failure, type Outcome, success } from '../../core/outcome.ts';
import type { Problem } from '../../core/problem.ts';
import { messageOf } from '../../core/text/message-of.ts';

/** The release that the engine is tried with. */
const RELEASE = '5.3.0';

/** One connection to a PostgreSQL, or several of which each does one thing at a time. */
export interface Queries {
  query(
    text: string,
    values?: readonly unknown[],
  ): Promise<{ readonly rows: readonly Record<string, unknown>[] }>;
  on(event: 'error', listener: (error: Error) => void): unknown;
  end(): Promise<void>;
}

/** A connection of its own, on which a lock lasts as long as it does. */
export interface OneConnection extends Queries {
  connect(): Promise<unknown>;
  on(event: 'error' | 'end', listener: (error: Error) => void): unknown;
}

interface ConnectionConfig {
  readonly connectionString: string;
  readonly connectionTimeoutMillis?: number;
  readonly max?: number;
  readonly keepAlive?: boolean;
  readonly application_name?: string;
}

/** What speaks to PostgreSQL. */
export interface PostgresClient {
  readonly connections: (config: ConnectionConfig) => Queries;
  readonly connection: (config: ConnectionConfig) => OneConnection;
}

/** What is loaded for a worker on PostgreSQL, and for nothing else. */
export interface Sdk extends PostgresClient {
  readonly dbos: typeof DBOS;
  readonly client: typeof DBOSClient;
}

interface PostgresPackage {
  readonly Pool: new (config: ConnectionConfig) => Queries;
  readonly Client: new (config: ConnectionConfig) => OneConnection;
}

/** Loads DBOS Transact, which the user has installed beside this program, and the PostgreSQL client that it brings. */
export async function loadSdk(): Promise<Outcome<Sdk>> {
  const postgres = loadPostgres();
  if (!postgres.ok) return postgres;
  try {
    const { DBOS: dbos, DBOSClient: client } = await import('@dbos-inc/dbos-sdk');
    return success({ dbos, client, ...postgres.value });
  } catch (error) {
    return failure(noPackage(error));
  }
}

/** Loads the client alone: who submits and watches needs no more, and the rest takes longer. */
export function loadPostgres(): Outcome<PostgresClient> {
  try {
    const here = createRequire(import.meta.url);
    const itsOwn = createRequire(here.resolve('@dbos-inc/dbos-sdk'));
    const { Pool, Client } = itsOwn('pg') as PostgresPackage;
    return success({
      connections: (config) => new Pool(config),
      connection: (config) => new Client(config),
    });
  } catch (error) {
    return failure(noPackage(error));
  }
}

function noPackage(error: unknown): Problem {
  return {
    code: 'usage.no-engine-package',
    summary: 'an engine on PostgreSQL needs the package @dbos-inc/dbos-sdk, and it cannot be loaded',
    detail: messageOf(error).split('\n')[0] ?? '',
    fix: `Install it beside this program: npm install --global @dbos-inc/dbos-sdk@${RELEASE}`,
  };
}
