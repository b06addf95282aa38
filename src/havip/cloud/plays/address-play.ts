import type { Problem } from '../../../core/problem.ts';
import { report } from '../../../run/unit/unit.ts';
import { allOk } from '../../../run/unit/unit-facts.ts';
import { gatherAhead } from '../../cluster/gather-ahead.ts';
import type { ClusterRun } from '../../cluster-run.ts';
import type { CloudAddressPlay } from '../../plays.ts';
import { leavesOutMember, lookAtMembers } from '../members.ts';
import { settleAddress } from '../open.ts';
import { type CloudPlan, planAddress, planPublic } from '../plan/plan.ts';
import { planDeletion } from '../plan/plan-removal.ts';
import { preflight } from '../plan/preflight.ts';
import type { CloudSide } from '../side.ts';
import { carryOut } from './carry-out.ts';

const TASK = 'HAVIP';

/** The guide's step 1 for one unit; false when it must stop. */
export async function cloudAddress(
  run: ClusterRun,
  side: CloudSide,
  play: CloudAddressPlay,
): Promise<boolean> {
  const { cluster } = run;
  if (cluster === undefined) return true;
  if (play.state === 'absent') return remove(run, side, play.force);
  if (!(await gatherAhead(run)) || !(await lookAtMembers(run, side, cluster))) return false;
  const plan = planAddress(side.wanted, side.seen);
  const problems = [
    ...(plan.ok ? [] : plan.problems),
    ...laterProblems(run, side),
    ...checked(run, side, plan.ok ? plan.value : undefined),
  ];
  for (const problem of problems) report(run, problem);
  if (problems.length > 0 || !plan.ok) return false;
  side.address = plan.value.address;
  const done = await carryOut(run, side, TASK, plan.value, (seen) => planAddress(side.wanted, seen));
  if (!done) return false;
  settleAddress(run, side);
  return tellAddress(run, side);
}

/** What would stop the public address's play has to be known before anything is changed. */
function laterProblems(run: ClusterRun, side: CloudSide): readonly Problem[] {
  const follows = run.request.playbook.plays.some(
    (play) => play.kind === 'public-address' && 'state' in play && play.state === 'present',
  );
  if (!follows) return [];
  const plan = planPublic(side.wanted, side.address, side.seen.publicAddresses);
  return plan.ok ? [] : plan.problems;
}

/** Preflight's problems; with `--skip-preflight` they are told and stop nothing. */
function checked(run: ClusterRun, side: CloudSide, plan: CloudPlan | undefined): readonly Problem[] {
  const problems = preflight({
    wanted: side.wanted,
    seen: side.seen,
    address: plan?.address ?? side.address,
    steps: plan?.steps ?? [],
    capabilities: side.provider.capabilities,
  });
  if (run.request.skipPreflight !== true) return problems;
  for (const { summary, host } of problems)
    run.deps.onEvent({ type: 'notice', text: `preflight skipped: ${summary}`, ...(host && { host }) });
  return [];
}

/** The address that the cloud has chosen; without one, a plan cannot go on to the machines. */
function tellAddress(run: ClusterRun, { wanted, address }: CloudSide): boolean {
  if (wanted.address !== undefined) return true;
  const { cluster } = wanted;
  run.deps.onEvent({
    type: 'notice',
    text:
      address === undefined
        ? `${cluster}: the machines are planned once the cloud has chosen the address`
        : `${cluster}: the cloud has chosen the address; the inventory may say so: \`address: ${address.address}\``,
  });
  return address !== undefined;
}

async function remove(run: ClusterRun, side: CloudSide, force: boolean): Promise<boolean> {
  if (leavesOutMember(run)) {
    const text = `${side.wanted.cluster}: HAVIP and EIP stay, because --limit leaves out a member`;
    run.deps.onEvent({ type: 'notice', text });
    return true;
  }
  const plan = planDeletion(side.wanted, side.seen, { force });
  if (!allOk(run, [plan]) || !plan.ok) return false;
  return carryOut(run, side, TASK, plan.value, (seen) => planDeletion(side.wanted, seen, { force }));
}
