import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { CloudConnection, CloudCredentials, CloudProvider } from '../../cloud/index.ts';
import { type Outcome, success } from '../../core/outcome.ts';
import type { Redactor } from '../../core/secret.ts';
import type { CommandContext } from '../context.ts';

/** Opens the cloud that settings name; those of one region and endpoint are one. */
export type CloudConnector = (settings: CloudConnection) => Promise<Outcome<CloudProvider>>;

/** The way to clouds for one run. Nothing is loaded, and no credentials are looked for, before the first. */
export function cloudConnector(context: CommandContext, redactor: Redactor): CloudConnector {
  const opened = new Map<string, Promise<Outcome<CloudProvider>>>();
  let opening: Promise<Opener> | undefined;
  return ({ provider, region, endpoint }) => {
    const key = [provider, region, endpoint].join(' ');
    opening ??= createOpener(context, redactor);
    const cloud =
      opened.get(key) ??
      opening.then((open) => open({ provider, region, ...(endpoint === undefined ? {} : { endpoint }) }));
    opened.set(key, cloud);
    return cloud;
  };
}

type Opener = (settings: CloudConnection) => Promise<Outcome<CloudProvider>>;

async function createOpener(context: CommandContext, redactor: Redactor): Promise<Opener> {
  const { createPace, findCredentials, openCloud } = await import('../../cloud/index.ts');
  const { clock, interrupted: signal } = context;
  const sleep = (ms: number) => pause(ms, signal);
  const pace = createPace(clock, (ms) => delay(ms));
  const credentials = new Map<string, Promise<Outcome<CloudCredentials>>>();
  const credentialsFor = (provider: CloudConnection['provider']) => {
    const found =
      credentials.get(provider) ??
      findCredentials(provider, {
        environment: context.environment,
        homeDirectory: context.homeDirectory,
        readText,
        fetch,
        now: () => clock.wall(),
        onSecret: (secret) => redactor.add(secret),
      });
    credentials.set(provider, found);
    return found;
  };
  return async (settings) => {
    const keys = await credentialsFor(settings.provider);
    if (!keys.ok) return keys;
    const deps = { clock, fetch, sleep, random: Math.random, pace, signal };
    return success(openCloud(settings, keys.value, deps));
  };
}

/** Resolves after a time, or at the first interrupt. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await delay(ms, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** Undefined where there is no such file. */
async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}
