import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { failure, type Outcome, success } from '../core/outcome.ts';
import type { Problem } from '../core/problem.ts';
import { type AccessFiles, ensureCredentials } from './access-files.ts';
import { labControlGroups } from './cgroups.ts';
import { runScript } from './command.ts';
import { FORWARDER_PART, startForwarder } from './forwarder.ts';
import { ensureHostPackages } from './host-packages.ts';
import { ensureRootImage } from './image.ts';
import { machineExec } from './inside.ts';
import { writeInventory } from './inventory-file.ts';
import { ensureSourceTarball, SOURCE_VERSION, type SourceTarball } from './keepalived-source.ts';
import { describeLab, type Lab } from './lab.ts';
import { type LabLayout, layoutOf } from './layout.ts';
import { withLock } from './lock.ts';
import { machinePart, startMachine } from './machine.ts';
import { prepareMachine } from './machine-files.ts';
import { ensureNetwork } from './network.ts';
import { type LabOptions, type LabSettings, labSettings } from './options.ts';
import { freePorts } from './ports.ts';
import { labProcesses } from './processes.ts';
import { waitUntilReady } from './ready.ts';
import { ORDINARY_USER } from './recipe.ts';
import { differingSettings } from './settings-difference.ts';
import { SOURCE_SERVER_PART, startSourceServer } from './source-server.ts';
import { type LabState, labFolder, labLock, readState, writeState } from './state.ts';
import { ensureYumRepository } from './yum-repository.ts';

type Progress = (text: string) => void;

/** Brings a lab up, or makes good what is missing of one that is; nothing is done where nothing is missing. */
export async function labUp(options: LabOptions, onProgress: Progress): Promise<Outcome<Lab>> {
  const settings = labSettings(options);
  if (!settings.ok) return settings;
  if (process.getuid?.() !== 0) return failure(NEEDS_ROOT);
  const packages = await ensureHostPackages(onProgress);
  if (!packages.ok) return packages;
  return withLock(labLock(settings.value.name), () => bringUp(settings.value, onProgress));
}

async function bringUp(settings: LabSettings, onProgress: Progress): Promise<Outcome<Lab>> {
  const recorded = await readState(settings.name);
  const differences = recorded === null ? [] : differingSettings(recorded, settings);
  if (differences.length > 0) return failure(...differences);
  const image = await ensureRootImage(settings.cacheDirectory, onProgress);
  if (!image.ok) return image;
  const source = await ensureSourceTarball(settings.cacheDirectory, SOURCE_VERSION, onProgress);
  if (!source.ok) return source;
  const state = recorded ?? (await newState(settings, image.value.root));
  const repository = await ensureYumRepository(settings, image.value, onProgress);
  if (!repository.ok) return repository;
  const started = await startEverything(state, source.value, onProgress);
  if (!started.ok) return started;
  const lab = await describeLab(state, source.value);
  await setPasswords(lab);
  await writeInventory(lab, settings.passwordInInventory);
  return success(lab);
}

/** The record is written before the first thing that it is a record of. */
async function newState(settings: LabSettings, imageRoot: string): Promise<LabState> {
  const { machines } = layoutOf(settings);
  const ports = await freePorts(settings.name, machines.length);
  const state: LabState = {
    settings,
    directory:
      settings.directory === null ? join(labFolder(settings.name), 'access') : resolve(settings.directory),
    ports: Object.fromEntries(machines.map((machine, index) => [machine.name, ports[index] ?? 0])),
    imageRoot,
  };
  await writeState(state);
  return state;
}

async function startEverything(
  state: LabState,
  source: SourceTarball,
  onProgress: Progress,
): Promise<Outcome<void>> {
  const layout = layoutOf(state.settings);
  const credentials = await ensureCredentials(state.directory, state.settings.login);
  if (!credentials.ok) return credentials;
  const limits = await runScript(RAISE_LIMITS);
  if (!limits.ok) return limits;
  const network = await ensureNetwork(layout);
  if (!network.ok) return network;
  const started = await startMissing(state, layout, credentials.value, onProgress);
  if (!started.ok) return started;
  const running = new Set((await labProcesses(state.settings.name)).map(({ part }) => part));
  if (!running.has(SOURCE_SERVER_PART))
    await startSourceServer(state.settings.name, layout.networkNamespace, source);
  const waits = layout.machines.map((machine) =>
    waitUntilReady(state.settings.name, machine, state.ports[machine.name] ?? 0),
  );
  const problems = (await Promise.all(waits)).flatMap((wait) => (wait.ok ? [] : wait.problems));
  return problems.length > 0 ? failure(...problems) : success(undefined);
}

/** Every systemd takes a few of these, and the kernel's default is enough for about fifteen machines. */
const RAISE_LIMITS = `
limit=/proc/sys/fs/inotify/max_user_instances
[ "$(cat $limit)" -ge 8192 ] || echo 8192 >$limit
`;

async function startMissing(
  state: LabState,
  layout: LabLayout,
  files: AccessFiles,
  onProgress: Progress,
): Promise<Outcome<void>> {
  const { name } = state.settings;
  const running = new Set((await labProcesses(name)).map(({ part }) => part));
  const controlGroups = await labControlGroups(name);
  const authorizedKey = await readFile(files.publicKeyFile, 'utf8');
  const stopped = layout.machines.filter((machine) => !running.has(machinePart(machine.name)));
  if (stopped.length > 0) onProgress(`starting ${stopped.map((machine) => machine.name).join(', ')}`);
  for (const machine of stopped) {
    const prepared = await prepareMachine(name, machine, authorizedKey);
    if (!prepared.ok) return prepared;
    await startMachine(name, machine, state.imageRoot, controlGroups);
  }
  if (!running.has(FORWARDER_PART)) await startForwarder(state, layout.machines);
  return success(undefined);
}

async function setPasswords(lab: Lab): Promise<void> {
  const password = lab.sudoPassword;
  if (password === undefined) return;
  const stdin = `${ORDINARY_USER.name}:${password.reveal()}\n`;
  await Promise.all(lab.machines.map((machine) => machineExec(lab, machine.name, 'chpasswd', { stdin })));
}

const NEEDS_ROOT: Problem = {
  code: 'usage.lab-needs-root',
  summary: 'a lab needs root',
  detail: 'Its machines are namespaces, mounts and processes of systemd, which only root may make.',
  fix: 'Run it as root on a Debian machine that you can spare.',
};
