import type { Member } from '../../../../inventory/types.ts';
import type { HavipFinding } from '../../havip-parse.ts';
import type { ParsedHavip } from '../../havip-schema.ts';
import { finding } from '../../rules/rule-parts.ts';
import { shownPath, weighted } from './check-rules.ts';

/** keepalived lets weights take a priority no higher: 255 is the address's owner. */
const HIGHEST = 254;

/** Weights against the priorities of the machines: one that reaches too little, or too far, moves nothing. */
export function weightReach(settings: ParsedHavip, members: readonly Member[]): readonly HavipFinding[] {
  const [primary, next] = members;
  if (primary === undefined || next === undefined || settings.preempt !== true) return [];
  if (settings.idle_weights === true) return [];
  const gap = primary.priority - next.priority;
  const raised = weighted(settings).reduce((sum, { weight }) => sum + Math.max(0, weight), primary.priority);
  return weighted(settings).flatMap(({ path, weight }) => {
    if (Math.abs(weight) <= gap) return [tooSmall(path, weight, primary, next)];
    return weight > 0 && raised > HIGHEST ? [tooHigh(path, raised)] : [];
  });
}

function tooSmall(path: string, weight: number, primary: Member, next: Member): HavipFinding {
  return finding(
    `${path}.weight`,
    'weight-too-small',
    `the weight ${weight} of ${shownPath(path)} does not reach from ${primary.priority} (${primary.host.name}) past ${next.priority} (${next.host.name})`,
    `Use more than ${primary.priority - next.priority}, set havip_priority closer together, or use weight 0.`,
    'With it, the primary is still the highest: the address would never move.',
  );
}

function tooHigh(path: string, raised: number): HavipFinding {
  return finding(
    `${path}.weight`,
    'weight-too-high',
    `with ${shownPath(path)} the primary's priority would be ${raised}, and keepalived stops at ${HIGHEST}`,
    'Use a negative weight, which lowers the priority on a failure, or lower havip_priority on all members.',
    'Both nodes would stand at the same priority while all is well.',
  );
}
