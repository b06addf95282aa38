import * as z from 'zod';
import { failure, type Outcome, success } from '../../core/outcome.ts';
import type { Problem } from '../../core/problem.ts';
import type { PublicAddress } from '../provider.ts';
import type { TencentClient } from './client.ts';
import { type Eip, findEips, publicAddress } from './eips.ts';
import { listOf, TAG } from './fields.ts';
import { freshToken } from './token.ts';
import { waitFor } from './wait.ts';

/** How long an EIP may take to be listed once it is allocated. */
const LISTED_LIMIT_MS = 10_000;

/** What an EIP is allocated for. */
export interface WantedEip {
  readonly name: string;
  readonly token: string;
}

/** Allocates an EIP, tagged as ours, or gives the one that the token has allocated already. */
export async function allocateEip(client: TencentClient, wanted: WantedEip): Promise<Outcome<PublicAddress>> {
  const before = await findEips(client, { token: wanted.token });
  if (!before.ok) return before;
  const [earlier] = before.value;
  if (earlier !== undefined) return whenReady(client, earlier.id);
  const allocated = await allocate(client, wanted, wanted.token);
  if (!allocated.ok) return allocated;
  const listed = await waitFor(
    client.deps,
    `EIP ${allocated.value}`,
    () => one(client, allocated.value),
    LISTED_LIMIT_MS,
  );
  if (listed.ok) return whenReady(client, allocated.value);
  // The cloud has answered with one that was released since: it remembers the token for some time.
  const again = await allocate(client, wanted, freshToken(wanted.token, client.deps.clock));
  return again.ok ? whenReady(client, again.value) : again;
}

// TaskId is text here, and a number where it is asked about.
const allocation = z.object({
  AddressSet: listOf(z.string()),
  TaskId: z.union([z.string(), z.number()]).nullish(),
});

async function allocate(
  client: TencentClient,
  { name, token }: WantedEip,
  clientToken: string,
): Promise<Outcome<string>> {
  const allocated = await client.ask({
    service: 'vpc',
    action: 'AllocateAddresses',
    params: {
      AddressCount: 1,
      AddressName: name,
      Tags: [{ Key: TAG, Value: token }],
      ClientToken: clientToken,
    },
    schema: allocation,
    done: async () => {
      const found = await findEips(client, { token });
      const [ours] = found.ok ? found.value : [];
      return ours === undefined ? undefined : { AddressSet: [ours.id], TaskId: undefined };
    },
  });
  if (!allocated.ok) return allocated;
  const { AddressSet: ids, TaskId: task } = allocated.value;
  const finished =
    task === undefined || task === null ? success(undefined) : await whenTaskDone(client, String(task));
  if (!finished.ok) return finished;
  const [id] = ids;
  return id === undefined ? failure(notAllocated('The answer names no address.')) : success(id);
}

const taskAnswer = z.object({ Result: z.string(), Output: z.string().nullish() });

async function whenTaskDone(client: TencentClient, task: string): Promise<Outcome<void>> {
  const ended = await waitFor(client.deps, `task ${task}`, async () => {
    const asked = await client.ask({
      service: 'vpc',
      action: 'DescribeTaskResult',
      params: { TaskId: Number(task) },
      schema: taskAnswer,
    });
    if (!asked.ok) return asked;
    return success(asked.value.Result === 'RUNNING' ? undefined : asked.value);
  });
  if (!ended.ok) return ended;
  const { Result: result, Output: output } = ended.value;
  return result === 'SUCCESS'
    ? success(undefined)
    : failure(notAllocated(`Task ${task} ended with ${result}${output ? `: ${output}` : ''}.`));
}

function notAllocated(detail: string): Problem {
  return {
    code: 'cloud.not-allocated',
    summary: 'No public address was allocated',
    detail,
    fix: 'Run again; or allocate an EIP in the console and name it with eip:.',
  };
}

async function one(client: TencentClient, id: string): Promise<Outcome<Eip | undefined>> {
  const found = await findEips(client, { id });
  return found.ok ? success(found.value[0]) : found;
}

async function whenReady(client: TencentClient, id: string): Promise<Outcome<PublicAddress>> {
  const ready = await waitFor(client.deps, `EIP ${id} with an address`, async () => {
    const seen = await one(client, id);
    if (!seen.ok) return seen;
    const usable = seen.value?.address !== '' && seen.value?.status !== 'CREATING';
    return success(usable ? seen.value : undefined);
  });
  return ready.ok ? success(publicAddress(ready.value)) : ready;
}

const GONE = [
  /^InvalidAddressId\.NotFound$/,
  /^InvalidParameterValue\.AddressNotFound$/,
  /^ResourceNotFound/,
];

/** Releases an EIP once nothing is bound to it, and waits until it is gone. */
export async function releaseEip(client: TencentClient, id: string): Promise<Outcome<void>> {
  let asked = false;
  const gone = await waitFor(client.deps, `EIP ${id} released`, async () => {
    const now = await one(client, id);
    if (!now.ok || now.value === undefined) return now.ok ? success(true) : now;
    if (asked || PASSING.includes(now.value.status)) return success(undefined);
    if (now.value.boundTo !== null) return failure(stillBound(now.value));
    const release = await client.call({
      service: 'vpc',
      action: 'ReleaseAddresses',
      params: { AddressIds: [id] },
      schema: z.object({}),
      expected: GONE,
    });
    if (!release.ok) return release;
    asked = true;
    return success(undefined);
  });
  return gone.ok ? success(undefined) : gone;
}

const PASSING: readonly string[] = ['CREATING', 'BINDING', 'UNBINDING', 'OFFLINING'];

function stillBound({ id, address, boundTo }: Eip): Problem {
  return {
    code: 'cloud.public-address-busy',
    summary: `EIP ${address} is still bound to ${boundTo}`,
    detail: `Its id is ${id}; only one that is free can be released.`,
    fix: 'Unbind it first, or keep it.',
  };
}
