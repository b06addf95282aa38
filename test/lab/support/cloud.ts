import { readFile } from 'node:fs/promises';
import type { LoggedCall } from '../../../src/lab/cloud/call-log.ts';
import type { World } from '../../../src/lab/cloud/world.ts';
import type { Lab } from '../../../src/lab/index.ts';

/** A lab's cloud as a test watches it and does things to it. */
export interface CloudControls {
  /** What a command needs to be let in. */
  readonly env: Readonly<Record<string, string>>;
  /** Calls since the last `forget`, of one kind or all. */
  calls(kind?: 'reading' | 'writing'): Promise<readonly LoggedCall[]>;
  forget(): Promise<void>;
  world(): Promise<World>;
  patch(world: Readonly<Record<string, unknown>>): Promise<void>;
  /** What is to go wrong with the next calls. */
  faults(...faults: readonly Readonly<Record<string, unknown>>[]): Promise<void>;
  clearFaults(): Promise<void>;
}

/** The controls of a lab's cloud. */
export async function cloudOf(lab: Lab): Promise<CloudControls> {
  const { cloud } = lab;
  if (cloud === undefined) throw new Error('the lab has no cloud');
  const lines = (await readFile(cloud.environmentFile, 'utf8')).split('\n');
  const env = Object.fromEntries(
    lines.flatMap((line) => {
      const [, name, value] = /^(?:export )?(\w+)='?([^']*)'?$/.exec(line) ?? [];
      return name === undefined ? [] : [[name, value ?? '']];
    }),
  );
  const ask = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${cloud.url}/_fake/${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
    return response.json();
  };
  return {
    env,
    calls: async (kind) =>
      (await ask('GET', `calls${kind === undefined ? '' : `?kind=${kind}`}`)) as readonly LoggedCall[],
    forget: async () => void (await ask('DELETE', 'calls')),
    world: async () => (await ask('GET', 'state')) as World,
    patch: async (world) => void (await ask('PATCH', 'state', world)),
    faults: async (...faults) => void (await ask('POST', 'faults', faults)),
    clearFaults: async () => void (await ask('DELETE', 'faults')),
  };
}
