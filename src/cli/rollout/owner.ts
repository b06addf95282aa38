import { readFile, rm, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { failure, type Outcome, success } from '../../core/outcome.ts';
import { hasEnded, systemProcesses, thisProcess } from '../../engine/lease/control-process.ts';

const owner = z.object({
  user: z.string(),
  host: z.string(),
  boot: z.string(),
  pid: z.number(),
  pidStart: z.string(),
});

/** A process that has something. */
export type Owner = z.infer<typeof owner>;

/** Makes this process the only one that carries a rollout out; gives how that ends. */
export async function own(journal: string, run: string): Promise<Outcome<() => Promise<void>>> {
  const path = `${journal}.owner`;
  const other = await placed(path);
  if (other === undefined) return success(() => rm(path, { force: true }));
  return failure({
    code: 'lock.rollout-running',
    summary: `the rollout ${run} is being carried out by ${other.user}@${other.host} (process ${other.pid})`,
    detail: 'Two processes would do the same twice. Nothing was contacted.',
    fix: `Wait until it has ended. Where it cannot be running any more, remove ${path}.`,
  });
}

/** Writes who we are; gives the one that is there before us, and may still run. */
async function placed(path: string): Promise<Owner | undefined> {
  const us = JSON.stringify(thisProcess());
  if (await isNew(path, us)) return undefined;
  const other = await ownerIn(path);
  if (other !== undefined && !isGone(other)) return other;
  await rm(path, { force: true });
  return (await isNew(path, us)) ? undefined : ownerIn(path);
}

async function isNew(path: string, text: string): Promise<boolean> {
  try {
    await writeFile(path, text, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Undefined where it has gone meanwhile, or was cut off while it was written. */
export async function ownerIn(path: string): Promise<Owner | undefined> {
  try {
    return owner.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return undefined;
  }
}

/** Whether a process has ended, or its machine was started anew since. */
export function isGone(other: Owner): boolean {
  const here = systemProcesses();
  if (hasEnded(other, here)) return true;
  const [otherBoot] = other.boot.split(' ');
  const [boot] = here.boot.split(' ');
  return other.host === thisProcess().host && otherBoot !== '' && boot !== '' && otherBoot !== boot;
}
