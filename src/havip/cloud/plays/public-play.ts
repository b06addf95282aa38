import { allOk } from '../../../run/unit/unit-facts.ts';
import type { ClusterRun } from '../../cluster-run.ts';
import type { PublicAddressPlay } from '../../plays.ts';
import { leavesOutMember } from '../members.ts';
import { chooseAddress } from '../plan/choose.ts';
import { planPublic } from '../plan/plan.ts';
import { planUnbinding } from '../plan/plan-removal.ts';
import type { CloudSide } from '../side.ts';
import { carryOut, type Replan } from './carry-out.ts';

/** The guide's step 4 for one unit; false when it must stop. */
export async function publicAddress(
  run: ClusterRun,
  side: CloudSide,
  { state, force }: PublicAddressPlay,
): Promise<boolean> {
  if (state === 'present' && side.wanted.eip === undefined) return true;
  if (state === 'absent' && leavesOutMember(run)) return true;
  const { wanted } = side;
  const replan: Replan = (seen) => {
    if (state === 'absent') return planUnbinding(wanted, seen, { force });
    const chosen = chooseAddress(wanted, seen.addresses);
    return chosen.ok ? planPublic(wanted, chosen.value, seen.publicAddresses) : chosen;
  };
  const plan = replan(side.seen);
  if (!allOk(run, [plan]) || !plan.ok) return false;
  return carryOut(run, side, 'EIP binding', plan.value, replan);
}
