// Shows what becomes of a rollout whose worker dies: three workers share a PostgreSQL, two clusters are made by
// them, and the one that is in the middle of a cluster is killed. `npm run demo -- --engine` runs it.
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { ensureBuilt, needRoot, program } from './setup.mjs';

const LAB = 'demo';
const WORKERS = ['one', 'two', 'three'];
const keep = process.argv.includes('--keep');

needRoot('to make the lab machines');
ensureBuilt();

const say = (text) => process.stderr.write(`\n${text}\n`);
/** Of every command; the URL of the engine once there is one. */
const environment = { ...process.env };

function havipDeploy(words, stdout = 'inherit') {
  if (stdout === 'inherit') say(`$ havip-deploy ${words.join(' ')}`);
  const ended = spawnSync(process.execPath, [program, ...words], {
    stdio: ['inherit', stdout, 'inherit'],
    env: environment,
    encoding: 'utf8',
  });
  return { status: ended.signal === null ? ended.status : 1, out: ended.stdout ?? '' };
}

/** A worker whose lines are shown with its name; `onBegun` is told when it has begun a cluster. */
function startWorker(name, onBegun) {
  const child = spawn(process.execPath, [program, 'worker', '--forks', '1'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: environment,
  });
  const ended = new Promise((resolve) => void child.on('close', resolve));
  const isReady = new Promise((resolve) => {
    createInterface({ input: child.stderr }).on('line', (line) => {
      process.stderr.write(`worker ${name} | ${line}\n`);
      if (line.includes('waiting for rollouts')) resolve();
      if (line.endsWith(': begun')) onBegun(name, line);
    });
    child.on('close', resolve);
  });
  return { name, child, ended, isReady };
}

/** Ends the first worker that has begun a cluster, as a power cut would. */
function killFirst(workers) {
  let isDone = false;
  return (name, line) => {
    if (isDone) return;
    isDone = true;
    const unit = /, ([^,]+): begun$/.exec(line)?.[1];
    // In the middle of it: it has the lease on the machines by then.
    setTimeout(() => {
      say(`# kill -9 of worker ${name}, which is in the middle of ${unit}`);
      workers.find((worker) => worker.name === name)?.child.kill('SIGKILL');
    }, 2000);
  };
}

async function show(inventory) {
  const workers = [];
  const onBegun = killFirst(workers);
  say('# Three workers; on as many machines it would be the same.');
  workers.push(...WORKERS.map((name) => startWorker(name, onBegun)));
  try {
    await Promise.all(workers.map(({ isReady }) => isReady));
    if (workers.some(({ child }) => child.exitCode !== null)) return 1;
    const { status, out } = havipDeploy(
      ['up', inventory, '--waves', '1,100%', '--engine', '--detach'],
      'pipe',
    );
    const id = out.trim();
    if (status !== 0) return status;
    say('# Submitted; everybody who can reach the PostgreSQL can watch it.');
    const watched = await attached(id);
    havipDeploy(['rollout', 'show', id]);
    say('# What the machines themselves say: one holder each.');
    return havipDeploy(['status', inventory]).status || watched;
  } finally {
    for (const { child } of workers) child.kill('SIGTERM');
    await Promise.all(workers.map(({ ended }) => ended));
  }
}

/** Watches beside the workers' own lines. */
function attached(id) {
  say(`$ havip-deploy rollout attach ${id}`);
  const child = spawn(process.execPath, [program, 'rollout', 'attach', id], {
    stdio: 'inherit',
    env: environment,
  });
  return new Promise((resolve) => void child.on('close', (code) => resolve(code ?? 1)));
}

let failed = havipDeploy([
  'lab',
  'up',
  '--name',
  LAB,
  '--clusters',
  '2',
  '--no-witness',
  '--no-cloud',
  '--engine',
]).status;
if (failed === 0) {
  const { lab } = JSON.parse(havipDeploy(['lab', 'status', '--name', LAB, '--json'], 'pipe').out);
  const [, url] =
    /^export HAVIP_DEPLOY_ENGINE=(.*)$/m.exec(readFileSync(lab.engine.environmentFile, 'utf8')) ?? [];
  environment.HAVIP_DEPLOY_ENGINE = url;
  failed = await show(lab.inventoryFile);
  if (keep)
    say(
      `It all stays: \`. ${lab.engine.environmentFile}\`, then \`havip-deploy rollout list\`; \`havip-deploy lab down --name ${LAB}\` ends it.`,
    );
}
if (!keep) failed = havipDeploy(['lab', 'down', '--name', LAB]).status || failed;
process.exitCode = failed;
