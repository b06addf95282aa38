import type { FloatingAddress } from '../../../cloud/provider.ts';
import { failure, type Outcome, success } from '../../../core/outcome.ts';
import type { Problem } from '../../../core/problem.ts';
import { type CloudWanted, nameOf } from './wanted.ts';

/**
 * Which of the cloud's floating addresses is the cluster's: the one with the inventory's id, or the one with
 * its name and, where that is set, its address. Undefined when there is none and one may be made.
 */
export function chooseAddress(
  wanted: CloudWanted,
  addresses: readonly FloatingAddress[],
): Outcome<FloatingAddress | undefined> {
  const chosen = wanted.havipId === undefined ? byName(wanted, addresses) : byId(wanted, addresses);
  if (!chosen.ok || chosen.value === undefined) return chosen;
  const differing = differences(wanted, chosen.value);
  return differing.length > 0 ? failure(...differing) : chosen;
}

function byId(
  { havipId = '', cluster }: CloudWanted,
  addresses: readonly FloatingAddress[],
): Outcome<FloatingAddress | undefined> {
  const found = addresses.find(({ id }) => id === havipId);
  if (found !== undefined) return success(found);
  return failure({
    code: 'cloud.no-such-address',
    summary: `${cluster}: there is no HAVIP ${havipId}`,
    detail: 'It is not in this region of this account, or it has been deleted.',
    fix: 'Correct havip.cloud.havip_id or region, or give name, vpc_id and subnet_id instead: the HAVIP is then made.',
  });
}

function byName(
  wanted: CloudWanted,
  addresses: readonly FloatingAddress[],
): Outcome<FloatingAddress | undefined> {
  const named = addresses.filter(({ name, vpcId }) => name === wanted.name && vpcId === wanted.vpcId);
  const fitting = named.filter(
    ({ address, subnetId }) =>
      (wanted.address === undefined || address === wanted.address) && subnetId === wanted.subnetId,
  );
  const [only, another] = fitting.length > 0 ? fitting : named;
  if (another !== undefined) return failure(ambiguous(wanted, named));
  if (only !== undefined) return success(only);
  const taken = addresses.find(({ address, vpcId }) => address === wanted.address && vpcId === wanted.vpcId);
  return taken === undefined ? success(undefined) : failure(otherName(wanted, taken));
}

function ambiguous(wanted: CloudWanted, named: readonly FloatingAddress[]): Problem {
  const list = named.map(({ id, address }) => `${id} (${address})`).join(', ');
  return {
    code: 'cloud.ambiguous-name',
    summary: `${wanted.cluster}: ${named.length} HAVIPs are named "${nameOf(wanted)}"`,
    detail: `They are ${list}.`,
    fix: 'Say which one: give havip.cloud.havip_id instead of name.',
  };
}

function otherName(wanted: CloudWanted, { id, name, address }: FloatingAddress): Problem {
  return {
    code: 'cloud.address-taken',
    summary: `${wanted.cluster}: ${address} is HAVIP ${id}, whose name is "${name}" and not "${nameOf(wanted)}"`,
    detail: 'It may serve somebody else.',
    fix: `Give havip.cloud.havip_id: ${id} if it is this cluster's, or another havip.address.`,
  };
}

/** What of an existing address contradicts the inventory and cannot be changed. */
function differences(wanted: CloudWanted, found: FloatingAddress): Problem[] {
  const compared = [
    { key: 'havip.address', wants: wanted.address, has: found.address },
    { key: 'havip.cloud.vpc_id', wants: wanted.vpcId, has: found.vpcId },
    { key: 'havip.cloud.subnet_id', wants: wanted.subnetId, has: found.subnetId },
  ];
  return compared
    .filter(({ wants, has }) => wants !== undefined && wants !== has)
    .map(({ key, wants, has }) => ({
      code: 'cloud.other-address',
      summary: `${wanted.cluster}: HAVIP ${found.id} has ${has}, and the inventory says ${key}: ${wants}`,
      detail: 'The address and the subnet of a HAVIP cannot be changed.',
      fix: `Correct ${key}, or name another HAVIP.`,
    }));
}
