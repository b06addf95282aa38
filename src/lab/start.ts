import { join } from 'node:path';
import { failure, type Outcome, success } from '../core/outcome.ts';
import { CLOUD_PART, startCloud, waitForCloud } from './cloud-process.ts';
import { runScript } from './command.ts';
import { startEngine } from './engine/server.ts';
import { labControlGroups } from './machines/cgroups.ts';
import { machinePart, startMachine } from './machines/machine.ts';
import { prepareMachine } from './machines/machine-files.ts';
import { labProcesses } from './machines/processes.ts';
import { FORWARDER_PART, startForwarder } from './network/forwarder.ts';
import { ensureNetwork } from './network/network.ts';
import { exists } from './packages/cache.ts';
import type { SourceTarball } from './packages/keepalived-source.ts';
import { SOURCE_SERVER_PART, startSourceServer } from './packages/source-server.ts';
import { type LabLayout, layoutOf } from './plan/layout.ts';
import { waitUntilReady } from './ready.ts';
import { ensureCredentials } from './record/access-files.ts';
import type { LabState } from './record/state.ts';

/** Every systemd takes a few of these, and the kernel's default is enough for about fifteen machines. */
const RAISE_LIMITS = `
limit=/proc/sys/fs/inotify/max_user_instances
[ "$(cat $limit)" -ge 8192 ] || echo 8192 >$limit
`;

/** Starts whatever of a lab does not run, and waits until all of it is ready. */
export async function startEverything(
  state: LabState,
  source: SourceTarball,
  onProgress: (text: string) => void,
): Promise<Outcome<void>> {
  const layout = layoutOf(state.settings);
  const credentials = await ensureCredentials(state.directory, state.settings.login);
  if (!credentials.ok) return credentials;
  const limits = await runScript(RAISE_LIMITS);
  if (!limits.ok) return limits;
  const network = await ensureNetwork(layout);
  if (!network.ok) return network;
  const running = new Set(labProcesses(state.settings.name).map(({ part }) => part));
  const machines = await startMachines(state, layout, running, onProgress);
  if (!machines.ok) return machines;
  if (!running.has(FORWARDER_PART)) await startForwarder(state, layout.machines);
  if (!running.has(SOURCE_SERVER_PART))
    await startSourceServer(state.settings.name, layout.networkNamespace, source);
  if (!running.has(CLOUD_PART)) await startCloud(state);
  const engine = await startEngine(state, onProgress);
  return engine.ok ? waitForAll(state, layout) : engine;
}

async function startMachines(
  state: LabState,
  layout: LabLayout,
  running: ReadonlySet<string>,
  onProgress: (text: string) => void,
): Promise<Outcome<void>> {
  const { name } = state.settings;
  const controlGroups = await labControlGroups(name);
  const stopped = layout.machines.filter((machine) => !running.has(machinePart(machine.name)));
  if (stopped.length > 0) onProgress(`starting ${stopped.length} machines`);
  for (const machine of stopped) {
    const prepared = await prepareMachine(name, machine);
    if (!prepared.ok) return prepared;
    const layer = state.settings.startFrom && join(state.settings.startFrom, machine.name);
    const layers = layer && (await exists(layer)) ? [layer, state.imageRoot] : [state.imageRoot];
    await startMachine(name, machine, layers, controlGroups);
  }
  return success(undefined);
}

async function waitForAll(state: LabState, layout: LabLayout): Promise<Outcome<void>> {
  const { name } = state.settings;
  const waits = layout.machines.map((machine) =>
    waitUntilReady(name, machine, state.ports[machine.name] ?? 0),
  );
  const problems = (await Promise.all([...waits, waitForCloud(state)])).flatMap((wait) =>
    wait.ok ? [] : wait.problems,
  );
  return problems.length > 0 ? failure(...problems) : success(undefined);
}
