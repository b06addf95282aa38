import type { JournalRecord } from '../../engine/journal/records.ts';
import type { Host } from '../../inventory/types.ts';
import { noteReturned, thenRelease } from '../lock/lock-unit.ts';
import { report, type UnitRun } from '../unit/unit.ts';
import { closeProgram } from './history/unit-journal.ts';
import { cutOffJournals, toUndo } from './undo-targets.ts';

/**
 * Ends this run's journals, and those of cut-off runs that it has finished, with what was measured, and gives the lease
 * back in the same round trip: it is the last that is done to a machine.
 */
export async function closeJournals(run: UnitRun): Promise<void> {
  const measured = run.policy
    .measured()
    .map((each) => `${JSON.stringify(each)}\n`)
    .join('');
  const ending = run.policy.ending();
  const last = lastChange(run);
  const closed = toUndo(run).map(({ host, session }) => {
    const cutOff = finishes(run) ? finished(run, host) : [];
    const program = closeProgram(
      { folder: session.journal.folder, ending },
      cutOff.map(({ folder, run: id }) => ({ folder, ending: id === last ? ending : 'settled' })),
      measured,
    );
    return session.run('closing the journal', thenRelease(run, program), (output) =>
      noteReturned(run, host.name, output),
    );
  });
  for (const outcome of await Promise.all(closed)) {
    if (!outcome.ok) for (const problem of outcome.problems) report(run, problem);
  }
}

/**
 * The newest run that has changed anything on any machine. Cut-off runs before it are part of it: what they
 * have left undone is done now, so they go back together.
 */
function lastChange(run: UnitRun): string | undefined {
  if (toUndo(run).some(({ session }) => session.begun > 0)) return run.runId;
  return run.unit.hosts
    .flatMap((host) => finished(run, host).map((record) => record.run))
    .sort()
    .at(-1);
}

/** The cut-off journals on a machine that this run has finished. */
function finished(run: UnitRun, host: Host): readonly JournalRecord[] {
  const { command } = run.request;
  return cutOffJournals(run, host).filter((record) => record.command === command || command === 'up');
}

/** Whether the run did all that there is to do: a part of it does not finish what another has begun. */
function finishes({ request, policy }: UnitRun): boolean {
  const { tags, skipTags } = request.selection;
  return tags.length + skipTags.length === 0 && policy.isWhole;
}
