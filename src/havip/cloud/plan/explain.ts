import type { Problem } from '../../../core/problem.ts';
import type { DrillOutcome } from '../../drills/index.ts';
import { excludedHosts } from '../members.ts';
import type { CloudSide } from '../side.ts';

/** What the cloud's own rules say of drills that failed: a sentence for each node that it leaves out. */
export function explainDrills(side: CloudSide, drills: readonly DrillOutcome[]): Problem[] {
  const { address, wanted } = side;
  if (address === undefined) return [];
  const excluded = excludedHosts(side);
  const met = drills.filter(({ result }) => !result.passed && excluded.includes(result.to ?? ''));
  return met.map(({ result: { from, to } }) => ({
    code: 'verify.cloud-excludes-holder',
    summary: `${wanted.cluster}: ${to} took ${address.address} over from ${from}, and the cloud does not send it there, because the range of ${address.id} leaves ${to} out`,
    detail: 'The cloud ignores what an instance outside the range announces, for ever.',
    fix: `Set havip.cloud.limit_range: true and run \`up\`, or add ${to} to the range in the console.`,
  }));
}
