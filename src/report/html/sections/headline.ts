import type { RunDocument } from '../../../core/events/document.ts';
import { allDrills, type RunRecord } from '../../documents/record.ts';
import { EXIT_REASONS } from '../../recap.ts';
import { count } from '../../text.ts';
import { longestInterruption, unseenBelowMs } from '../interruption.ts';

/** Whether it worked, in one sentence, and a word for it. */
export interface Headline {
  readonly good: boolean;
  readonly word: string;
  readonly sentence: string;
}

/** The verdict on a whole run. */
export function headlineOf(record: RunRecord): Headline {
  const { document, origin } = record;
  const drills = allDrills(record);
  const { ok, exitCode, unfinished } = document;
  if (unfinished !== undefined) return { good: ok, word: 'Not ended', sentence: unfinished };
  if (exitCode === 130 || exitCode === 143)
    return { good: false, word: 'Interrupted', sentence: 'The run was ended before it was through.' };
  if (!ok) return { good: false, word: 'Failed', sentence: failureOf(document) };
  if (origin.check)
    return {
      good: true,
      word: 'Checked',
      sentence: `${changesOf(document, 'would be made')}; nothing was touched.`,
    };
  if (drills.length > 0) {
    const sentence = `The failover works: ${count(drills.length, 'drill')} passed, ${worstOf(drills)}.`;
    return { good: true, word: 'Proved', sentence };
  }
  return {
    good: true,
    word: 'Done',
    sentence: `${changesOf(document, 'made')}; the failover was not measured in this run.`,
  };
}

function worstOf(drills: RunRecord['drills']): string {
  const words = longestInterruption(drills);
  if (!drills.every((each) => unseenBelowMs(each) !== undefined))
    return `the longest interruption was ${words}`;
  return `no probe was lost, so that each interruption was ${words.slice(words.indexOf('below'))}`;
}

function failureOf({ errors, exitCode }: RunDocument): string {
  const [first, ...more] = errors;
  if (first === undefined)
    return `It ended with exit code ${exitCode}: ${EXIT_REASONS[exitCode] ?? 'see below'}.`;
  const where = first.host === undefined ? '' : ` on ${first.host}`;
  const others = more.length === 0 ? '' : ` (and ${count(more.length, 'more problem')})`;
  return `${first.summary}${where}${others}.`;
}

function changesOf({ hosts }: RunDocument, verb: string): string {
  const changed = Object.values(hosts).filter((host) => host.changed > 0);
  const steps = changed.reduce((sum, host) => sum + host.changed, 0);
  if (steps === 0) return 'Everything is as the inventory says';
  return `${count(steps, 'change')} on ${count(changed.length, 'host')} ${verb}`;
}
