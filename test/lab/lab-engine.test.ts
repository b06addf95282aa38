import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startEngine, stopEngine } from '../../src/lab/engine/server.ts';
import { labDown } from '../../src/lab/index.ts';
import { accessFiles } from '../../src/lab/record/access-files.ts';
import { labFolder } from '../../src/lab/record/state.ts';
import { loadPostgres } from '../../src/rollout/dbos/sdk.ts';
import { freePort } from '../rollout/conformance/postgres.ts';
import { EVERY_ROW } from '../support/long.ts';
import { engineLab } from './support/engine-lab.ts';
import { leftoversOf } from './support/leftovers.ts';

const silent = () => {};
const name = 'lab-test-engine';

/** What a query comes to, with the URL that a person has of the lab. */
async function queried(directory: string, text: string, password?: string): Promise<unknown> {
  const file = await readFile(accessFiles(directory).engineEnvironmentFile, 'utf8');
  const [, url = ''] = /^export HAVIP_DEPLOY_ENGINE=(postgres:\S+)$/m.exec(file) ?? [];
  const postgres = loadPostgres();
  if (!postgres.ok) throw new Error(postgres.problems[0]?.detail);
  const connectionString = password === undefined ? url : url.replace(/:[^:@]*@/, `:${password}@`);
  const queries = postgres.value.connections({ connectionString, max: 1 });
  try {
    return (await queries.query(text)).rows;
  } finally {
    await queries.end();
  }
}

// Without machines: what `lab up --engine` does beside them.
describe.runIf(EVERY_ROW)('the PostgreSQL of a lab', () => {
  let port: number;
  beforeEach(async () => {
    port = await freePort();
  });
  afterEach(async () => {
    expect(await labDown(name, silent)).toMatchObject({ ok: true });
    expect(await leftoversOf(name, [port])).toEqual([]);
  });

  test('answers on loopback to its password alone, keeps its data when started again, and goes with the lab', async () => {
    const state = await engineLab(name, port);
    const { directory } = state;
    expect(await startEngine(state, silent)).toMatchObject({ ok: true });
    await queried(directory, 'create table kept (number integer)');
    expect(await queried(directory, 'show listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
    await expect(queried(directory, 'select 1', 'another')).rejects.toThrow('password authentication failed');
    expect((await stat(accessFiles(directory).engineEnvironmentFile)).mode & 0o777).toBe(0o600);
    expect((await stat(`${labFolder(name)}/engine`)).mode & 0o77).toBe(0);
    // Nothing is started beside one that runs.
    expect(await startEngine(state, silent)).toMatchObject({ ok: true });
    await stopEngine(name);
    await expect(queried(directory, 'select 1')).rejects.toThrow();
    expect(await startEngine(state, silent)).toMatchObject({ ok: true });
    expect(await queried(directory, 'select count(*)::int as rows from kept')).toEqual([{ rows: 0 }]);
  });

  const script = new URL('./support/start-engine.ts', import.meta.url).pathname;
  const jiti = new URL('../../node_modules/.bin/jiti', import.meta.url).pathname;
  const killed = async (ms: number) => {
    const child = spawn(jiti, [script, name, `${port}`], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    await sleep(ms);
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  };
  const moments = [0, 200, 1000, 2000];

  test.each(moments)('killed %i ms after it began, is finished by the next one', async (ms) => {
    await killed(ms);
    const state = await engineLab(name, port);
    expect(await startEngine(state, silent)).toMatchObject({ ok: true });
    expect(await queried(state.directory, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  test.each(moments)('killed %i ms after it began, leaves nothing that down does not find', killed);
});
