// What a rollout on PostgreSQL costs beside the work on its units: units in three regions that do nothing but wait,
// shared by workers in processes of their own, with a limit for each region. Prints the processor time of the workers
// by unit, their memory over time, how many units of a region there ever were at a time (from the database's events),
// and how long it took beside what the limits allow. Of a machine that is busy with something else, the times are
// worth nothing. docs/scale.md has what was measured.
//   node scripts/bench-engine.mjs [UNITS] [SECONDS OF EACH] [LIMIT OF A REGION] [WORKERS]
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { ensureStoppedDebianPackages } from './setup.mjs';

const { createJiti } = await import('jiti');
const jiti = createJiti(import.meta.url);
const REGIONS = ['north', 'east', 'south'];
const VERSION = 'bench';

/** A worker until its input ends; its last line is what it has cost. */
async function work({ url, seconds, perRegion }) {
  const { DbosEngine } = await jiti.import('../src/rollout/dbos/dbos-engine.ts');
  const { loadSdk } = await jiti.import('../src/rollout/dbos/sdk.ts');
  process.noDeprecation = true;
  const sdk = await loadSdk();
  const engine = await DbosEngine.start({
    sdk: sdk.value,
    url,
    version: VERSION,
    caps: { perGroup: perRegion },
    work: async () => {
      await new Promise((resolve) => void setTimeout(resolve, seconds * 1000));
      return { verdict: 'passed', changed: true };
    },
  });
  // What starting it costs is no matter of the units.
  const before = process.cpuUsage();
  const memory = [];
  const look = setInterval(() => memory.push(Math.round(process.memoryUsage.rss() / 2 ** 20)), 2000);
  process.stdout.write('ready\n');
  for await (const _ of process.stdin.resume());
  clearInterval(look);
  const { user, system } = process.cpuUsage(before);
  await engine.close();
  process.stdout.write(`${JSON.stringify({ cpuMs: (user + system) / 1000, memory })}\n`);
}

function startWorker(options) {
  // What was given to node is theirs, too: `node --cpu-prof --cpu-prof-dir=DIR` tells what they do.
  const words = [...process.execArgv, fileURLToPath(import.meta.url), 'worker', JSON.stringify(options)];
  const child = spawn(process.execPath, words, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => (await lines.next()).value;
  return { next, end: () => child.stdin.end() };
}

async function measure([units = 1000, seconds = 3, perRegion = 100, workerCount = 3]) {
  ensureStoppedDebianPackages('postgresql');
  const { Postgres } = await jiti.import('../test/rollout/conformance/postgres.ts');
  const { openClient } = await jiti.import('../src/rollout/dbos/client.ts');
  const postgres = await Postgres.start();
  const stopped = new AbortController();
  try {
    const options = { url: postgres.url, seconds, perRegion };
    const workers = Array.from({ length: workerCount }, () => startWorker(options));
    await Promise.all(workers.map((worker) => worker.next()));
    const client = (await openClient(postgres.url, stopped.signal)).value;
    const started = performance.now();
    await client.submissions.put('bench', planOf(units), submission);
    const run = await client.run('bench');
    const ending = await run.result();
    const took = (performance.now() - started) / 1000;
    const most = await mostAtATime(run);
    for (const worker of workers) worker.end();
    const costs = await Promise.all(workers.map(async (worker) => JSON.parse(await worker.next())));
    await client.close();
    tell({ units, seconds, perRegion, ending, took, most, costs });
  } finally {
    stopped.abort();
    await postgres.close();
  }
}

const submission = { command: 'bench', version: VERSION, by: 'bench', files: [], call: null };

/** Waves of 1, a tenth and the rest. */
function planOf(units) {
  const all = Array.from({ length: units }, (_, at) => ({
    name: `unit-${String(at + 1).padStart(5, '0')}`,
    group: REGIONS[at % REGIONS.length],
  }));
  const tenth = Math.ceil(units / 10);
  const waves = [all.slice(0, 1), all.slice(1, tenth), all.slice(tenth)];
  return { waves, soakMs: 0, maxFailures: 0, approve: false };
}

/** By region, from what the database has written down in its order. */
async function mostAtATime(run) {
  const now = new Map();
  const most = new Map();
  for await (const { event } of run.events()) {
    if (event.type !== 'unit-begun' && event.type !== 'unit-ended') continue;
    const region = REGIONS[(Number(event.unit.slice(5)) - 1) % REGIONS.length];
    now.set(region, (now.get(region) ?? 0) + (event.type === 'unit-begun' ? 1 : -1));
    most.set(region, Math.max(most.get(region) ?? 0, now.get(region)));
  }
  return most;
}

function tell({ units, seconds, perRegion, ending, took, most, costs }) {
  const waves = planOf(units).waves.map(({ length }) => length);
  const rounds = waves.map((size) => Math.ceil(Math.ceil(size / REGIONS.length) / perRegion));
  const limit = rounds.reduce((sum, each) => sum + each) * seconds;
  const cpu = costs.reduce((sum, { cpuMs }) => sum + cpuMs, 0);
  const curve = ({ memory }) => {
    const every = Math.max(1, Math.floor(memory.length / 8));
    return memory.filter((_, at) => at % every === 0).join(' ');
  };
  process.stdout.write(
    `${units} units of ${seconds} s, ${perRegion} of a region at a time, ${costs.length} workers: ${ending.why}, ${ending.ends.length} ended\n` +
      `at a time, at most: ${[...most].map(([region, count]) => `${region} ${count}`).join(', ')}\n` +
      `processor time of the workers: ${(cpu / units).toFixed(1)} ms by unit (${costs.map(({ cpuMs }) => (cpuMs / 1000).toFixed(1)).join(' + ')} s)\n` +
      `memory of each worker, MiB: ${costs.map(curve).join(' | ')}\n` +
      `took ${took.toFixed(1)} s; the limits allow ${limit} s\n`,
  );
}

if (process.argv[2] === 'worker') await work(JSON.parse(process.argv[3] ?? '{}'));
else await measure(process.argv.slice(2).map(Number));
