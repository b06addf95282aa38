import { readdir, rm } from 'node:fs/promises';
import { failure, type Outcome, success } from '../../core/outcome.ts';
import type { Problem } from '../../core/problem.ts';
import type { Redactor } from '../../core/secret.ts';
import { messageOf } from '../../core/text/message-of.ts';
import { isRunId, runIdOf } from '../../engine/journal/folder.ts';
import { changeTexts, masking } from '../../report/index.ts';
import { FileJournal, readJournal } from '../../rollout/in-process/file-journal.ts';
import type { CommandContext } from '../context.ts';
import { newSalt } from '../saved-plan/digest.ts';
import type { PlannedRequest } from '../saved-plan/saved-plan.ts';
import { clearOldJournals } from './clear-old.ts';
import { headerOf, outdatedIn, parseHeader } from './header.ts';
import type { OpenJournal, RolloutJournal } from './open-journal.ts';
import { own } from './owner.ts';
import { journalFolder, journalPath, makeJournalFolder } from './place.ts';

/** A new journal; without one, where it cannot be kept, which is told. */
export async function beginJournal(
  context: CommandContext,
  planned: PlannedRequest,
  redactor: Redactor,
  tell: (text: string) => void,
): Promise<RolloutJournal | undefined> {
  const run = runIdOf(context.clock.wall());
  const path = journalPath(context, run);
  try {
    await makeJournalFolder(context);
    const header = await headerOf(run, planned, newSalt());
    const owned = await own(path, run);
    if (!owned.ok) return undefined;
    const file = await FileJournal.begin(path, header, (error) => tell(notKept(run, error)));
    await clearOldJournals(context);
    const notice = `rollout ${run}: should it be cut off, the same command line goes on with --resume ${run}`;
    return { ...kept(path, run, file, owned.value, redactor), notice };
  } catch (error) {
    tell(notKept(run, error));
    return undefined;
  }
}

/** The journal of a rollout that is to go on. */
export async function resumeJournal(
  context: CommandContext,
  run: string,
  planned: PlannedRequest,
  redactor: Redactor,
): Promise<Outcome<OpenJournal>> {
  const path = journalPath(context, run);
  const read = isRunId(run) ? await whatIsThere(path) : undefined;
  if (read === undefined) return failure(await unknownRun(context, run));
  const began = read === 'damaged' ? undefined : parseHeader(read.header);
  if (read === 'damaged' || began === undefined) return failure(damaged(path, run));
  const outdated = outdatedIn(began, await headerOf(run, planned, began.salt));
  if (outdated.length > 0) return failure(...outdated);
  const owned = await own(path, run);
  if (!owned.ok) return owned;
  return success(async (tell) => {
    const file = await FileJournal.goOn(path, read, (error) => tell(notKept(run, error)));
    const notice = `rollout ${run} goes on: what was finished is told from its journal, and not contacted`;
    return { ...kept(path, run, file, owned.value, redactor), notice };
  });
}

function kept(
  path: string,
  run: string,
  file: FileJournal,
  disown: () => Promise<void>,
  redactor: Redactor,
): Omit<RolloutJournal, 'notice'> {
  return {
    journal: {
      read: (name) => file.read(name),
      write: (name, value) => file.write(name, changeTexts(value, masking(redactor))),
    },
    end: async (isWhole) => {
      await file.close();
      if (isWhole) await rm(path, { force: true });
      await disown();
      return isWhole ? undefined : `what is left of the rollout ${run} is taken up by --resume ${run}`;
    },
  };
}

async function whatIsThere(path: string) {
  try {
    return (await readJournal(path)) ?? ('damaged' as const);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    return 'damaged' as const;
  }
}

function notKept(run: string, error: unknown): string {
  return `the rollout ${run} cannot be taken up should it be cut off, as its journal cannot be written: ${messageOf(error)}`;
}

async function unknownRun(context: CommandContext, run: string): Promise<Problem> {
  const folder = journalFolder(context);
  // Where the folder cannot be read, none is known.
  const names = await readdir(folder).catch(() => []);
  const runs = names.filter((name) => name.endsWith('.jsonl')).map((name) => name.slice(0, -6));
  return {
    code: 'usage.unknown-rollout',
    summary: `no rollout ${run} can be taken up`,
    detail:
      runs.length === 0
        ? `There is none in ${folder}; one that ended well leaves nothing behind.`
        : `There are, in ${folder}: ${runs.toSorted().reverse().slice(0, 10).join(', ')}.`,
    fix: 'Run it without --resume: what is as it should be costs a look each.',
  };
}

function damaged(path: string, run: string): Problem {
  return {
    code: 'usage.rollout-damaged',
    summary: `the journal of the rollout ${run} cannot be read`,
    detail: `${path} is not as this program wrote it.`,
    fix: 'Run it without --resume: what is as it should be costs a look each.',
  };
}
