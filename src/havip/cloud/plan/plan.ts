import type { FloatingAddress, PublicAddress, WantedAddress } from '../../../cloud/provider.ts';
import { failure, type Outcome, success } from '../../../core/outcome.ts';
import type { Problem } from '../../../core/problem.ts';
import type { CloudSeen } from '../seen.ts';
import { chooseAddress } from './choose.ts';
import { type CloudWanted, nameOf } from './wanted.ts';

/** One call that changes the cloud, as data; `text` is what people read of it. */
export type CloudStep = { readonly name: string; readonly text: string } & (
  | { readonly kind: 'create'; readonly wanted: Omit<WantedAddress, 'token'> }
  | { readonly kind: 'range'; readonly add: readonly string[]; readonly remove: readonly string[] }
  | { readonly kind: 'allocate' }
  | { readonly kind: 'bind'; readonly address: string | null }
  | { readonly kind: 'unbind' }
  | { readonly kind: 'delete'; readonly id: string }
  | { readonly kind: 'release'; readonly id: string }
);

/** What has to be done, and which floating address it is done to. */
export interface CloudPlan {
  readonly address: FloatingAddress | undefined;
  readonly steps: readonly CloudStep[];
  /** Why nothing has to be done, where nothing has. */
  readonly note: string;
}

/** The guide's step 1: adopt or create the floating address, and limit who may announce it. Pure. */
export function planAddress(wanted: CloudWanted, seen: CloudSeen): Outcome<CloudPlan> {
  const chosen = chooseAddress(wanted, seen.addresses);
  if (!chosen.ok) return chosen;
  const address = chosen.value;
  const members = seen.members.flatMap(({ instance }) => instance?.id ?? []);
  const complete = seen.complete && members.length === seen.members.length;
  if (address === undefined) {
    if (wanted.limitRange && !complete) return failure(unknownMembers(wanted));
    return success({ address, note: '', steps: [createStep(wanted, members)] });
  }
  const note = `${address.id} is there (${address.address})`;
  if (!wanted.limitRange) return success({ address, note, steps: [] });
  if (address.range === null) return failure(unlimited(wanted, address));
  return success({ address, note, steps: rangeSteps(address, address.range, members, complete) });
}

function createStep(wanted: CloudWanted, members: readonly string[]): CloudStep {
  const { address, vpcId = '', subnetId = '', limitRange } = wanted;
  const name = nameOf(wanted);
  const where = address ?? 'an address that the cloud chooses';
  const range = limitRange ? `, only for ${members.join(', ')}` : '';
  return {
    kind: 'create',
    name: 'HAVIP',
    text: `create ${name}: ${where} in ${subnetId}${range}`,
    wanted: {
      name,
      vpcId,
      subnetId,
      ...(address === undefined ? {} : { address }),
      ...(limitRange ? { range: members } : {}),
    },
  };
}

function rangeSteps(
  { id }: FloatingAddress,
  range: readonly string[],
  members: readonly string[],
  complete: boolean,
): CloudStep[] {
  const add = members.filter((member) => !range.includes(member));
  // An instance that is not known to be a member may be the one that was not found.
  const remove = complete ? range.filter((member) => !members.includes(member)) : [];
  if (add.length + remove.length === 0) return [];
  const text = [...add.map((each) => `+${each}`), ...remove.map((each) => `-${each}`)].join(' ');
  return [{ kind: 'range', name: 'HAVIP range', text: `${id}: ${text}`, add, remove }];
}

function unknownMembers({ cluster }: CloudWanted): Problem {
  return {
    code: 'cloud.range-unknown',
    summary: `${cluster}: the HAVIP cannot be limited to members that are not known to the cloud`,
    fix: 'Set instance_id or private_ip for every member, and leave out --limit.',
  };
}

function unlimited({ cluster }: CloudWanted, { id }: FloatingAddress): Problem {
  return {
    code: 'cloud.range-open',
    summary: `${cluster}: HAVIP ${id} was made without a range, and cannot be given one`,
    detail: 'Whether a HAVIP is limited to certain instances is settled when it is made.',
    fix: 'Remove havip.cloud.limit_range, or name a HAVIP that is made with a range.',
  };
}

/** The guide's step 4: bind the public address; adopt it, or allocate one for `auto`. Pure. */
export function planPublic(
  wanted: CloudWanted,
  address: FloatingAddress | undefined,
  publicAddresses: readonly PublicAddress[],
): Outcome<CloudPlan> {
  const { eip, cluster } = wanted;
  const done = (note: string) => success({ address, steps: [], note });
  if (eip === undefined) return done('the inventory asks for none');
  const bound = address?.publicAddress ?? null;
  if (bound !== null && (eip === 'auto' || eip === bound)) return done(`${bound} is bound`);
  if (bound !== null) return failure(otherEip(wanted, bound));
  if (eip === 'auto') {
    const own = publicAddresses.find(({ ours, boundTo }) => ours && boundTo === null);
    const allocate: CloudStep[] =
      own === undefined
        ? [{ kind: 'allocate', name: 'EIP', text: `allocate one for ${nameOf(wanted)}` }]
        : [];
    return success({ address, note: '', steps: [...allocate, bindStep(own?.address ?? null)] });
  }
  const found = publicAddresses.find((each) => each.address === eip);
  if (found === undefined) {
    return failure({
      code: 'cloud.no-such-eip',
      summary: `${cluster}: there is no EIP ${eip}`,
      detail: 'It is not in this region of this account.',
      fix: 'Correct havip.eip, or set `eip: auto`: one is then allocated, which costs money.',
    });
  }
  if (found.boundTo === null || found.boundTo === address?.id)
    return success({ address, note: '', steps: [bindStep(eip)] });
  return failure({
    code: 'cloud.eip-in-use',
    summary: `${cluster}: EIP ${eip} is bound to ${found.boundTo}`,
    detail: 'Taking it away from there could take something else off the network.',
    fix: `Unbind it from ${found.boundTo} first, or give another havip.eip.`,
  });
}

function bindStep(address: string | null): CloudStep {
  return { kind: 'bind', name: 'EIP binding', text: `bind ${address ?? 'the allocated EIP'}`, address };
}

function otherEip({ cluster, eip }: CloudWanted, bound: string): Problem {
  return {
    code: 'cloud.other-eip',
    summary: `${cluster}: the HAVIP has EIP ${bound} bound, and the inventory says ${eip}`,
    detail: 'A HAVIP has one EIP. Unbinding it would cut off whoever uses it now.',
    fix: `Unbind ${bound} in the console first, or correct havip.eip.`,
  };
}
