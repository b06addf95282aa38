import { createRequire } from 'node:module';
import type { DBOS, DBOSClient } from '@dbos-inc/dbos-sdk';
import { messageOf } from '../../core/message-of.ts';
import { failure, type Outcome, success } from '../../core/outcome.ts';

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
  readonly max?: number;
  readonly keepAlive?: boolean;
  readonly application_name?: string;
}

/** What is loaded for an engine on PostgreSQL, and for nothing else. */
export interface Sdk {
  readonly dbos: typeof DBOS;
  readonly client: typeof DBOSClient;
  readonly connections: (config: ConnectionConfig) => Queries;
  readonly connection: (config: ConnectionConfig) => OneConnection;
}

interface PostgresPackage {
  readonly Pool: new (config: ConnectionConfig) => Queries;
  readonly Client: new (config: ConnectionConfig) => OneConnection;
}

/** Loads DBOS Transact, which the user has installed beside this program, and the PostgreSQL client that it brings. */
export async function loadSdk(): Promise<Outcome<Sdk>> {
  try {
    const { DBOS: dbos, DBOSClient: client } = await import('@dbos-inc/dbos-sdk');
    const here = createRequire(import.meta.url);
    const itsOwn = createRequire(here.resolve('@dbos-inc/dbos-sdk'));
    const { Pool, Client } = itsOwn('pg') as PostgresPackage;
    return success({
      dbos,
      client,
      connections: (config) => new Pool(config),
      connection: (config) => new Client(config),
    });
  } catch (error) {
    return failure({
      code: 'usage.no-engine-package',
      summary: 'an engine on PostgreSQL needs the package @dbos-inc/dbos-sdk, and it cannot be loaded',
      detail: messageOf(error),
      fix: `Install it beside this program: npm install --global @dbos-inc/dbos-sdk@${RELEASE}`,
    });
  }
}
