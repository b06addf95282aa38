// What becomes of a rollout over some pairs, shared by three workers, when something dies in it: the worker that carries
// the rollout, the one that hands an address over, the PostgreSQL, the way to it; or a worker that is only stopped for a
// while. Each scene upgrades all pairs, or goes back, and ends by what the machines and the database say.
// `node scripts/scenes-engine.mjs --lab FOLDER [SCENE…]`: FOLDER is that of `lab up --clusters 4 --no-witness --yum
// 2.2.7,2.3.3`, on which `up` has been run. The PostgreSQL is one of its own.
import { execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createJiti } from 'jiti';
import { parse } from 'yaml';
import { Holders } from './scenes/holders.mjs';
import { startWay } from './scenes/way.mjs';
import { program } from './setup.mjs';

const [, , option, folder, ...wanted] = process.argv;
if (option !== '--lab' || folder === undefined) {
  process.stderr.write('usage: node scripts/scenes-engine.mjs --lab FOLDER [SCENE…]\n');
  process.exit(5);
}

const inventory = join(folder, 'inventory.yaml');
const { Postgres } = await createJiti(import.meta.url).import('../test/rollout/conformance/postgres.ts');
const postgres = await Postgres.start();
const { url } = postgres;
const { children: groups } = parse(readFileSync(inventory, 'utf8')).all;
/** The longest that two nodes may both have an address: an advert, and what a busy machine is late. */
const ADVERT_MS = 1000;

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const say = (text) => process.stdout.write(`${new Date().toISOString().slice(11, 23)} ${text}\n`);
const sql = (text) =>
  execFileSync('psql', ['-qAtX', '-c', text, url], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line !== '');

function havipDeploy(words, engine = url) {
  const environment = { ...process.env, HAVIP_DEPLOY_ENGINE: engine, NO_COLOR: '1' };
  const child = spawn(process.execPath, [program, ...words], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  child.stdout.on('data', (data) => (out += data));
  const ended = new Promise((resolve) => child.on('close', (code) => resolve({ code, out })));
  return { child, ended };
}

/** Hosts of the inventory, each with its cluster's address. */
const machines = Object.entries(groups).flatMap(([cluster, { vars, hosts }]) =>
  vars?.havip === undefined
    ? []
    : Object.entries(hosts).map(([name, host]) => ({
        cluster,
        name,
        address: vars.havip.address,
        port: host.ansible_port,
      })),
);

const pairCount = new Set(machines.map(({ cluster }) => cluster)).size;

/** Workers one after the other, so that their places have the order of their start. */
async function startWorkers(way) {
  const workers = [];
  for (const name of ['one', 'two', 'three']) {
    const { child, ended } = havipDeploy(['worker', '--forks', '1'], name === 'three' ? way.url() : url);
    const worker = { name, child, ended, units: [] };
    await new Promise((resolve) => {
      createInterface({ input: child.stderr }).on('line', (line) => {
        say(`  worker ${name} | ${line.replace(/^\S+ /, '').replace(/rollout \S+, /, '')}`);
        const unit = /, ([^,]+): begun$/.exec(line)?.[1];
        if (unit !== undefined) worker.units.push(unit);
        if (line.includes('waiting for rollouts')) resolve();
      });
      child.on('close', resolve);
    });
    workers.push(worker);
  }
  return workers;
}

const carrier = (id, workers) => {
  const places = sql(
    `select place from havip_deploy.workers where seen_at > now() - interval '20 seconds' order by place`,
  );
  const [place] = sql(`select executor_id from dbos.workflow_status where workflow_uuid = 'rollout ${id}'`);
  return workers[places.indexOf(place)];
};
const workerOf = (unit, workers) => workers.findLast(({ units }) => units.includes(unit));

/** What is done to the workers while the first units are worked on. */
const SCENES = {
  carrier: async ({ id, workers }) => {
    await pause(3000);
    const worker = carrier(id, workers);
    say(`# kill -9 of worker ${worker.name}, which carries the rollout`);
    worker.child.kill('SIGKILL');
  },
  handover: async ({ workers, holders }) => {
    const unit = await new Promise((resolve) => (holders.onLeft = resolve));
    const worker = workerOf(unit, workers);
    say(`# ${unit} hands its address over: kill -9 of worker ${worker.name}`);
    worker.child.kill('SIGKILL');
  },
  database: async () => {
    await pause(4000);
    say('# PostgreSQL is stopped at once; again in 10 s');
    await postgres.kill();
    await pause(10_000);
    await postgres.startAgain();
    say('# PostgreSQL is started');
  },
  network: async ({ way }) => {
    await pause(4000);
    say('# worker three is cut off from PostgreSQL, for 75 s');
    way.cut();
    await pause(75_000);
    way.mend();
    say('# the way is there again');
  },
  stopped: async ({ workers, holders }) => {
    const unit = await new Promise((resolve) => (holders.onLeft = resolve));
    const worker = workerOf(unit, workers);
    say(`# SIGSTOP of worker ${worker.name}, in the middle of ${unit}, for 90 s`);
    worker.child.kill('SIGSTOP');
    await pause(90_000);
    worker.child.kill('SIGCONT');
    say(`# SIGCONT of worker ${worker.name}`);
  },
};

/** What was finished and then begun again, or finished twice. */
function repeated(id) {
  return sql(`select distinct a.event->>'unit' from havip_deploy.events a join havip_deploy.events b on a.rollout = b.rollout
and a.event->>'unit' = b.event->>'unit' and a.event->>'kind' = b.event->>'kind' and a.number < b.number
where a.rollout = '${id}' and a.event->>'type' = 'unit-ended' and b.event->>'type' in ('unit-begun', 'unit-ended')`);
}

/** Until it has ended; who begins to watch while the server is away is told so, and asks again. */
async function watched(id) {
  for (;;) {
    const attached = await havipDeploy(['rollout', 'attach', id, '--json']).ended;
    const { errors = [] } = JSON.parse(attached.out);
    if (!errors.some(({ code }) => code === 'connection.engine-unreachable')) return attached;
    await pause(1000);
  }
}

async function scene(name, version) {
  say(`\n## ${name}: to ${version}`);
  const way = startWay(url);
  const holders = new Holders(machines, folder);
  holders.start();
  const workers = await startWorkers(way);
  try {
    const words = [
      'upgrade',
      inventory,
      '--to',
      version,
      '--allow-downgrade',
      '--waves',
      '3,100%',
      '--max-failures',
      `${pairCount}`,
    ];
    const submitted = await havipDeploy([...words, '--engine', '--detach']).ended;
    const id = submitted.out.trim();
    if (submitted.code !== 0) throw new Error(`not submitted: ${submitted.out}`);
    await new Promise((resolve) => {
      const timer = setInterval(() => {
        if (workers.every(({ units }) => units.length === 0)) return;
        clearInterval(timer);
        resolve();
      }, 100);
    });
    const disturbed = SCENES[name]({ id, workers, way, holders });
    const attached = await watched(id);
    await disturbed;
    const { clusters = {} } = JSON.parse(attached.out);
    const { longest, now } = holders.result();
    const status = JSON.parse((await havipDeploy(['status', inventory, '--json']).ended).out);
    const healthy = Object.entries(status.clusters).filter(
      ([, each]) => each.healthy && each.holders.length === 1,
    );
    const again = repeated(id);
    for (const line of sql(
      `select unit, kind, result->'exitCode' from havip_deploy.results where rollout = '${id}' order by 1`,
    ))
      say(`  result ${line}`);
    const drills = Object.values(clusters).flatMap((each) => each.drills);
    const well = [
      [`exit code ${attached.code}`, attached.code === 0],
      [`${healthy.length} of ${pairCount} clusters healthy with one holder`, healthy.length === pairCount],
      [
        `${drills.length} drills, ${drills.filter(({ passed }) => passed).length} passed`,
        drills.every(({ passed }) => passed),
      ],
      [`finished steps done again: ${again.join(', ') || 'none'}`, again.length === 0],
      [
        `two holders for at most ${longest} ms${now.length > 0 ? `, and still of ${now}` : ''}`,
        longest <= ADVERT_MS && now.length === 0,
      ],
    ];
    for (const [text, isWell] of well) say(`${isWell ? 'ok  ' : 'BAD '} ${name}: ${text}`);
    return well.every(([, isWell]) => isWell);
  } finally {
    for (const { child } of workers) {
      child.kill('SIGCONT');
      child.kill('SIGTERM');
    }
    await Promise.race([Promise.all(workers.map(({ ended }) => ended)), pause(60_000)]);
    for (const { child } of workers) child.kill('SIGKILL');
    holders.end();
    way.close();
  }
}

let version = process.env.FIRST ?? '2.3.3';
let isWell = true;
try {
  for (const name of wanted.length > 0 ? wanted : Object.keys(SCENES)) {
    isWell = (await scene(name, version)) && isWell;
    version = version === '2.3.3' ? '2.2.7' : '2.3.3';
  }
} finally {
  await postgres.close();
}
process.exit(isWell ? 0 : 1);
