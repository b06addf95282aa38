// Shows what havip-deploy does, on disposable machines: two bare nodes and a witness become a cluster, and
// the failover is measured. `--keep` leaves the machines up to go on with.
import { spawnSync } from 'node:child_process';
import { ensureBuilt, needRoot, program } from './setup.mjs';

const LAB = 'demo';
const keep = process.argv.includes('--keep');

needRoot('to make the lab machines');
ensureBuilt();

function havipDeploy(...words) {
  process.stderr.write(`\n$ havip-deploy ${words.join(' ')}\n`);
  const { status, signal } = spawnSync(process.execPath, [program, ...words], {
    stdio: ['inherit', 'inherit', 'inherit'],
  });
  return signal === null ? status : 1;
}

function inventoryOf(lab) {
  const { stdout } = spawnSync(process.execPath, [program, 'lab', 'status', '--name', lab, '--json'], {
    encoding: 'utf8',
  });
  return JSON.parse(stdout).lab.inventoryFile;
}

let failed = havipDeploy('lab', 'up', '--name', LAB);
if (failed === 0) {
  const inventory = inventoryOf(LAB);
  const steps = [
    ['up', inventory],
    ['up', inventory],
    ['status', inventory],
  ];
  for (const step of steps) failed ||= havipDeploy(...step);
  if (failed === 0) {
    process.stderr.write(
      '\nThe first run installed and configured both machines and measured two failovers; the second found nothing to do.\n',
    );
  }
  if (keep)
    process.stderr.write(
      `The machines stay: try \`havip-deploy plan ${inventory}\`; \`havip-deploy lab down --name ${LAB}\` ends them.\n`,
    );
}
if (!keep) havipDeploy('lab', 'down', '--name', LAB);
process.exitCode = failed;
