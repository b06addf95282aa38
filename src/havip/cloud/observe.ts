import type { CloudInstance, CloudProvider, FloatingAddress, PublicAddress } from '../../cloud/provider.ts';
import { type Outcome, success } from '../../core/outcome.ts';
import { chooseAddress } from './plan/choose.ts';
import { type CloudWanted, tokenOf } from './plan/wanted.ts';
import { allOf } from './plays/outcomes.ts';
import type { CloudSeen, SeenMember } from './seen.ts';

/**
 * Reads what does not depend on the machines: addresses, subnet, public addresses, room for one more.
 * @param remembered public addresses to look at again, which nothing else may lead to any more
 */
export async function observeAddresses(
  provider: CloudProvider,
  wanted: CloudWanted,
  remembered: readonly PublicAddress[] = [],
): Promise<Outcome<Omit<CloudSeen, 'members' | 'vrrp' | 'complete'>>> {
  const addresses = await floatingAddresses(provider, wanted);
  if (!addresses.ok) return addresses;
  const chosen = chooseAddress(wanted, addresses.value);
  const own = chosen.ok ? chosen.value : undefined;
  const subnetId = wanted.subnetId ?? own?.subnetId;
  const missing = chosen.ok && own === undefined && wanted.vpcId !== undefined;
  const answers = await Promise.all([
    subnetId === undefined ? success(undefined) : provider.subnet(subnetId),
    missing ? provider.quota(wanted.vpcId ?? '') : success(undefined),
    publicAddresses(provider, wanted, own, remembered),
  ]);
  const rest = allOf(answers);
  if (!rest.ok) return rest;
  const [subnet, quota, eips] = rest.value;
  return success({
    addresses: addresses.value,
    publicAddresses: eips,
    ...(subnet && { subnet }),
    ...(quota && { quota }),
  });
}

/** Those of the VPC; the one with the inventory's id also where it is in another. */
async function floatingAddresses(
  provider: CloudProvider,
  { havipId, vpcId }: CloudWanted,
): Promise<Outcome<readonly FloatingAddress[]>> {
  const named = havipId === undefined ? success(undefined) : await provider.look(havipId);
  if (!named.ok) return named;
  const within = vpcId ?? named.value?.vpcId;
  const all = within === undefined ? success([]) : await provider.find({ vpcId: within });
  if (!all.ok || named.value === undefined) return all;
  const { value: own } = named;
  return success([own, ...all.value.filter(({ id }) => id !== own.id)]);
}

async function publicAddresses(
  provider: CloudProvider,
  wanted: CloudWanted,
  own: FloatingAddress | undefined,
  remembered: readonly PublicAddress[],
): Promise<Outcome<readonly PublicAddress[]>> {
  const { eip } = wanted;
  if (eip === undefined || !provider.capabilities.publicAddress) return success([]);
  const found = allOf(
    await Promise.all([
      provider.findPublic(eip === 'auto' ? { token: tokenOf(wanted, 'eip') } : { address: eip }),
      own === undefined ? success([]) : provider.findPublic({ boundTo: own.id }),
      ...remembered.map(({ address }) => provider.findPublic({ address })),
    ]),
  );
  if (!found.ok) return found;
  return success([...new Map(found.value.flat().map((each) => [each.id, each])).values()]);
}

/** Reads the members' instances, and whether their security groups let VRRP pass between them. */
export async function observeMembers(
  provider: CloudProvider,
  vpcId: string | undefined,
  members: readonly Omit<SeenMember, 'instance'>[],
): Promise<Outcome<Pick<CloudSeen, 'members' | 'vrrp'>>> {
  const instances = await findInstances(provider, vpcId, members);
  if (!instances.ok) return instances;
  const seen = members.map((member): SeenMember => {
    const { instanceId, privateIp } = member;
    const instance = instances.value.find(({ id, privateAddresses }) =>
      instanceId === undefined
        ? privateIp !== undefined && privateAddresses.includes(privateIp)
        : id === instanceId,
    );
    return instance === undefined ? member : { ...member, instance };
  });
  const found = seen.flatMap(({ instance }) => instance ?? []);
  const pairs = found.flatMap((from) =>
    found.filter((to) => to.id !== from.id).map((to) => [from, to] as const),
  );
  const vrrp = allOf(await Promise.all(pairs.map(([from, to]) => provider.vrrpPasses(from, to))));
  return vrrp.ok ? success({ members: seen, vrrp: vrrp.value.flat() }) : vrrp;
}

async function findInstances(
  provider: CloudProvider,
  vpcId: string | undefined,
  members: readonly Omit<SeenMember, 'instance'>[],
): Promise<Outcome<readonly CloudInstance[]>> {
  const ids = members.flatMap(({ instanceId }) => instanceId ?? []);
  const privateAddresses = members.flatMap(({ instanceId, privateIp }) =>
    instanceId === undefined && privateIp !== undefined ? [privateIp] : [],
  );
  const found = allOf(
    await Promise.all([
      ids.length === 0 ? success([]) : provider.instances({ ids }),
      privateAddresses.length === 0 || vpcId === undefined
        ? success([])
        : provider.instances({ vpcId, privateAddresses }),
    ]),
  );
  return found.ok ? success(found.value.flat()) : found;
}
