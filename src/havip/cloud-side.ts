import type { Problem } from '../core/problem.ts';
import { isSelected } from '../engine/plan.ts';
import type { Cluster } from '../inventory/types.ts';
import type { ClusterRun } from './cluster-run.ts';
import type { BindingSource, DrillOutcome } from './drills/index.ts';
import type { CloudAddressPlay, PublicAddressPlay } from './plays.ts';

/*
 * The way from a run to the cloud. Everything of the cloud is loaded from here, and only for a cluster whose
 * inventory names one.
 */

/**
 * Finds the way to the cloud before anything is contacted, where the playbook needs it; gives what reads how
 * the cloud stands, false when that is not to be known. Undefined where there is no way, which is told.
 */
export async function openCloud(run: ClusterRun): Promise<(() => Promise<boolean>) | undefined> {
  if (!needsCloud(run)) return async () => true;
  const { open } = await import('./cloud/open.ts');
  return open(run);
}

/** A playbook that only converges machines needs the cloud for an address that it has chosen. */
function needsCloud({ cluster: { havip }, request }: ClusterRun): boolean {
  if (havip.cloud === undefined) return false;
  return (
    havip.addresses.length === 0 ||
    request.playbook.plays.some(({ kind }) =>
      kind === 'prove' ? request.verify !== 'never' : kind !== 'converge',
    )
  );
}

/** Takes a unit through a play of the cloud's; false when it must stop. A cluster without a cloud passes. */
export async function cloudPlay(
  run: ClusterRun,
  play: CloudAddressPlay | PublicAddressPlay,
): Promise<boolean> {
  const { cloud: side } = run;
  if (side === undefined || !isSelected(run.request.selection, play.tags)) return true;
  if (play.kind === 'cloud-address') {
    const { cloudAddress } = await import('./cloud/plays/address-play.ts');
    return cloudAddress(run, side, play);
  }
  const { publicAddress } = await import('./cloud/plays/public-play.ts');
  return publicAddress(run, side, play);
}

/** Compares cloud and machines at the end of a run, and waits for the one that is slower. */
export async function settleCloud(run: ClusterRun): Promise<void> {
  const { cloud: side } = run;
  if (side === undefined) return;
  const { settle } = await import('./cloud/settle.ts');
  await settle(run, side);
}

/** The cloud's word on who holds the address, for drills; `none` where no cloud is asked. */
export async function bindingOf(
  run: ClusterRun,
  cluster: Cluster,
): Promise<BindingSource | 'none' | undefined> {
  const { cloud: side } = run;
  if (side === undefined) return 'none';
  const { bindingSource } = await import('./cloud/binding.ts');
  return bindingSource(run, side, cluster);
}

/** What the cloud knows of why drills failed; nothing where no cloud is asked. */
export async function explainDrills(run: ClusterRun, drills: readonly DrillOutcome[]): Promise<Problem[]> {
  const { cloud: side } = run;
  if (side === undefined || drills.every(({ result }) => result.passed)) return [];
  const { explainDrills: explain } = await import('./cloud/plan/explain.ts');
  return explain(side, drills);
}
