import { setTimeout as delay } from 'node:timers/promises';
import { type CloudDeps, type CloudProvider, createPace, openCloud } from '../../../src/cloud/index.ts';
import { fixedCredentials } from '../../../src/cloud/tencent/credentials/source.ts';
import { Secret } from '../../../src/core/secret.ts';
import { type FakeCloud, startFakeCloud } from '../../../src/lab/cloud/index.ts';

/** The lab's cloud within this process, and a provider that speaks to it over HTTP. */
export interface OnFake {
  readonly fake: FakeCloud;
  readonly cloud: CloudProvider;
  /** Another client of the same cloud. */
  readonly open: (options?: OpenOptions) => CloudProvider;
}

export interface OpenOptions {
  readonly secretKey?: string;
  readonly region?: string;
  readonly deps?: Partial<CloudDeps>;
}

/** Longest time for one request here, in milliseconds. */
export const TIMEOUT_MS = 300;

/** Pauses pass in a moment; what the client believes of the time is what it would have been. */
function hurriedDeps(): CloudDeps {
  let skipped = 0;
  const clock = { monotonicMs: () => performance.now() + skipped, wall: () => new Date() };
  const sleep = async (ms: number): Promise<void> => {
    const real = Math.min(ms, 10);
    skipped += ms - real;
    await delay(real);
  };
  const { signal } = new AbortController();
  return {
    clock,
    sleep,
    fetch,
    random: Math.random,
    pace: createPace(clock, sleep),
    signal,
    timeoutMs: TIMEOUT_MS,
  };
}

/** Starts one in which asynchronous work is seen running once before it is done. */
export async function onFake(): Promise<OnFake> {
  const fake = await startFakeCloud({ settings: { delayPolls: 1 } });
  // The client is in a hurry; that it keeps to the real limit is another test's matter.
  fake.cloud.world.limits.requestsPerSecond = 10_000;
  const open = ({ secretKey = fake.credential.secretKey, region = fake.region, deps }: OpenOptions = {}) =>
    openCloud(
      { provider: 'tencent', region, endpoint: fake.url },
      fixedCredentials('the environment', {
        id: new Secret(fake.credential.secretId),
        key: new Secret(secretKey),
      }),
      { ...hurriedDeps(), ...deps },
    );
  return { fake, cloud: open(), open };
}

/** What an outcome holds, or a failed test that shows the problems. */
export function done<T>(outcome: { ok: true; value: T } | { ok: false; problems: readonly unknown[] }): T {
  if (outcome.ok) return outcome.value;
  throw new Error(JSON.stringify(outcome.problems, null, 2));
}
