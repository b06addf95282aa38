import type { Caps } from '../plan.ts';
import type { Sdk } from './sdk.ts';

export const APPLICATION = 'havip-deploy';
export const ROLLOUTS = 'havip-deploy rollouts';
export const UNITS = 'havip-deploy units';

/**
 * How often queues are asked for work, in milliseconds. Each question is several round trips, and most of what a worker
 * costs that has nothing to do: rollouts are few, and a unit takes seconds at the least.
 */
const ROLLOUTS_POLL_MS = 500;
const UNITS_POLL_MS = 200;

/** A limit that is none: a queue of groups has to have one. */
const NO_LIMIT = 1_000_000;

/** A group without a name. */
const NO_GROUP = '-';

/** The queue of a group that workers have to themselves. */
function regional(region: string): string {
  return `${UNITS} of ${region}`;
}

/** What a worker takes work from: a region's own has its units, and carries rollouts as all do. */
export function queuesOf(region: string | undefined): string[] {
  return [ROLLOUTS, region === undefined ? UNITS : regional(region)];
}

/** Where a unit waits for a worker. */
export function placeInQueue(group: string, isRegional: boolean, priority: number) {
  if (isRegional) return { queueName: regional(group), enqueueOptions: { priority } };
  return { queueName: UNITS, enqueueOptions: { queuePartitionKey: group || NO_GROUP, priority } };
}

/** The same limits as the queue has them: it wants one for groups, and none above that in all. */
function limitsOf({ perGroup = NO_LIMIT, inAll, perWorker }: Caps) {
  const own = perWorker === undefined ? {} : { workerConcurrency: Math.min(perWorker, inAll ?? perWorker) };
  if (inAll === undefined) return { partitionConcurrency: perGroup, ...own };
  return { partitionConcurrency: Math.min(perGroup, inAll), globalConcurrency: inAll, ...own };
}

function regionalLimits({ perGroup, perWorker }: Caps) {
  return {
    ...(perGroup !== undefined && { globalConcurrency: perGroup }),
    ...(perWorker !== undefined && { workerConcurrency: Math.min(perWorker, perGroup ?? perWorker) }),
  };
}

/** Makes the queues that a worker takes work from, with its limits, which are those of all. */
export async function makeQueues(
  on: Pick<Sdk['dbos'], 'registerQueue'>,
  caps: Caps,
  region: string | undefined,
): Promise<void> {
  const onConflict = 'always_update';
  await on.registerQueue(ROLLOUTS, { minPollingIntervalMs: ROLLOUTS_POLL_MS, onConflict });
  const common = { minPollingIntervalMs: UNITS_POLL_MS, onConflict } as const;
  if (region === undefined) await on.registerQueue(UNITS, { ...limitsOf(caps), ...common });
  else await on.registerQueue(regional(region), { ...regionalLimits(caps), ...common });
}

type Client = Awaited<ReturnType<Sdk['client']['create']>>;

/** Speaks to DBOS's tables without being a worker. */
export async function withClient(
  { sdk, url }: { readonly sdk: Sdk; readonly url: string },
  logger: { readonly [level in 'info' | 'debug' | 'warn' | 'error']: (entry: unknown) => void },
  work: (client: Client) => Promise<void>,
): Promise<void> {
  const client = await sdk.client.create({
    systemDatabaseUrl: url,
    applicationName: APPLICATION,
    logger,
  });
  try {
    await work(client);
  } finally {
    await client.destroy();
  }
}
