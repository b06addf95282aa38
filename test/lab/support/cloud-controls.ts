import { readFile } from 'node:fs/promises';
import type { LoggedCall, World } from '../../../src/lab/cloud/index.ts';
import type { Lab } from '../../../src/lab/index.ts';
import { cloudCalls, cloudControl, cloudOf, cloudState } from './cloud.ts';

/** A lab's cloud as a test of the command line watches it and does things to it. */
export interface CloudControls {
  /** What a command needs to be let in. */
  readonly env: Readonly<Record<string, string>>;
  /** Calls since the last `forget`, of one kind or all. */
  calls(kind?: LoggedCall['kind']): Promise<readonly LoggedCall[]>;
  forget(): Promise<void>;
  world(): Promise<World>;
  patch(world: object): Promise<void>;
  /** What is to go wrong with the next calls. */
  faults(...faults: readonly object[]): Promise<void>;
  clearFaults(): Promise<void>;
}

/** The controls of a lab's cloud. */
export async function controlsOf(lab: Lab): Promise<CloudControls> {
  const text = await readFile(cloudOf(lab).environmentFile, 'utf8');
  const exported = [...text.matchAll(/^export (\w+)=(\S+)$/gm)];
  return {
    env: Object.fromEntries(exported.map(([, name = '', value = '']) => [name, value])),
    calls: (kind) => cloudCalls(lab, kind),
    forget: () => cloudControl(lab, 'DELETE', 'calls'),
    world: () => cloudState(lab),
    patch: (world) => cloudControl(lab, 'PATCH', 'state', world),
    faults: (...faults) => cloudControl(lab, 'POST', 'faults', faults),
    clearFaults: () => cloudControl(lab, 'DELETE', 'faults'),
  };
}
