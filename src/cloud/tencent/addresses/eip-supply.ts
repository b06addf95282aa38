import * as z from 'zod';
import { failure, type Outcome, success } from '../../../core/outcome.ts';
import type { Problem } from '../../../core/problem.ts';
import type { PublicAddress } from '../../provider.ts';
import type { TencentClient } from '../calls/client.ts';
import { listOf, TAG } from '../calls/fields.ts';
import { type Eip, findEips, publicAddress } from './eips.ts';
import { whenTaskDone } from './tasks.ts';
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
  const first = await allocate(client, wanted, wanted.token);
  if (!first.ok && !first.problems.some(({ code }) => code === 'cloud.task-failed')) return first;
  const listed = first.ok ? await whenListed(client, first.value) : first;
  if (listed.ok) return whenReady(client, listed.value.id);
  // For some time the token gets the same answer: also one that names an address released since, or a task
  // that failed.
  const again = await allocate(client, wanted, freshToken(wanted.token, client.deps.clock));
  return again.ok ? whenReady(client, again.value) : again;
}

function whenListed(client: TencentClient, id: string): Promise<Outcome<Eip>> {
  return waitFor(client.deps, `EIP ${id}`, () => one(client, id), LISTED_LIMIT_MS);
}

// Text here, and a number where it is asked about.
const taskId = z.union([z.string(), z.number()]).nullish();
const allocation = z.object({ AddressSet: listOf(z.string()), TaskId: taskId });
const release = z.object({ TaskId: taskId });

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
  const finished = await whenTaskDone(client, `allocate an EIP for ${name}`, task);
  if (!finished.ok) return finished;
  const [id] = ids;
  return id === undefined ? failure(notAllocated('The answer names no address.')) : success(id);
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
    asked = true;
    return askForRelease(client, id);
  });
  return gone.ok ? success(undefined) : gone;
}

/** True where it turns out to be gone. */
async function askForRelease(client: TencentClient, id: string): Promise<Outcome<true | undefined>> {
  const asked = await client.call({
    service: 'vpc',
    action: 'ReleaseAddresses',
    params: { AddressIds: [id] },
    schema: release,
    done: async () => {
      const left = await one(client, id);
      const going = left.ok && (left.value === undefined || left.value.status === 'OFFLINING');
      return going ? { TaskId: undefined } : undefined;
    },
    expected: GONE,
  });
  if (!asked.ok) return asked;
  if (!asked.value.ok) return success(true);
  const done = await whenTaskDone(client, `release EIP ${id}`, asked.value.value.TaskId);
  return done.ok ? success(undefined) : done;
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
