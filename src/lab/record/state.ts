import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LabSettings } from '../plan/options.ts';

/** What is written down before anything of a lab is made; all else follows from it. */
export interface LabState {
  readonly settings: LabSettings;
  /** Where inventory, known_hosts and key are. */
  readonly directory: string;
  /** The loopback port of each machine's sshd. */
  readonly ports: Readonly<Record<string, number>>;
  /** The loopback port of its cloud; taken also where none runs. */
  readonly cloudPort: number;
  /** The loopback port of its PostgreSQL; only where it has one. */
  readonly enginePort?: number;
  /** The root folder that the machines lie over. */
  readonly imageRoot: string;
}

const STATE_ROOT = '/var/lib/havip-deploy/lab';

/** The folder of everything that belongs to one lab. */
export function labFolder(name: string): string {
  return join(STATE_ROOT, name);
}

/** The file whose lock keeps two commands from working on one lab. */
export function labLock(name: string): string {
  return join(STATE_ROOT, `.${name}.lock`);
}

/** The file whose lock keeps two labs from choosing the same ports; no lab has such a name. */
export const PORTS_LOCK = join(STATE_ROOT, '..ports.lock');

/** The folder of one machine: what it has written, and its console. */
export function machineFolder(lab: string, machine: string): string {
  return join(labFolder(lab), 'machines', machine);
}

/** The folder that all machines of a lab see as their yum repository. */
export function repositoryFolder(lab: string): string {
  return join(labFolder(lab), 'repository');
}

function stateFile(name: string): string {
  return join(labFolder(name), 'state.json');
}

/** A lab's record, or null where there is no such lab. */
export async function readState(name: string): Promise<LabState | null> {
  try {
    return JSON.parse(await readFile(stateFile(name), 'utf8')) as LabState;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

/** The ports that all labs have been given, whether or not they run. */
export async function recordedPorts(): Promise<ReadonlySet<number>> {
  const names = await readdir(STATE_ROOT).catch(() => []);
  // A record that cannot be read gives no ports: it is a lab that is being made or taken down.
  const states = await Promise.all(names.map((name) => readState(name).catch(() => null)));
  return new Set(
    states.flatMap((state) =>
      state ? [...Object.values(state.ports), state.cloudPort, state.enginePort ?? 0] : [],
    ),
  );
}

/** Writes a lab's record in one step. */
export async function writeState(state: LabState): Promise<void> {
  const { name } = state.settings;
  await mkdir(labFolder(name), { recursive: true });
  await chmod(labFolder(name), 0o700);
  const beside = `${stateFile(name)}.new`;
  await writeFile(beside, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  await rename(beside, stateFile(name));
}

/** Removes everything of a lab; the last thing that `lab down` does. */
export async function removeLabFolder(name: string): Promise<void> {
  await rm(labFolder(name), { recursive: true, force: true });
}
