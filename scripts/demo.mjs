// Shows what havip-deploy does, on disposable machines with a cloud of their own beside them: a HAVIP is
// created, two bare nodes become a cluster behind it, an EIP is bound, the failover is measured, and three
// sources are asked who has the address. `--keep` leaves it all up to go on with;
// `--engine` shows three workers that share a rollout instead, of which one is killed.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBuilt, needRoot, program } from './setup.mjs';

// `--engine` shows another thing.
if (process.argv.includes('--engine')) {
  await import('./demo-engine.mjs');
  process.exit();
}

const LAB = 'demo';
const keep = process.argv.includes('--keep');

needRoot('to make the lab machines');
ensureBuilt();
// Only now is it sure to be there.
const { parse, stringify } = await import('yaml');

const say = (text) => process.stderr.write(`\n${text}\n`);

function havipDeploy(words, environment = {}) {
  say(`$ havip-deploy ${words.join(' ')}`);
  const { status, signal } = spawnSync(process.execPath, [program, ...words], {
    stdio: ['inherit', 'inherit', 'inherit'],
    env: { ...process.env, ...environment },
  });
  return signal === null ? status : 1;
}

function describeLab() {
  const { stdout } = spawnSync(process.execPath, [program, 'lab', 'status', '--name', LAB, '--json'], {
    encoding: 'utf8',
  });
  return JSON.parse(stdout).lab;
}

/** The lab's inventory, which also asks for a public address. */
function writeInventory(lab, folder) {
  const inventory = parse(readFileSync(lab.inventoryFile, 'utf8'));
  inventory.all.children.web.vars.havip.eip = 'auto';
  const path = join(folder, 'inventory.yaml');
  writeFileSync(path, stringify(inventory));
  return path;
}

/** The key pair of the lab's cloud, as the shell would read it. */
function keysOf({ cloud }) {
  const lines = readFileSync(cloud.environmentFile, 'utf8').matchAll(/^(?:export )?(\w+)='?([^'\n]*)'?$/gm);
  return Object.fromEntries([...lines].map(([, name, value]) => [name, value]));
}

let failed = havipDeploy(['lab', 'up', '--name', LAB, '--cloud']);
const folder = mkdtempSync(join(tmpdir(), 'havip-deploy-demo-'));
if (failed === 0) {
  const lab = describeLab();
  const inventory = writeInventory(lab, folder);
  const steps = [
    ['Two bare machines, and a cloud in which nothing is yet.', 'up', inventory],
    ['Once more: nothing to do, no call that changes the cloud, and the address stays.', 'up', inventory],
    ['Who has the address, by VRRP, by the interfaces and by the cloud?', 'status', inventory],
  ];
  for (const [what, ...words] of steps) {
    if (failed !== 0) break;
    say(`# ${what}`);
    failed = havipDeploy(words, keysOf(lab));
  }
  if (keep)
    say(
      `It all stays: \`. ${lab.cloud.environmentFile}\`, then try \`havip-deploy verify ${inventory}\` or \`havip-deploy down ${inventory}\`; \`havip-deploy lab down --name ${LAB}\` ends it.`,
    );
}
if (!keep) {
  failed = havipDeploy(['lab', 'down', '--name', LAB]) || failed;
  rmSync(folder, { recursive: true });
}
process.exitCode = failed;
