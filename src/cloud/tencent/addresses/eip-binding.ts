import * as z from 'zod';
import { failure, type Outcome, success } from '../../../core/outcome.ts';
import type { Problem } from '../../../core/problem.ts';
import type { Answer } from '../calls/answer.ts';
import type { TencentClient } from '../calls/client.ts';
import { present } from './havip-changes.ts';
import { taskFailure } from './tasks.ts';
import { waitFor } from './wait.ts';

/** Binds an EIP to a HAVIP and waits until the HAVIP has it. */
export async function bindEip(client: TencentClient, id: string, address: string): Promise<Outcome<void>> {
  const before = await present(client, id);
  if (!before.ok) return before;
  const { publicAddress } = before.value;
  if (publicAddress === address) return success(undefined);
  if (publicAddress !== null) return failure(otherBound(id, publicAddress, address));
  const asked = await client.call({
    service: 'vpc',
    action: 'HaVipAssociateAddressIp',
    params: { HaVipId: id, AddressIp: address },
    schema: z.object({}),
    done: () => nowHas(client, id, address),
    // Also said of the same EIP, when the answer to an earlier attempt was lost: what is bound tells.
    expected: [/\.BindEIP$/],
  });
  return asked.ok ? whenAddressIs(client, id, address, asked.value) : asked;
}

/** Unbinds whatever EIP a HAVIP has, and waits until it has none. */
export async function unbindEip(client: TencentClient, id: string): Promise<Outcome<void>> {
  const before = await present(client, id);
  if (!before.ok) return before;
  if (before.value.publicAddress === null) return success(undefined);
  const asked = await client.call({
    service: 'vpc',
    action: 'HaVipDisassociateAddressIp',
    params: { HaVipId: id },
    schema: z.object({}),
    done: () => nowHas(client, id, null),
    // There is none any more.
    expected: [/\.UnbindEIP$/],
  });
  if (!asked.ok || !asked.value.ok) return asked.ok ? success(undefined) : asked;
  return whenAddressIs(client, id, null, asked.value);
}

/** What a call would answer that has brought this about already. */
async function nowHas(
  client: TencentClient,
  id: string,
  address: string | null,
): Promise<Record<string, never> | undefined> {
  const now = await present(client, id);
  return now.ok && now.value.publicAddress === address ? {} : undefined;
}

/** The address itself tells when it is done; the task only tells why it failed. */
async function whenAddressIs(
  client: TencentClient,
  id: string,
  wanted: string | null,
  asked: Answer<unknown>,
): Promise<Outcome<void>> {
  const purpose = wanted === null ? `unbind the EIP of ${id}` : `bind ${wanted} to ${id}`;
  const what = wanted === null ? `no EIP on HAVIP ${id}` : `EIP ${wanted} on HAVIP ${id}`;
  const seen = await waitFor(client.deps, what, async () => {
    const now = await present(client, id);
    if (!now.ok) return now;
    const { publicAddress } = now.value;
    if (publicAddress === wanted) return success(true);
    if (wanted !== null && publicAddress !== null) return failure(otherBound(id, publicAddress, wanted));
    const failed = await taskFailure(client, purpose, asked);
    return failed === undefined ? success(undefined) : failure(failed);
  });
  return seen.ok ? success(undefined) : seen;
}

function otherBound(id: string, bound: string, wanted: string): Problem {
  return {
    code: 'cloud.other-public-address',
    summary: `HAVIP ${id} has another public address: ${bound}`,
    detail: `A HAVIP has one at most, and ${wanted} is wanted.`,
    fix: `Give eip: ${bound}, or unbind it first.`,
  };
}
