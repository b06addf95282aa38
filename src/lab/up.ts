import { dirname, join, resolve } from 'node:path';
import { failure, type Outcome, success } from '../core/outcome.ts';
import type { Problem } from '../core/problem.ts';
import { describeLab, type Lab } from './lab.ts';
import { ensureRootImage, type RootImage } from './machines/image.ts';
import { installAccess } from './machines/machine-access.ts';
import { freePorts } from './network/ports.ts';
import { exists } from './packages/cache.ts';
import { ensureHostPackages } from './packages/host-packages.ts';
import { ensureSourceTarball, SOURCE_VERSION } from './packages/keepalived-source.ts';
import { ensureYumRepository } from './packages/yum-repository.ts';
import { layoutOf } from './plan/layout.ts';
import { type LabOptions, type LabSettings, labSettings } from './plan/options.ts';
import { differingSettings } from './plan/settings-difference.ts';
import { writeInventory } from './record/inventory-file.ts';
import { withLock } from './record/lock.ts';
import {
  type LabState,
  labFolder,
  labLock,
  PORTS_LOCK,
  readState,
  recordedPorts,
  writeState,
} from './record/state.ts';
import { startEverything } from './start.ts';

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
  const image =
    recorded === null
      ? await ensureRootImage(settings.cacheDirectory, onProgress)
      : await recordedImage(recorded);
  if (!image.ok) return image;
  const source = await ensureSourceTarball(settings.cacheDirectory, SOURCE_VERSION, onProgress);
  if (!source.ok) return source;
  const state = recorded ?? (await newState(settings, image.value.root));
  const repository = await ensureYumRepository(settings, image.value, onProgress);
  if (!repository.ok) return repository;
  const started = await startEverything(state, source.value, onProgress);
  if (!started.ok) return started;
  const lab = await describeLab(state, source.value);
  const access = await installAccess(lab);
  if (!access.ok) return access;
  await writeInventory(lab, settings.passwordInInventory);
  return success(lab);
}

/** A lab keeps the image that it began with, also when the recipe has changed since. */
async function recordedImage({ settings, imageRoot }: LabState): Promise<Outcome<RootImage>> {
  if (await exists(imageRoot)) return success({ root: imageRoot, folder: dirname(imageRoot) });
  return failure({
    code: 'host.lab-image-gone',
    summary: `the image that lab "${settings.name}" lies over is gone`,
    detail: `There is no ${imageRoot} any more: the cache was cleared.`,
    fix: `Run \`havip-deploy lab down --name ${settings.name}\`, then \`lab up\` again.`,
  });
}

/** The record is written before the first thing that it is a record of. */
function newState(settings: LabSettings, imageRoot: string): Promise<LabState> {
  return withLock(PORTS_LOCK, () => recordState(settings, imageRoot));
}

async function recordState(settings: LabSettings, imageRoot: string): Promise<LabState> {
  const { machines } = layoutOf(settings);
  const ports = await freePorts(settings.name, machines.length + 2, await recordedPorts());
  const state: LabState = {
    settings,
    directory:
      settings.directory === null ? join(labFolder(settings.name), 'access') : resolve(settings.directory),
    ports: Object.fromEntries(machines.map((machine, index) => [machine.name, ports[index] ?? 0])),
    cloudPort: ports[machines.length] ?? 0,
    ...(settings.engine && { enginePort: ports[machines.length + 1] ?? 0 }),
    imageRoot,
  };
  await writeState(state);
  return state;
}

const NEEDS_ROOT: Problem = {
  code: 'usage.lab-needs-root',
  summary: 'a lab needs root',
  detail: 'Its machines are namespaces, mounts and processes of systemd, which only root may make.',
  fix: 'Run it as root on a Debian machine that you can spare.',
};
