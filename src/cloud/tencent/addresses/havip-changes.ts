import * as z from 'zod';
import { failure, type Outcome, success } from '../../../core/outcome.ts';
import type { FloatingAddress, WantedAddress } from '../../provider.ts';
import type { Answer } from '../calls/answer.ts';
import type { Call, TencentClient } from '../calls/client.ts';
import { TAG } from '../calls/fields.ts';
import { findHavips, haVip, lookAtHavip } from './havips.ts';
import { taskFailure } from './tasks.ts';
import { freshToken } from './token.ts';
import { waitFor } from './wait.ts';

/** How long a HAVIP may take to be listed once it is created. */
const LISTED_LIMIT_MS = 10_000;
const NOTHING = z.object({});

/** Creates a HAVIP, tagged as ours. */
export async function createHavip(
  client: TencentClient,
  wanted: WantedAddress,
): Promise<Outcome<FloatingAddress>> {
  const created = await client.ask(creation(client, wanted, wanted.token));
  if (!created.ok) return created;
  const listed = await whenListed(client, created.value.HaVip.HaVipId);
  if (listed.ok) return listed;
  // The cloud has answered with one that was deleted since: it remembers the token for some time.
  const again = await client.ask(creation(client, wanted, freshToken(wanted.token, client.deps.clock)));
  return again.ok ? whenListed(client, again.value.HaVip.HaVipId) : again;
}

function whenListed(client: TencentClient, id: string): Promise<Outcome<FloatingAddress>> {
  return waitFor(client.deps, `HAVIP ${id}`, () => lookAtHavip(client, id), LISTED_LIMIT_MS);
}

const creationAnswer = z.object({ HaVip: haVip.pick({ HaVipId: true }) });

function creation(
  client: TencentClient,
  wanted: WantedAddress,
  clientToken: string,
): Call<z.output<typeof creationAnswer>> {
  const { name, vpcId, subnetId, address, range, token } = wanted;
  return {
    service: 'vpc',
    action: 'CreateHaVip',
    params: {
      VpcId: vpcId,
      SubnetId: subnetId,
      HaVipName: name,
      Vip: address,
      CheckAssociate: range !== undefined,
      HaVipAssociationSet: range?.map(association),
      Tags: [{ Key: TAG, Value: token }],
      ClientToken: clientToken,
    },
    schema: creationAnswer,
    done: async () => {
      const found = await findHavips(client, { vpcId, subnetId, name });
      const ours = found.ok ? found.value.find((each) => each.token === token) : undefined;
      return ours === undefined ? undefined : { HaVip: { HaVipId: ours.id } };
    },
  };
}

function association(instanceId: string) {
  return { InstanceId: instanceId, InstanceType: 'CVM' };
}

/** Changes which instances may announce a HAVIP that is limited to some. */
export async function limitHavip(
  client: TencentClient,
  id: string,
  change: { readonly add: readonly string[]; readonly remove: readonly string[] },
): Promise<Outcome<void>> {
  const found = await present(client, id);
  if (!found.ok) return found;
  const { range } = found.value;
  if (range === null) return failure(rangeOpen(id));
  // Adding first: at no time may nobody announce it.
  const added = await associate(
    client,
    id,
    'AssociateHaVipInstance',
    change.add.filter((each) => !range.includes(each)),
  );
  if (!added.ok) return added;
  return associate(
    client,
    id,
    'DisassociateHaVipInstance',
    change.remove.filter((each) => range.includes(each)),
  );
}

async function associate(
  client: TencentClient,
  id: string,
  action: 'AssociateHaVipInstance' | 'DisassociateHaVipInstance',
  instances: readonly string[],
): Promise<Outcome<void>> {
  if (instances.length === 0) return success(undefined);
  const set = instances.map((each) => ({ HaVipId: id, ...association(each) }));
  const outcome = await client.call({
    service: 'vpc',
    action,
    params: { HaVipAssociationSet: set },
    schema: NOTHING,
    done: async () => {
      const now = await present(client, id);
      const range = now.ok ? (now.value.range ?? []) : undefined;
      const there = action === 'AssociateHaVipInstance';
      return range && instances.every((each) => range.includes(each) === there) ? {} : undefined;
    },
    expected: [/\.DuplicatedHaVipAssociations$/],
  });
  return outcome.ok ? success(undefined) : outcome;
}

function rangeOpen(id: string) {
  return {
    code: 'cloud.range-open',
    summary: `HAVIP ${id} is not limited to instances`,
    detail: 'Whether a HAVIP is limited is decided when it is created, and the API cannot change it.',
    fix: 'Leave cloud.limit_range out, or let havip-deploy create the HAVIP anew under another name.',
  } as const;
}

const WAITS = /^UnsupportedOperation$/;
const GONE = /^ResourceNotFound(\.|$)/;

/** Deletes a HAVIP and waits until it is gone. */
export async function deleteHavip(client: TencentClient, id: string): Promise<Outcome<void>> {
  let call: Answer<unknown> | undefined;
  const gone = await waitFor(client.deps, `HAVIP ${id} deleted`, async () => {
    const now = await lookAtHavip(client, id);
    if (!now.ok || now.value === undefined) return now.ok ? success(true) : now;
    if (call?.ok) {
      const failed = await taskFailure(client, `delete ${id}`, call);
      return failed === undefined ? success(undefined) : failure(failed);
    }
    const asked = await client.call({
      service: 'vpc',
      action: 'DeleteHaVip',
      params: { HaVipId: id },
      schema: NOTHING,
      done: async () => {
        const left = await lookAtHavip(client, id);
        return left.ok && left.value === undefined ? {} : undefined;
      },
      // Refused so for a while after its EIP was unbound.
      expected: [WAITS, GONE],
    });
    if (!asked.ok) return asked;
    call = asked.value;
    return success(undefined);
  });
  if (gone.ok) return success(undefined);
  return call === undefined || call.ok ? gone : failure(client.problem(call.failure));
}

/** The HAVIP, or that there is none. */
export async function present(client: TencentClient, id: string): Promise<Outcome<FloatingAddress>> {
  const found = await lookAtHavip(client, id);
  if (!found.ok) return found;
  return found.value === undefined
    ? failure({
        code: 'cloud.not-found',
        summary: `There is no HAVIP ${id} in region ${client.region}`,
        fix: 'Check cloud.havip_id and cloud.region.',
      })
    : success(found.value);
}
