import { readdir, rm } from 'node:fs/promises';
import { isRunId } from '../../engine/journal/folder.ts';
import type { CommandContext } from '../context.ts';
import { own } from './owner.ts';
import { journalFolder, journalPath } from './place.ts';

/** Journals of rollouts that did not end well are kept for `--resume`, the newest of them. */
const KEPT_ROLLOUTS = 20;

/** Removes the oldest journals of rollouts; one that a process still carries out stays. */
export async function clearOldJournals(context: CommandContext): Promise<void> {
  const names = await readdir(journalFolder(context));
  const runs = names.flatMap((name) => (name.endsWith('.jsonl') ? [name.slice(0, -'.jsonl'.length)] : []));
  // Ids sort by time.
  const old = runs.filter(isRunId).toSorted().reverse().slice(KEPT_ROLLOUTS);
  for (const run of old) {
    const path = journalPath(context, run);
    const owned = await own(path, run);
    if (!owned.ok) continue;
    await rm(path, { force: true });
    await owned.value();
  }
}
