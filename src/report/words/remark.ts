import type { Remark } from '../../core/events/event.ts';
import type { Style } from '../style.ts';
import { indent } from '../text.ts';

/** What helps against what a remark says: a line of its own below it. */
export function formatFix(fix: string, { paint }: Style): string {
  return indent(`${paint('ok', 'fix:')} ${fix}`, 4);
}

/** A remark without what else its event says. */
export function remarkOf({ text, host, fix }: Remark): Remark {
  return { text, ...(host !== undefined && { host }), ...(fix !== undefined && { fix }) };
}
