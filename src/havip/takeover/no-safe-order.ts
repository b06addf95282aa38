import type { Problem } from '../../core/problem.ts';
import { AS_NEW_BACKUP } from '../agreement/hears.ts';
import { misunderstandings, misunderstandingText } from '../agreement/misunderstandings.ts';
import type { MemberChange } from '../model/change.ts';
import type { Trouble } from '../model/explore.ts';

const WHAT = {
  'two-holders': 'two machines would hold the address at once',
  'nobody-for-good': 'nobody would hold the address in the end',
} as const;

/** That there is no order in which a cluster could change without harm. */
export function noSafeOrder(
  cluster: string,
  { kind, mishap }: Trouble,
  members: readonly MemberChange[],
): Problem {
  const speaking = members.flatMap(({ before }) => before ?? []);
  const now = misunderstandings(speaking, AS_NEW_BACKUP).map(misunderstandingText);
  const already = now.length === 0 ? '' : ` As they are now, ${now.join('; ')}.`;
  return {
    code: 'host.no-safe-order',
    summary: `${cluster}: there is no order in which these changes are safe`,
    detail: `Even with the standbys stopped meanwhile, ${WHAT[kind]}${whenWords(mishap)}. This follows from what is configured on the machines now and what is to be.${already} Nothing was changed.`,
    fix: 'Bring the machines to agree first: `havip-deploy lint` on their keepalived.conf files says where they differ. Or make the change in two runs, settings first, members after.',
  };
}

function whenWords(mishap: Trouble['mishap']): string {
  switch (mishap.kind) {
    case 'none':
      return '';
    case 'machine':
      return ` should ${mishap.host} fail on the way`;
    case 'fault':
      return ` should what ${mishap.host} watches fail on the way`;
    case 'step':
      return ' should a step fail on the way';
    case 'undo':
      return ' should this run be cut off while it takes a failed step back';
    case 'control':
      return ' should this run be cut off on the way';
  }
}
