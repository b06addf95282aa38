import { failure, type Outcome, success } from '../../../core/outcome.ts';
import type { Problem } from '../../../core/problem.ts';
import type { Cleaner, Removed } from '../../../rollout/dbos/cleaner.ts';

/** What is to be removed. */
export interface PruneOptions {
  readonly days: number;
  readonly forget?: readonly string[];
  readonly check?: boolean;
}

/** What was removed, or would be. */
export interface Pruned extends Removed {
  /** Ids of rollouts. */
  readonly rollouts: readonly string[];
  /** Units that are known no more. */
  readonly forgotten: readonly string[];
}

/** Removes what ended long ago, and units that are no more; with `check`, only tells of which. */
export async function prune(
  cleaner: Cleaner,
  { days, forget = [], check = false }: PruneOptions,
): Promise<Outcome<Pruned>> {
  const forgotten = [...new Set(forget)];
  const { unknown, inRollout } = await cleaner.notForgettable(forgotten);
  const wrong = [...unknown.map(neverSeen), ...[...inRollout].map(([unit, id]) => inUse(unit, id))];
  if (wrong.length > 0) return failure(...wrong);
  const rollouts = await cleaner.ended(days);
  if (check) return success({ rollouts, forgotten, files: 0, workers: 0 });
  const removed = await cleaner.remove(rollouts, days);
  await cleaner.forget(forgotten);
  return success({ rollouts, forgotten, ...removed });
}

/** What was removed, in words; after a check, what would be. */
export function prunedText({ rollouts, forgotten, files, workers }: Pruned, check: boolean): string {
  const lines = [
    ...rollouts.map((id) => `rollout ${id}`),
    ...forgotten.map((unit) => `how ${unit} last ended`),
    ...(files > 0 ? [`files that no rollout names: ${files}`] : []),
    ...(workers > 0 ? [`workers not seen for so long: ${workers}`] : []),
  ];
  const verb = check ? 'would be removed' : 'removed';
  return lines.length === 0
    ? 'Nothing is to be removed.\n'
    : lines.map((line) => `${verb}: ${line}\n`).join('');
}

function neverSeen(unit: string): Problem {
  return {
    code: 'usage.no-such-unit',
    summary: `no rollout has ever ended ${unit}`,
    detail: 'There is nothing of it that could be forgotten.',
    fix: 'Name a cluster, or a host of none, as `rollout show` does.',
  };
}

function inUse(unit: string, id: string): Problem {
  return {
    code: 'usage.unit-in-rollout',
    summary: `${unit} is in the rollout ${id}, which has not ended`,
    fix: `Wait until it has, or cancel it: havip-deploy rollout cancel ${id}`,
  };
}
