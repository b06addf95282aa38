import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { Lab } from '../../../src/lab/index.ts';

/** As much of a lab's inventory as tests change. */
export interface LabInventory {
  all: {
    vars: Record<string, unknown>;
    children: Record<
      string,
      { vars?: { havip: Record<string, unknown> }; hosts: Record<string, Record<string, unknown>> }
    >;
  };
}

/** A changed copy of a lab's inventory in a folder of its own, which goes with the lab. */
export async function changedInventory(
  lab: Lab,
  change: (inventory: LabInventory) => void,
): Promise<{ readonly file: string; readonly folder: string }> {
  const folder = await mkdtemp(join(lab.directory, 'copy-'));
  const file = join(folder, 'inventory.yaml');
  const inventory = parse(await readFile(lab.inventoryFile, 'utf8')) as LabInventory;
  change(inventory);
  await writeFile(file, stringify(inventory), { mode: 0o600 });
  return { file, folder };
}

/** Sets settings of every cluster of an inventory. */
export function setHavip(inventory: LabInventory, settings: Record<string, unknown>): void {
  for (const group of Object.values(inventory.all.children))
    if (group.vars !== undefined) Object.assign(group.vars.havip, settings);
}
