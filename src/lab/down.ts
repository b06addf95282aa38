import { readdir, rm } from 'node:fs/promises';
import { failure, type Outcome, success } from '../core/outcome.ts';
import { execute, run } from './command.ts';
import { stopEngine } from './engine/server.ts';
import { labControlGroups, processesInGroup, removeGroup } from './machines/cgroups.ts';
import { childrenOf, endAll, labProcesses, numbers, processName } from './machines/processes.ts';
import { NAMESPACES, namespaceFile } from './network/network.ts';
import { namePrefix } from './plan/layout.ts';
import { nameProblems } from './plan/options.ts';
import { removeAccessFiles } from './record/access-files.ts';
import { withLock } from './record/lock.ts';
import { labLock, readState, removeLabFolder } from './record/state.ts';

/**
 * Takes a lab away, also one that a crash left half made, and also what no record tells of: everything of a lab
 * carries its name. A lab that is not there is a success.
 */
export async function labDown(name: string, onProgress: (text: string) => void): Promise<Outcome<void>> {
  const problems = nameProblems(name);
  if (problems.length > 0) return failure(...problems);
  const lock = labLock(name);
  return withLock(lock, async () => {
    const taken = await takeDown(name, onProgress);
    if (taken.ok) await rm(lock, { force: true });
    return taken;
  });
}

async function takeDown(name: string, onProgress: (text: string) => void): Promise<Outcome<void>> {
  const controlGroups = await labControlGroups(name);
  const namespaces = await labNamespaces(name);
  onProgress('stopping machines');
  await stopEngine(name);
  if (!(await endAll(() => processesOf(name, controlGroups, namespaces)))) return failure(stillRunning(name));
  onProgress('removing the network and files');
  for (const group of controlGroups) await removeGroup(group);
  for (const namespace of namespaces) {
    const removed = await removeNamespace(namespace);
    if (!removed.ok) return removed;
  }
  const state = await readState(name);
  if (state !== null) await removeAccessFiles(state.directory);
  await removeLabFolder(name);
  return success(undefined);
}

/** Supervisors before what they supervise, and whatever else is in the lab's groups and namespaces. */
async function processesOf(
  name: string,
  controlGroups: readonly string[],
  namespaces: readonly string[],
): Promise<readonly number[]> {
  const marked = labProcesses(name).map(({ pid }) => pid);
  const leaders = marked.map(machineLeaders);
  const grouped = await Promise.all(controlGroups.map(processesInGroup));
  const inNamespaces = await Promise.all(
    namespaces.map(async (namespace) => {
      const { stdout } = await execute(['ip', 'netns', 'pids', namespace]);
      return numbers(stdout);
    }),
  );
  return [...new Set([marked, leaders, grouped, inNamespaces].flat(2))];
}

function machineLeaders(pid: number): readonly number[] {
  return processName(pid) === 'systemd-nspawn' ? childrenOf(pid) : [];
}

async function labNamespaces(name: string): Promise<readonly string[]> {
  try {
    return (await readdir(NAMESPACES)).filter((entry) => entry.startsWith(namePrefix(name)));
  } catch (error) {
    // Without the folder, nobody has made a namespace since this machine started.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

async function removeNamespace(namespace: string): Promise<Outcome<unknown>> {
  const { exitCode } = await execute(['ip', 'netns', 'delete', namespace]);
  // Of one that was half made there is a file and nothing else.
  return exitCode === 0 ? success(undefined) : run(['rm', '-f', namespaceFile(namespace)]);
}

function stillRunning(name: string) {
  return {
    code: 'host.lab-processes-remain',
    summary: `processes of lab "${name}" do not end`,
    detail: 'They were killed several times over, and some are still there.',
    fix: `Look at \`ip netns pids ${namePrefix(name)}network\`, then run \`lab down\` again.`,
  } as const;
}
