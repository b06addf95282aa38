import { readdir, readFile, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { numbers } from './processes.ts';

const PREFIX = 'havip-deploy-lab.';

/**
 * A control group for each lab, in every hierarchy by which systemd tells services apart. Without one of its own, each
 * machine would take the same group for its `keepalived.service`, and stopping one would wait for them all.
 */
export async function labControlGroups(lab: string): Promise<readonly string[]> {
  const mounts = (await readFile('/proc/self/mountinfo', 'utf8')).split('\n');
  return mounts.filter(tellsServicesApart).map((line) => join(line.split(' ')[4] ?? '', PREFIX + lab));
}

/** Of mountinfo's lines: cgroup2, or the first version's hierarchy that is named after systemd. */
function tellsServicesApart(line: string): boolean {
  const [, filesystem = ''] = line.split(' - ');
  return (
    filesystem.startsWith('cgroup2 ') ||
    (filesystem.startsWith('cgroup ') && /\bname=systemd\b/.test(filesystem))
  );
}

/** All processes in a group and below it. */
export async function processesInGroup(group: string): Promise<readonly number[]> {
  const inside = await Promise.all((await subgroups(group)).map(processesInGroup));
  return [...numbers(await readGroup(group)), ...inside.flat()].filter((pid) => pid > 1);
}

/** Removes a group and all below it; they must be empty of processes. */
export async function removeGroup(group: string): Promise<void> {
  for (const inside of await subgroups(group)) await removeGroup(inside);
  try {
    await rmdir(group);
  } catch (error) {
    if (!isAbsent(error)) throw error;
  }
}

async function subgroups(group: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(group, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map((entry) => join(group, entry.name));
  } catch (error) {
    if (isAbsent(error)) return [];
    throw error;
  }
}

async function readGroup(group: string): Promise<string> {
  try {
    return await readFile(join(group, 'cgroup.procs'), 'utf8');
  } catch (error) {
    if (isAbsent(error)) return '';
    throw error;
  }
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENODEV');
}
