import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { failure, success } from '../../../src/core/outcome.ts';
import { execute } from '../../../src/lab/command.ts';
import type { Lab, LabOptions } from '../../../src/lab/index.ts';
import { ensureCached } from '../../../src/lab/packages/cache.ts';
import { machineFolder } from '../../../src/lab/record/state.ts';
import { cli } from './cli.ts';
import { exec, freshLab, holdersOf, NODES, onNodes, PRIMARY, removeLab } from './cluster.ts';
import { waitFor } from './serving.ts';

const BUNDLE = fileURLToPath(new URL('../../../dist/main.js', import.meta.url));
const CACHE = '/var/cache/havip-deploy/lab';
const STATE = '/var/lib/havip/state';
const DAY_MS = 86_400_000;

/**
 * A fresh lab of one cluster whose nodes are as `up` with its drills has left two machines: set up, proved, and
 * just booted, with the primary as the holder. Another `up` has nothing to do. Made once for each build of the
 * program, by that program.
 */
export async function deployedLab(options: LabOptions & { readonly name: string }): Promise<Lab> {
  const { startFrom } = await deployedMachines();
  const lab = await freshLab({ ...options, startFrom });
  try {
    await atRest(lab);
    return lab;
  } catch (error) {
    await removeLab(lab);
    throw error;
  }
}

async function atRest(lab: Lab): Promise<void> {
  await waitFor(async () => (await holdersOf(lab)).length === 1);
  const [holder = ''] = await holdersOf(lab);
  // Who is up first takes the address and keeps it: on a busy machine that may be the secondary.
  if (holder !== PRIMARY) {
    await exec(lab, PRIMARY, 'until systemctl is-active --quiet keepalived; do sleep 0.2; done');
    await exec(lab, holder, 'systemctl restart keepalived');
  }
  await waitFor(async () => (await holdersOf(lab)).join() === PRIMARY);
  // The standby says so itself once it has heard the holder.
  await waitFor(async () =>
    (await onNodes(lab, `cat ${STATE}/*.json 2>/dev/null || true`)).every((text) =>
      /"state":"(?:MASTER|BACKUP)"/.test(text),
    ),
  );
}

async function deployedMachines(): Promise<{ readonly startFrom: string }> {
  const build = createHash('sha256')
    .update(await readFile(BUNDLE))
    .digest('hex')
    .slice(0, 12);
  const folder = join(CACHE, 'deployed', build);
  // A lock of its own, since the lab that it makes takes the cache's.
  const made = await ensureCached(join(CACHE, 'deployed'), folder, async () => {
    await removeOld(dirname(folder));
    const lab = await freshLab({ name: 'test-deployed' });
    try {
      const up = await cli(['up', lab.inventoryFile, '--json']);
      if (up.code !== 0) return failure({ code: 'internal.fault', summary: up.stdout + up.stderr });
      await keep(lab, folder);
      return success(undefined);
    } finally {
      await removeLab(lab);
    }
  });
  if (!made.ok) throw new Error(JSON.stringify(made.problems, null, 2));
  return { startFrom: made.value };
}

/** What the nodes have laid over the image, once it is on the disk. */
async function keep(lab: Lab, folder: string): Promise<void> {
  const building = `${folder}.building`;
  await rm(building, { recursive: true, force: true });
  await mkdir(building, { recursive: true });
  for (const node of NODES) {
    // What yum knows of the repository is another lab's, and what keepalived has said is of another boot.
    await exec(lab, node, `rm -rf /var/cache/dnf /var/log/journal/* ${STATE}/*; sync`);
    await execute(['cp', '-a', join(machineFolder(lab.name, node), 'upper'), join(building, node)]);
  }
  await rename(building, folder);
}

/** Of builds that nobody can be testing any more. */
async function removeOld(folder: string): Promise<void> {
  for (const name of (await readdir(folder)).filter((each) => each !== 'lock')) {
    const path = join(folder, name);
    const { mtimeMs } = await stat(path);
    if (Date.now() - mtimeMs > DAY_MS) await rm(path, { recursive: true, force: true });
  }
}
