import { subnetContains } from '../../inventory/address-rules.ts';
import type { Cluster, Member } from '../../inventory/types.ts';
import { networkFact } from '../../resources/network.ts';
import type { ClusterRun } from '../cluster-run.ts';
import { observeMembers } from './observe.ts';
import { recordFailure } from './plays/tasks.ts';
import type { SeenMember } from './seen.ts';
import type { CloudSide } from './side.ts';

/** Reads the members' instances once the machines' own addresses are at hand; false when that failed. */
export async function lookAtMembers(run: ClusterRun, side: CloudSide, cluster: Cluster): Promise<boolean> {
  if (side.seen.members.length > 0) return true;
  const known = cluster.members
    .map((member) => identified(run, side, member))
    .filter(
      ({ host, instanceId, privateIp }) =>
        instanceId !== undefined ||
        privateIp !== undefined ||
        run.unit.hosts.some(({ name }) => name === host),
    );
  const vpcId = side.wanted.vpcId ?? side.address?.vpcId;
  const observed = await observeMembers(side.provider, vpcId, known);
  if (!observed.ok) {
    recordFailure(run, side, 'instances', observed.problems);
    return false;
  }
  side.seen = { ...side.seen, ...observed.value, complete: known.length === cluster.members.length };
  return true;
}

function identified(run: ClusterRun, side: CloudSide, member: Member): Omit<SeenMember, 'instance'> {
  const { instance_id: instanceId } = member.host.vars;
  const privateIp = member.privateIp ?? ownAddress(run, side, member);
  return {
    host: member.host.name,
    ...(typeof instanceId === 'string' ? { instanceId } : {}),
    ...(privateIp === undefined ? {} : { privateIp }),
  };
}

/** The machine's own address in the subnet, as its facts show it. */
function ownAddress(
  run: ClusterRun,
  { seen, wanted, address }: CloudSide,
  { host }: Member,
): string | undefined {
  const network = run.sessions.get(host.name)?.facts.ifRead(networkFact);
  const floating = wanted.address ?? address?.address;
  const { cidr } = seen.subnet ?? {};
  return network?.addresses.find(
    (each) => each.address !== floating && cidr !== undefined && subnetContains(cidr, each.address),
  )?.address;
}

/** The host that an instance is; undefined where it is none of the cluster's. */
export function hostOf({ seen }: CloudSide, instanceId: string | null): string | undefined {
  return seen.members.find(({ instance }) => instance !== undefined && instance.id === instanceId)?.host;
}

/** Members that may not announce the address. */
export function excludedHosts({ seen, address }: CloudSide): string[] {
  const range = address?.range ?? null;
  if (range === null) return [];
  return seen.members.flatMap(({ host, instance }) =>
    instance === undefined || range.includes(instance.id) ? [] : [host],
  );
}

/** With `--limit`: the address still serves the members that are left out. */
export function leavesOutMember({ unit, cluster }: ClusterRun): boolean {
  return unit.hosts.length < cluster.members.length;
}
