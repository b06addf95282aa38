import type { FloatingAddress } from '../../../cloud/provider.ts';
import { type Outcome, success } from '../../../core/outcome.ts';
import type { CloudSeen } from '../seen.ts';
import { chooseAddress } from './choose.ts';
import type { CloudPlan, CloudStep } from './plan.ts';
import type { CloudWanted } from './wanted.ts';

/** What of an address is taken away although this tool did not make it. */
export interface RemovalOptions {
  readonly force: boolean;
}

/** Step 4 undone: the public address is unbound where it is the inventory's, or the HAVIP is to go. Pure. */
export function planUnbinding(
  wanted: CloudWanted,
  seen: CloudSeen,
  { force }: RemovalOptions,
): Outcome<CloudPlan> {
  const chosen = found(wanted, seen);
  if (!chosen.ok) return chosen;
  const address = chosen.value;
  const bound = address?.publicAddress ?? null;
  if (address === undefined || bound === null) return success({ address, steps: [], note: 'none is bound' });
  const inventorys = wanted.eip === 'auto' || wanted.eip === bound;
  if (!inventorys && !address.ours && !force)
    return success({ address, steps: [], note: `${bound} stays: the inventory does not name it` });
  const text = `unbind ${bound} from ${address.id}`;
  return success({ address, note: '', steps: [{ kind: 'unbind', name: 'EIP binding', text }] });
}

/** Step 1 undone: what this tool made is deleted, the rest stays. Pure. */
export function planDeletion(
  wanted: CloudWanted,
  seen: CloudSeen,
  { force }: RemovalOptions,
): Outcome<CloudPlan> {
  const chosen = found(wanted, seen);
  if (!chosen.ok) return chosen;
  const address = chosen.value;
  const eips = seen.publicAddresses
    .filter((each) => each.boundTo === null || each.boundTo === address?.id)
    .filter(({ ours, address: eip }) => ours || (force && eip === wanted.eip))
    .map(
      (each): CloudStep => ({
        kind: 'release',
        name: 'EIP',
        text: `release ${each.address} (${each.id})`,
        id: each.id,
      }),
    );
  if (address === undefined) return success({ address, steps: eips, note: 'none is there' });
  if (!address.ours && !force) {
    const note = `${address.id} stays: it was not made by this tool (--delete-address deletes it)`;
    return success({ address, steps: eips, note });
  }
  const text = `delete ${address.id} (${address.address})`;
  return success({
    address,
    note: '',
    steps: [{ kind: 'delete', name: 'HAVIP', text, id: address.id }, ...eips],
  });
}

/** The cluster's address; that there is none with the inventory's id is what removal is about. */
function found(wanted: CloudWanted, seen: CloudSeen): Outcome<FloatingAddress | undefined> {
  const chosen = chooseAddress(wanted, seen.addresses);
  if (chosen.ok || chosen.problems.some(({ code }) => code !== 'cloud.no-such-address')) return chosen;
  return success(undefined);
}
