import { mkdir } from 'node:fs/promises';
import { labSettings } from '../../../src/lab/plan/options.ts';
import { type LabState, labFolder, writeState } from '../../../src/lab/record/state.ts';

/** Writes down a lab that is nothing but a PostgreSQL: what `lab up --engine` has written before it starts one. */
export async function engineLab(name: string, enginePort: number): Promise<LabState> {
  const settings = labSettings({ name, engine: true, cloud: 'none', witness: false });
  if (!settings.ok) throw new Error(settings.problems[0]?.summary);
  const directory = `${labFolder(name)}/access`;
  const state = { settings: settings.value, directory, ports: {}, cloudPort: 0, enginePort, imageRoot: '' };
  await writeState(state);
  await mkdir(directory, { recursive: true });
  return state;
}
