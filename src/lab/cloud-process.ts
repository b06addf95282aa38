import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { failure, type Outcome, success } from '../core/outcome.ts';
import { REGION } from './cloud/fake-cloud.ts';
import type { ServerConfig } from './cloud/server-config.ts';
import { ensureCloudCredential } from './cloud-credential.ts';
import { startDaemon } from './command.ts';
import { labCloud, vpcPlan } from './lab-cloud.ts';
import { labProcesses, processMarks } from './machines/processes.ts';
import { layoutOf } from './plan/layout.ts';
import { type LabState, labFolder } from './record/state.ts';

export const CLOUD_PART = 'cloud';

/** Ports on which something behind a HAVIP is reached by its public address. */
const PUBLIC_PORTS = [80, 443, 8080, 8443];

/** Built beside the command line; a test that runs from the sources uses the same. */
const PROGRAM = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? '../../dist/lab-cloud.js' : './lab-cloud.js', import.meta.url),
);

/** Starts the process that stands for the cloud; it watches the lab's network for gratuitous ARP. */
export async function startCloud(state: LabState): Promise<void> {
  const { settings, directory, imageRoot, cloudPort } = state;
  const cloud = labCloud(state);
  if (cloud === undefined) return;
  const folder = labFolder(settings.name);
  const config: ServerConfig = {
    port: cloudPort,
    region: REGION,
    credentials: [await ensureCloudCredential(directory)],
    publicRange: cloud.publicRange,
    plan: vpcPlan(settings),
    stateFile: join(folder, 'cloud-state.json'),
    network: {
      lab: settings.name,
      namespace: layoutOf(settings).networkNamespace,
      imageRoot,
      folder,
      publicPorts: PUBLIC_PORTS,
    },
  };
  const file = join(folder, 'cloud.json');
  await writeFile(file, `${JSON.stringify(config, null, 2)}\n`, { mode: 0o600 });
  const variables = processMarks(settings.name, CLOUD_PART);
  await startDaemon([process.execPath, PROGRAM, file], variables, logFile(settings.name));
}

const PATIENCE_MS = 60_000;
const PAUSE_MS = 100;
const MOST_UNSEEN = 5;

/** Waits until the cloud answers. */
export async function waitForCloud(state: LabState): Promise<Outcome<void>> {
  const cloud = labCloud(state);
  if (cloud === undefined) return success(undefined);
  const deadline = performance.now() + PATIENCE_MS;
  for (let unseen = 0; unseen <= MOST_UNSEEN && performance.now() < deadline; ) {
    if (await cloudAnswers(cloud.url)) return success(undefined);
    const runs = labProcesses(state.settings.name).some(({ part }) => part === CLOUD_PART);
    unseen = runs ? 0 : unseen + 1;
    await sleep(PAUSE_MS);
  }
  return failure({
    code: 'host.lab-cloud-ended',
    summary: 'the lab’s cloud did not start',
    detail: `Nothing answers on ${cloud.url}.`,
    fix: `Look at ${logFile(state.settings.name)} for why, or do without it: \`lab up --no-cloud\`.`,
  });
}

/** Whether a lab's cloud listens to its controls. */
export async function cloudAnswers(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/_fake/faults`, { signal: AbortSignal.timeout(5000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

function logFile(lab: string): string {
  return join(labFolder(lab), 'cloud.log');
}
