import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { type Lab, type LabOptions, labDown, labUp, machineExec } from '../../../src/lab/index.ts';

/** The HAVIP of a lab's only cluster, and its nodes: primary, secondary. */
export const ADDRESS = '172.16.16.12';
export const PRIMARY = 'HAVIP-01';
export const SECONDARY = 'HAVIP-02';
export const NODES = [PRIMARY, SECONDARY] as const;

/** A fresh lab, also where a run that was killed has left one of its name behind. */
export async function freshLab(options: LabOptions & { readonly name: string }): Promise<Lab> {
  const progress: string[] = [];
  const note = (text: string) => void progress.push(text);
  await labDown(options.name, note);
  const up = await labUp(options, note);
  if (!up.ok) {
    await labDown(options.name, note);
    throw new Error(`${progress.join('\n')}\n${JSON.stringify(up.problems, null, 2)}`);
  }
  return up.value;
}

/** Takes a lab down; nothing to do where it never came up. */
export async function removeLab(lab: Lab | undefined): Promise<void> {
  if (lab === undefined) return;
  const down = await labDown(lab.name, () => undefined);
  if (!down.ok) throw new Error(JSON.stringify(down.problems, null, 2));
}

/** Runs a POSIX-sh program as root in a machine, not over SSH; gives what it printed. */
export async function exec(lab: Lab, machine: string, program: string, stdin = ''): Promise<string> {
  const { exitCode, stdout, stderr } = await machineExec(lab, machine, program, { stdin });
  if (exitCode !== 0)
    throw new Error(`${machine}: \`${program}\` ended with ${exitCode}: ${stdout}${stderr}`);
  return stdout;
}

/** The same on both nodes, in their order. */
export function onNodes(lab: Lab, program: string): Promise<readonly string[]> {
  return Promise.all(NODES.map((node) => exec(lab, node, program)));
}

/** The nodes that have an address, seen without the code under test. */
export function holdersOf(lab: Lab, address = ADDRESS): Promise<readonly string[]> {
  return holdersAmong(lab, NODES, address);
}

/** Those of some machines that have an address, by the kernel's table of its own addresses. */
export async function holdersAmong(
  lab: Lab,
  machines: readonly string[],
  address: string,
): Promise<readonly string[]> {
  const tables = await Promise.all(machines.map((machine) => addressTable(lab, machine)));
  const own = new RegExp(`-- ${address.replaceAll('.', '\\.')}\\n +/32 host LOCAL`);
  return machines.filter((_machine, index) => own.test(tables[index] ?? ''));
}

/** Read from outside where its systemd is the one from when the lab was described: no process is started then. */
async function addressTable(lab: Lab, machine: string): Promise<string> {
  const pid = lab.machines.find(({ name }) => name === machine)?.leaderPid;
  try {
    return await readFile(`/proc/${pid}/net/fib_trie`, 'utf8');
  } catch {
    return exec(lab, machine, 'cat /proc/net/fib_trie');
  }
}

/** Variables of a cluster as a test writes them. */
export type HavipVariables = Record<string, unknown>;

/** Writes the lab's inventory once more with these `havip` variables over its own; gives the new path. */
export async function inventoryWith(lab: Lab, file: string, havip: HavipVariables): Promise<string> {
  const inventory = parse(await readFile(lab.inventoryFile, 'utf8')) as {
    all: { children: { web: { vars: { havip: HavipVariables } } } };
  };
  Object.assign(inventory.all.children.web.vars.havip, havip);
  const path = join(lab.directory, file);
  await writeFile(path, stringify(inventory, { lineWidth: 0 }), { mode: 0o600 });
  return path;
}
