import { failure, type Outcome, success } from '../../core/outcome.ts';
import type { Problem } from '../../core/problem.ts';
import type { Redactor } from '../../core/secret.ts';
import type { CommandContext } from '../context.ts';
import type { PlannedRequest } from '../saved-plan/saved-plan.ts';
import type { OpenJournal } from './open-journal.ts';

/** What decides whether there is one. */
interface JournalOptions {
  readonly resume?: string;
  readonly plan?: string;
}

/** The journal of a rollout in waves whose units go through the playbook on their own; of anything else, none. */
export async function journalFor(
  context: CommandContext,
  { resume, plan }: JournalOptions,
  planned: PlannedRequest,
  redactor: Redactor,
): Promise<Outcome<OpenJournal>> {
  const { waves, check, playbook } = planned.request;
  const why =
    (waves === undefined && 'there is no --waves') ||
    (check && '--check does nothing that could be taken up') ||
    (plan !== undefined && 'a plan is carried out as a whole') ||
    (playbook.strategy !== 'free' &&
      `the plays of ${playbook.name} wait for each other (no strategy: 'free')`);
  if (why !== false) return resume === undefined ? success(async () => undefined) : failure(noResume(why));
  const { beginJournal, resumeJournal } = await import('./rollout-journal.ts');
  if (resume !== undefined) return resumeJournal(context, resume, planned, redactor);
  return success((tell) => beginJournal(context, planned, redactor, tell));
}

function noResume(why: string): Problem {
  return {
    code: 'usage.no-resume',
    summary: `--resume takes up a rollout in waves, and ${why}`,
    fix: 'Run it without --resume: what is as it should be costs a look each.',
  };
}
