import type { NetworkInterface } from '../world/entities.ts';
import { localTime } from '../world/names.ts';
import type { Refusal, World } from '../world/world.ts';

/** One gratuitous ARP: a machine tells the network that an address is its. */
export interface Announcement {
  readonly address: string;
  readonly mac: string;
}

const MOST_REFUSALS = 100;

/**
 * What the network does with a gratuitous ARP: the HAVIP's traffic goes to that machine from now on, unless the HAVIP
 * is limited to others. True where the binding moved.
 */
export function announce(world: World, { address, mac }: Announcement, nowMs: number): boolean {
  const sender = Object.values(world.networkInterfaces).find((eni) => eni.MacAddress === mac.toLowerCase());
  const refuse = (reason: Refusal['reason']): false => {
    const instanceId = sender?.Attachment?.InstanceId ?? null;
    world.refusals.push({ atMs: nowMs, address, mac, instanceId, reason });
    if (world.refusals.length > MOST_REFUSALS) world.refusals.shift();
    return false;
  };
  const havip = Object.values(world.havips).find((each) => each.Vip === address);
  // Machines announce their own addresses, too, when they start.
  if (havip === undefined) return hasOwn(sender, address) ? false : refuse('no-such-havip');
  if (sender === undefined || sender.Attachment === null) return refuse('unknown-machine');
  if (sender.SubnetId !== havip.SubnetId) return refuse('other-subnet');
  if (!mayHold(world, havip.HaVipId, sender)) return refuse('outside-range');
  const { InstanceId } = sender.Attachment;
  if (havip.State === 'AVAILABLE' && havip.InstanceId === InstanceId) return false;
  Object.assign(havip, {
    State: 'AVAILABLE',
    InstanceId,
    NetworkInterfaceId: sender.NetworkInterfaceId,
    FlushedTime: localTime(nowMs),
  });
  return true;
}

/** Whether a HAVIP's range, if it is limited to one, has a machine in it. */
export function mayHold(world: World, havipId: string, sender: NetworkInterface): boolean {
  const havip = world.havips[havipId];
  if (havip === undefined || !havip.CheckAssociate) return true;
  const { NetworkInterfaceId, Attachment } = sender;
  return havip.HaVipAssociationSet.some(({ InstanceId }) =>
    [NetworkInterfaceId, Attachment?.InstanceId].includes(InstanceId),
  );
}

function hasOwn(sender: NetworkInterface | undefined, address: string): boolean {
  return sender?.PrivateIpAddressSet.some((own) => own.PrivateIpAddress === address) === true;
}
