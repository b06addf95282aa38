import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { pause } from '../../../src/core/pause.ts';
import type { UnitEnd, UnitWork } from '../../../src/rollout/context.ts';
import { openClient } from '../../../src/rollout/dbos/client.ts';
import { DbosEngine } from '../../../src/rollout/dbos/dbos-engine.ts';
import { loadSdk } from '../../../src/rollout/dbos/sdk.ts';
import type { Caps } from '../../../src/rollout/plan.ts';
import { EVERY_ROW } from '../../support/long.ts';
import { describeEngine } from './conformance.ts';
import { planOf, ScriptedWork, toldBy } from './harness.ts';
import { describeKilled } from './killed.ts';
import { noPostgres, Postgres } from './postgres.ts';

// A server, a worker and their polling on a machine that is busy with something else.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

// Only the long run has time for a server.
const missing = EVERY_ROW ? noPostgres() : 'left to npm run test:long';
let postgres: Postgres;
/** One in a process, started anew only where limits are others. */
let worker: { readonly caps: string; readonly engine: DbosEngine } | undefined;
/** What the worker has told since it was started. */
const told: string[] = [];
/** That of the test that runs. */
let current: UnitWork;

async function workerWith(caps: Caps): Promise<DbosEngine> {
  if (worker?.caps === JSON.stringify(caps)) return worker.engine;
  await worker?.engine.close();
  const sdk = await loadSdk();
  if (!sdk.ok) throw new Error(sdk.problems[0]?.detail);
  const work: UnitWork = (job, context) => current(job, context);
  told.length = 0;
  const tell = (text: string) => void told.push(text);
  const engine = await DbosEngine.start({
    sdk: sdk.value,
    url: postgres.url,
    work,
    caps,
    version: 'test',
    tell,
  });
  worker = { caps: JSON.stringify(caps), engine };
  return engine;
}

// Where it is left out, its name says why.
const called = `an engine on PostgreSQL${missing === undefined ? '' : `: ${missing}`}`;

describe.skipIf(missing !== undefined)(called, () => {
  beforeAll(async () => {
    postgres = await Postgres.start();
  });
  afterAll(async () => {
    await worker?.engine.close();
    await postgres.close();
  });

  describeEngine('PostgreSQL', {
    start: async (work, caps = {}) => {
      current = work;
      const engine = await workerWith(caps);
      return {
        submit: (id, plan) => engine.submit(id, plan),
        attach: (id) => engine.attach(id),
        close: async () => undefined,
      };
    },
  });

  it('is waited for when it is stopped at once and started again', async () => {
    const scripted = new ScriptedWork();
    current = scripted.work;
    scripted.hold('a');
    const run = await (await workerWith({})).submit('server', planOf(['a', 'b']));
    await scripted.begun('a');
    await postgres.kill();
    scripted.release('a');
    await postgres.startAgain();
    expect(await run.result()).toMatchObject({ why: 'done', skipped: [] });
    expect(scripted.log).toEqual(['begin a', 'end a', 'begin b', 'end b']);
  });

  it('a unit that another worker has taken over meanwhile ends there alone', async () => {
    const engine = await workerWith({});
    const loaded = await loadSdk();
    if (!loaded.ok) throw new Error(loaded.problems[0]?.detail);
    const database = loaded.value.connections({ connectionString: postgres.url, max: 1 });
    let attempts = 0;
    current = (_job, context) => {
      attempts += 1;
      const verdict = attempts === 1 ? 'failed' : 'passed';
      return context.step('run', async (): Promise<Pick<UnitEnd, 'verdict' | 'changed'>> => {
        // As if it was stopped here, and its work given to one that is gone, too.
        if (verdict === 'failed')
          await database.query(
            `update dbos.workflow_status set owner_xid = 'another', executor_id = 'slot-999' where workflow_uuid = $1`,
            ['unit taken-over all 1 a'],
          );
        return { verdict, changed: true };
      });
    };
    const run = await engine.submit('taken-over', planOf(['a']));
    expect(await run.result()).toMatchObject({ why: 'done', ends: [['a', { verdict: 'passed' }]] });
    expect(await toldBy(run)).toEqual(['wave 1 of 1: a', 'begin a', 'passed a', 'ended: done']);
    expect(attempts).toBe(2);
    await database.end();
  });

  it('leaves what was submitted for another version of the program alone, and says so once', async () => {
    await workerWith({ perGroup: 7 });
    const client = await openClient(postgres.url, new AbortController().signal);
    if (!client.ok) throw new Error(client.problems[0]?.detail);
    const { submissions, store } = client.value;
    const submission = { command: 'up', version: 'another', by: 'somebody', files: [], call: null };
    await submissions.put('another-version', planOf(['a']), submission);
    // One that it may carry out comes later, and ends.
    await submissions.put('this-version', planOf(['a']), { ...submission, version: 'test' });
    current = new ScriptedWork().work;
    while ((await store.ending('this-version')) === undefined) await pause(100, new AbortController().signal);
    expect((await submissions.notBegun()).map(({ id }) => id)).toEqual(['another-version']);
    expect(told.filter((text) => text.includes('left alone'))).toEqual([
      'the rollout another-version is left alone: it is of havip-deploy another, and this is test',
    ]);
    await client.value.close();
  });

  it('leaves no connection behind where it cannot start', async () => {
    await worker?.engine.close();
    worker = undefined;
    const loaded = await loadSdk();
    if (!loaded.ok) throw new Error(loaded.problems[0]?.detail);
    const { value: sdk } = loaded;
    const looking = sdk.connections({ connectionString: postgres.url, max: 1 });
    await looking.query('create role plain login');
    const options = { sdk, work: (job, context) => current(job, context), version: 'test' } satisfies Partial<
      Parameters<typeof DbosEngine.start>[0]
    >;
    // May make no tables; and is no database.
    for (const url of [postgres.url.replace('//postgres@', '//plain@'), `${postgres.url}-not`])
      await expect(DbosEngine.start({ ...options, url })).rejects.toThrow();
    const { rows } = await looking.query(
      "select count(*)::int as open from pg_stat_activity where usename = 'plain' or application_name like '%slot'",
    );
    expect(rows).toEqual([{ open: 0 }]);
    await looking.end();
  });

  // After those that share a worker: two processes with one each, of which the second takes over.
  describeKilled(
    'PostgreSQL',
    () => ({ url: postgres.url }),
    true,
    async () => ({ url: await postgres.makeDatabase('anew') }),
  );
});
