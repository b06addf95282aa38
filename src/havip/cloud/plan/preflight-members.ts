import ipaddr from 'ipaddr.js';
import type { CloudInstance } from '../../../cloud/provider.ts';
import type { Problem } from '../../../core/problem.ts';
import type { CloudSeen, SeenMember } from '../seen.ts';
import type { CloudWanted } from './wanted.ts';

/** Whether every member is an instance that runs, in the subnet, and is the one that it is taken for. */
export function memberProblems(wanted: CloudWanted, seen: CloudSeen): Problem[] {
  return [
    ...seen.members.flatMap((member) =>
      member.instance === undefined
        ? [missing(wanted, member)]
        : [
            ...stopped(member.host, member.instance),
            ...strange(member, member.instance),
            ...elsewhere(member, member.instance, seen),
          ],
    ),
    ...doubled(seen.members),
  ];
}

function missing(wanted: CloudWanted, { host, instanceId, privateIp }: SeenMember): Problem {
  const given = instanceId !== undefined;
  return {
    code: 'cloud.no-such-instance',
    host,
    summary: given
      ? `${host}: there is no instance ${instanceId}`
      : `${host}: no instance of ${wanted.vpcId ?? 'the VPC'} has the private address ${privateIp ?? 'of this machine, which is not known'}`,
    detail: 'Without its instance, nobody can say whether the cloud sends the address to this machine.',
    fix: given
      ? 'Correct its instance_id, or havip.cloud.region.'
      : 'Set instance_id (or private_ip) for the host, or correct havip.cloud.region and vpc_id.',
  };
}

function stopped(host: string, { id, running, state }: CloudInstance): Problem[] {
  if (running) return [];
  return [
    {
      code: 'cloud.instance-not-running',
      host,
      summary: `${host}: instance ${id} is ${state}`,
      fix: 'Start it, or take it out of the cluster.',
    },
  ];
}

function strange({ host, privateIp }: SeenMember, { id, privateAddresses }: CloudInstance): Problem[] {
  if (privateIp === undefined || privateAddresses.includes(privateIp)) return [];
  return [
    {
      code: 'cloud.other-instance',
      host,
      summary: `${host} has ${privateIp}, and instance ${id} has ${privateAddresses.join(', ') || 'no address'}`,
      detail: 'They are two machines: what the cloud says of one would be believed of the other.',
      fix: 'Correct instance_id, ansible_host or private_ip of the host.',
    },
  ];
}

/** An address of another interface in the subnet will do: the instance's own subnet is its first one's. */
function elsewhere(
  { host, privateIp }: SeenMember,
  { id, subnetId, privateAddresses }: CloudInstance,
  { subnet }: CloudSeen,
): Problem[] {
  if (subnet === undefined || subnetId === subnet.id) return [];
  const inside = privateAddresses.find(
    (address) =>
      (privateIp === undefined || privateIp === address) &&
      ipaddr.IPv4.parse(address).match(ipaddr.IPv4.parseCIDR(subnet.cidr)),
  );
  if (inside !== undefined) return [];
  return [
    {
      code: 'cloud.instance-outside-subnet',
      host,
      summary: `${host}: instance ${id} is in ${subnetId}, and the HAVIP in ${subnet.id} (${subnet.cidr})`,
      detail: 'A HAVIP can only be held by machines of its own subnet.',
      fix: 'Correct havip.cloud.subnet_id, give the machine an interface in that subnet, or make a HAVIP in its own.',
    },
  ];
}

/** Two hosts that are one instance. */
function doubled(members: readonly SeenMember[]): Problem[] {
  const seen = new Map<string, string>();
  return members.flatMap(({ host, instance }): Problem[] => {
    if (instance === undefined) return [];
    const other = seen.get(instance.id);
    seen.set(instance.id, host);
    if (other === undefined) return [];
    return [
      {
        code: 'cloud.same-instance',
        host,
        summary: `${other} and ${host} are the same instance, ${instance.id}`,
        fix: 'Correct the instance_id of one of them.',
      },
    ];
  });
}
