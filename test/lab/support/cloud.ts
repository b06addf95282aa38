import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { CommonClient } from 'tencentcloud-sdk-nodejs-common';
import type { LoggedCall, World } from '../../../src/lab/cloud/index.ts';
import type { Lab, LabCloud } from '../../../src/lab/index.ts';

/** The cloud of a lab that has one. */
export function cloudOf(lab: Lab): LabCloud {
  if (lab.cloud === undefined) throw new Error(`lab ${lab.name} has no cloud`);
  return lab.cloud;
}

/** Calls the lab's cloud by the official client, with the key that the lab left for its user. */
export async function cloudCaller(lab: Lab) {
  const { url, region, environmentFile } = cloudOf(lab);
  const text = await readFile(environmentFile, 'utf8');
  const read = (name: string) =>
    new RegExp(`^export TENCENTCLOUD_${name}=(\\S+)$`, 'm').exec(text)?.[1] ?? '';
  const { host } = new URL(url);
  const client = new CommonClient(host, '2017-03-12', {
    credential: { secretId: read('SECRET_ID'), secretKey: read('SECRET_KEY') },
    region,
    profile: { httpProfile: { protocol: 'http://', endpoint: host, reqTimeout: 20 } },
  });
  return (action: string, parameters: object = {}): Promise<Record<string, unknown>> =>
    client.request(action, parameters);
}

/** Speaks to the cloud's controls. */
export async function cloudControl<T>(lab: Lab, method: string, path: string, body?: object): Promise<T> {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
  const response = await fetch(`${cloudOf(lab).url}/_fake/${path}`, init);
  if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
  return response.json() as Promise<T>;
}

/** All that the cloud knows. */
export const cloudState = (lab: Lab): Promise<World> => cloudControl(lab, 'GET', 'state');

/** The cloud's calls, or those of a kind. */
export const cloudCalls = (lab: Lab, kind?: LoggedCall['kind']): Promise<readonly LoggedCall[]> =>
  cloudControl(lab, 'GET', kind === undefined ? 'calls' : `calls?kind=${kind}`);

const PATIENCE_MS = 20_000;

/** Waits until something of the cloud's is as it should be; what it was last where it never is. */
export async function untilCloud(lab: Lab, holds: (world: World) => boolean): Promise<World> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const world = await cloudState(lab);
    if (holds(world)) return world;
    if (performance.now() > deadline)
      throw new Error(`not in ${PATIENCE_MS} ms: ${JSON.stringify([world.havips, world.refusals], null, 1)}`);
    await sleep(50);
  }
}
