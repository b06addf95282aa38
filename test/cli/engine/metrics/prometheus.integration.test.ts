import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { serveMetrics } from '../../../../src/cli/engine/metrics/serve-metrics.ts';
import { WorkerMetrics } from '../../../../src/cli/engine/metrics/worker-metrics.ts';
import { pause } from '../../../../src/core/pause.ts';
import { openClient } from '../../../../src/rollout/dbos/client.ts';
import { loadPostgres } from '../../../../src/rollout/dbos/sdk.ts';
import { freePort, noPostgres, Postgres } from '../../../rollout/conformance/postgres.ts';
import { EVERY_ROW } from '../../../support/long.ts';
import { command } from '../../support/in-process.ts';
import { asSent, dashboard } from './dashboard.ts';
import { drill, resultWith } from './figures.ts';

// A server, a worker and a Prometheus on a machine that is busy with something else.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const isInstalled = ['prometheus', 'promtool'].every((name) => spawnSync(name, ['--version']).status === 0);
const missing = EVERY_ROW
  ? (noPostgres() ?? (isInstalled ? undefined : 'Prometheus is not installed'))
  : 'left to npm run test:long';
const called = `figures read by a real Prometheus${missing === undefined ? '' : `: ${missing}`}`;

const PASSWORD = 'Tr0ub4dor-url';
const RULES = resolve('docs/monitoring/alerts.yml');

let folder: string;
let postgres: Postgres;
let prometheus: ChildProcess;
let prometheusUrl: string;
let workerUrl: string;
let drilled: WorkerMetrics;
let close: () => Promise<void> = async () => undefined;
let worker: Promise<unknown> = Promise.resolve();
const ending = new AbortController();
const environment = () => ({
  HAVIP_DEPLOY_ENGINE: postgres.url.replace('postgres@', `postgres:${PASSWORD}@`),
});

/** Starts a worker in this process; gives where its figures are. */
function startWorker(...words: readonly string[]): Promise<string> {
  return new Promise((found) => {
    const err = (text: string) => {
      const [url] = /http:\/\/\S+\/metrics/.exec(text) ?? [];
      if (url !== undefined) found(url);
    };
    worker = command(['worker', '--metrics', '0', ...words], {
      ...{ environment: environment(), interrupted: ending.signal, err },
    });
  });
}

async function startPrometheus(...targets: readonly string[]): Promise<void> {
  const port = await freePort();
  prometheusUrl = `http://127.0.0.1:${port}`;
  const config = join(folder, 'prometheus.yml');
  await writeFile(
    config,
    JSON.stringify({
      global: { scrape_interval: '1s', evaluation_interval: '1s' },
      rule_files: [RULES],
      scrape_configs: [
        {
          job_name: 'havip-deploy',
          static_configs: [{ targets: targets.map((target) => new URL(target).host) }],
        },
      ],
    }),
  );
  prometheus = spawn(
    'prometheus',
    [
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    { stdio: 'ignore' },
  );
}

/** What a query comes to, by its labels; asks until it holds something that satisfies a condition. */
async function queried(query: string, holds: (rows: ReadonlyMap<string, string>) => boolean) {
  for (;;) {
    const rows = await result(query).catch(() => new Map<string, string>());
    if (holds(rows)) return rows;
    await pause(200, ending.signal);
  }
}

async function result(query: string): Promise<ReadonlyMap<string, string>> {
  const answer = await fetch(`${prometheusUrl}/api/v1/query?query=${encodeURIComponent(query)}`);
  const { data } = (await answer.json()) as {
    data: { result: { metric: Record<string, string>; value: [number, string] }[] };
  };
  return new Map(data.result.map(({ metric, value }) => [Object.values(metric).join(' '), value[1]]));
}

describe.skipIf(missing !== undefined)(called, () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'havip-prometheus-'));
    postgres = await Postgres.start();
    workerUrl = await startWorker();
    const client = await openClient(postgres.url, ending.signal);
    if (!client.ok) throw new Error(client.problems[0]?.detail);
    // Beside it one that has made drills, for which there would have to be machines.
    drilled = new WorkerMetrics('north');
    const other = await serveMetrics({ host: '127.0.0.1', port: 0 }, drilled, client.value.fleet);
    if (!other.ok) throw new Error(other.problems[0]?.detail);
    close = async () => {
      await other.value.close();
      await client.value.close();
    };
    await startPrometheus(workerUrl, other.value.url);
  });
  afterAll(async () => {
    ending.abort(143);
    await worker;
    await close();
    if (prometheus.exitCode === null) {
      prometheus.kill();
      await once(prometheus, 'exit');
    }
    await postgres.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('the rules are valid, and fire when they should', () => {
    expect(execFileSync('promtool', ['check', 'rules', RULES], { encoding: 'utf8' })).toContain('SUCCESS');
    const cases = resolve('test/cli/engine/metrics/alerts.yml');
    expect(execFileSync('promtool', ['test', 'rules', cases], { encoding: 'utf8' })).toContain('SUCCESS');
  });

  it('a worker tells what came of a rollout', async () => {
    const inventory = join(folder, 'inventory.yaml');
    await writeFile(
      inventory,
      'all: { hosts: { one: { ansible_host: 127.0.0.1, ansible_port: 9 }, two: { ansible_host: 127.0.0.1, ansible_port: 9 } } }\n',
    );
    const playbook = join(folder, 'site.ts');
    await writeFile(
      playbook,
      `import { file, play, playbook } from 'havip-deploy';
export default playbook({ name: 'site', strategy: 'free', plays: [
  play({ name: 'files', hosts: 'all', tasks: () => [file({ path: '/nonexistent/x', content: '' })] }),
] });
`,
    );
    const words = ['run', playbook, '-i', inventory, '--engine', '--json'];
    expect(await command(words, { environment: environment() })).toMatchObject({ code: 4 });
    const failed = await queried('max(havip_deploy_clusters{state="failed"})', (rows) =>
      [...rows.values()].includes('2'),
    );
    expect(failed.size).toBe(1);
    const causes = await queried('sum by (cause) (havip_deploy_failures_total)', ({ size }) => size > 0);
    expect([...causes]).toEqual([['connection.refused', '2']]);
    const alerts = await queried(
      'ALERTS{alertname="HavipDeployClustersFailed", alertstate="firing"}',
      ({ size }) => size > 0,
    );
    expect(alerts.size).toBe(1);
  });

  it('every query of the dashboard is answered with data', async () => {
    const database = loadPostgres();
    if (!database.ok) throw new Error(database.problems[0]?.detail);
    const queries = database.value.connections({ connectionString: postgres.url, max: 1 });
    await queries.query(`insert into havip_deploy.units values ('web', 'passed', now(), now())`);
    await queries.end();
    await queried('min_over_time(havip_deploy_drills_total{result="failed", scenario="stop"}[1m])', (rows) =>
      [...rows.values()].includes('0'),
    );
    const looking = setInterval(
      () => drilled.ended(resultWith([drill('stop', 812), drill('crash', null)])),
      1000,
    );
    try {
      for (const { title, targets } of dashboard.panels)
        for (const { expr } of targets) {
          const rows = await queried(asSent(expr), (found) =>
            [...found.values()].some((value) => value !== 'NaN'),
          );
          expect([title, rows.size > 0]).toEqual([title, true]);
        }
    } finally {
      clearInterval(looking);
    }
    // Also the alert that goes by an increase: the first drill that failed is seen.
    const fired = await queried(
      'ALERTS{alertname="HavipDeployDrillFailed", alertstate="firing"}',
      ({ size }) => size > 0,
    );
    expect(fired.size).toBe(1);
  });

  it('its answer holds no secret, and nothing else is answered', async () => {
    const answer = await fetch(workerUrl);
    expect(answer.headers.get('content-type')).toContain('text/plain; version=0.0.4');
    expect(await answer.text()).not.toContain(PASSWORD);
    expect((await fetch(new URL('/', workerUrl))).status).toBe(404);
    expect((await fetch(workerUrl, { method: 'POST' })).status).toBe(405);
  });

  it('an address that is taken is told before anything is begun', async () => {
    const taken = await command(['worker', '--metrics', new URL(workerUrl).port], {
      environment: environment(),
    });
    expect(taken.code).toBe(5);
    expect(taken.err).toContain(`--metrics: nothing can listen at ${workerUrl}`);
    expect(taken.err).not.toContain(PASSWORD);
  });

  it('a database that is away is told, and so is one that is back', async () => {
    const isUp = (value: string) => (rows: ReadonlyMap<string, string>) => [...rows.values()].includes(value);
    await queried('havip_deploy_database_up', isUp('1'));
    await postgres.kill();
    await queried('havip_deploy_database_up', isUp('0'));
    await queried('havip_deploy_clusters', ({ size }) => size === 0);
    await postgres.startAgain();
    await queried('havip_deploy_database_up', isUp('1'));
    await queried('havip_deploy_clusters{state="failed"}', isUp('2'));
  });
});
