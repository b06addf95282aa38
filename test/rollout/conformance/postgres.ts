import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { appendFile, chmod, chown, copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const exec = promisify(execFile);

/** Where Debian puts PostgreSQL. */
const VERSIONS = '/usr/lib/postgresql';

/** A folder with `initdb` and `postgres` of another release, to be tried in place of Debian's. */
const OTHER_RELEASE = process.env.HAVIP_POSTGRES_BIN ?? '';
const LIBRARIES = OTHER_RELEASE === '' ? {} : { LD_LIBRARY_PATH: join(OTHER_RELEASE, '../lib') };

/** It refuses to run as root; nobody has a home that matters. */
const NOBODY = 65_534;

/** Why there can be none here, in words for a test that is left out; undefined where there can. */
export function noPostgres(): string | undefined {
  return binFolder() === undefined ? `PostgreSQL is not installed (${VERSIONS})` : undefined;
}

/** A PostgreSQL of a test's own on 127.0.0.1, in a folder of its own. */
export class Postgres {
  readonly url: string;
  readonly #folder: string;
  readonly #port: number;
  #server: ChildProcess;

  private constructor(folder: string, port: number, server: ChildProcess) {
    this.#folder = folder;
    this.#port = port;
    this.#server = server;
    this.url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  }

  /** With TLS where a folder with `server.pem`, `server.key` and `ca.pem` is given, and who is let in by it. */
  static async start(tls?: { readonly folder: string; readonly logins: string }): Promise<Postgres> {
    const folder = await mkdtemp(join(tmpdir(), 'havip-postgres-'));
    if (process.getuid?.() === 0) await chown(folder, NOBODY, NOBODY);
    const words = ['-D', join(folder, 'data'), '-A', 'trust', '-U', 'postgres', '--no-sync', '--no-locale'];
    await exec(program('initdb'), words, asNobody(folder, LIBRARIES));
    if (tls !== undefined) await useTls(join(folder, 'data'), tls.folder, tls.logins);
    const port = await freePort();
    return new Postgres(folder, port, await started(folder, port));
  }

  /** All that anybody can read who has the database. */
  async dump(): Promise<string> {
    const { stdout } = await exec(program('pg_dump'), ['--inserts', this.url], {
      ...asNobody(this.#folder),
      maxBuffer: 64 * 1024 * 1024,
    });
    // What is kept as bytes is written in hex.
    const bytes = [...stdout.matchAll(/'\\x([0-9a-f]+)'/g)].map(([, hex = '']) =>
      Buffer.from(hex, 'hex').toString('utf8'),
    );
    return [stdout, ...bytes].join('\n');
  }

  /** As if a rollout, and its files, had ended so many days ago. */
  async age(id: string, days: number): Promise<void> {
    const then = `now() - interval '${days} days'`;
    const text = `update havip_deploy.rollouts set ended_at = ${then} where id = '${id}'; update havip_deploy.files set used_at = ${then}`;
    await exec(program('psql'), ['-q', '-c', text, this.url], asNobody(this.#folder));
  }

  /** A database that has nothing yet; gives its URL. */
  async makeDatabase(name: string): Promise<string> {
    const words = ['-h', '127.0.0.1', '-p', `${this.#port}`, '-U', 'postgres', name];
    await exec(program('createdb'), words, asNobody(this.#folder));
    return this.url.replace(/\/postgres$/, `/${name}`);
  }

  async makeRole(name: string): Promise<void> {
    const words = ['-h', this.#folder, '-p', `${this.#port}`, '-U', 'postgres', '--superuser', name];
    await exec(program('createuser'), words, asNobody(this.#folder));
  }

  /** As after a crash: no connection is ended in good order. */
  async kill(): Promise<void> {
    this.#server.kill('SIGQUIT');
    await once(this.#server, 'exit');
  }

  async startAgain(): Promise<void> {
    this.#server = await started(this.#folder, this.#port);
  }

  async close(): Promise<void> {
    if (this.#server.exitCode === null && this.#server.signalCode === null) await this.kill();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

async function useTls(data: string, from: string, logins: string): Promise<void> {
  for (const name of ['server.pem', 'server.key', 'ca.pem']) {
    const path = join(data, name);
    await copyFile(join(from, name), path);
    await chmod(path, 0o600);
    if (process.getuid?.() === 0) await chown(path, NOBODY, NOBODY);
  }
  await writeFile(join(data, 'pg_hba.conf'), logins);
  const settings = ["ssl = 'on'", "ssl_cert_file = 'server.pem'", "ssl_key_file = 'server.key'"];
  await appendFile(join(data, 'postgresql.conf'), [...settings, "ssl_ca_file = 'ca.pem'", ''].join('\n'));
}

/** Waits until it says that it is ready; rejects with what it said otherwise. */
async function started(folder: string, port: number): Promise<ChildProcess> {
  const words = ['-D', join(folder, 'data'), '-h', '127.0.0.1', '-p', `${port}`, '-k', folder, '-F'];
  const server = spawn(program('postgres'), words, {
    ...asNobody(folder, LIBRARIES),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const said: string[] = [];
  for await (const line of createInterface({ input: server.stderr })) {
    said.push(line);
    if (!line.includes('database system is ready')) continue;
    server.stderr.resume();
    return server;
  }
  throw new Error(`PostgreSQL does not start:\n${said.join('\n')}`);
}

function binFolder(): string | undefined {
  const versions = existsSync(VERSIONS) ? readdirSync(VERSIONS) : [];
  return versions
    .map((version) => join(VERSIONS, version, 'bin'))
    .find((folder) => existsSync(join(folder, 'initdb')));
}

function program(name: string): string {
  const other = join(OTHER_RELEASE, name);
  return OTHER_RELEASE !== '' && existsSync(other) ? other : join(binFolder() ?? '', name);
}

function asNobody(cwd: string, libraries: { readonly LD_LIBRARY_PATH?: string } = {}) {
  const isRoot = process.getuid?.() === 0;
  return {
    cwd,
    ...(isRoot ? { uid: NOBODY, gid: NOBODY } : {}),
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', ...libraries },
  };
}

/** A port on 127.0.0.1 that nothing listens at. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
