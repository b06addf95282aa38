import { z } from 'zod';
import { action } from '../action.ts';
import { id } from '../http/parameters.ts';
import { done, type Refused, refused } from '../http/reply.ts';
import { beginTask, taskOnAddress, taskOnHaVip } from '../world/tasks.ts';
import { noSuchHaVip } from './havip.ts';

export const haVipAssociateAddressIp = action({
  kind: 'writing',
  parameters: z.strictObject({ HaVipId: id('havip'), AddressIp: z.ipv4() }),
  run({ HaVipId, AddressIp }, call) {
    const { world } = call;
    const havip = world.havips[HaVipId];
    if (havip === undefined) return noSuchHaVip(HaVipId);
    const address = Object.values(world.addresses).find((each) => each.AddressIp === AddressIp);
    if (address === undefined)
      return refused('ResourceNotFound', `The public address \`${AddressIp}\` does not exist.`);
    const busy = taskOnHaVip(world, HaVipId) ?? taskOnAddress(world, address.AddressId);
    if (busy !== undefined) return mutex(busy.requestId);
    if (havip.AddressIp !== '')
      return refused(
        'UnsupportedOperation.BindEIP',
        `\`${HaVipId}\` has the EIP ${havip.AddressIp} already.`,
      );
    if (address.AddressStatus !== 'UNBIND')
      return refused('UnsupportedOperation', `\`${AddressIp}\` is in use: ${address.AddressStatus}.`);
    address.AddressStatus = 'BINDING';
    beginTask({ kind: 'bind', havipId: HaVipId, addressId: address.AddressId }, call);
    return done();
  },
});

export const haVipDisassociateAddressIp = action({
  kind: 'writing',
  parameters: z.strictObject({ HaVipId: id('havip') }),
  run({ HaVipId }, call) {
    const { world } = call;
    const havip = world.havips[HaVipId];
    if (havip === undefined) return noSuchHaVip(HaVipId);
    const busy = taskOnHaVip(world, HaVipId);
    if (busy !== undefined) return mutex(busy.requestId);
    const address = Object.values(world.addresses).find((each) => each.AddressIp === havip.AddressIp);
    if (havip.AddressIp === '' || address === undefined)
      return refused('UnsupportedOperation.UnbindEIP', `\`${HaVipId}\` has no EIP.`);
    address.AddressStatus = 'UNBINDING';
    beginTask({ kind: 'unbind', havipId: HaVipId, addressId: address.AddressId }, call);
    return done();
  },
});

function mutex(requestId: string): Refused {
  return refused(
    'UnsupportedOperation.MutexOperationTaskRunning',
    `Another task is running on it, of request ${requestId}.`,
  );
}
