import { closeProgram } from './cluster-journal.ts';
import { cutOffJournals, toUndo } from './undo-targets.ts';
import { report, type UnitRun } from './unit.ts';
import { stateOf } from './unit-facts.ts';

/** Ends this run's journals, and those of cut-off runs that it has finished, with what was measured. */
export async function closeJournals(run: UnitRun): Promise<void> {
  const state = stateOf(run);
  const proved = state?.healthy === true && state.proved && run.request.verify !== 'never';
  const measured = run.drills.map((drill) => `${JSON.stringify(drill)}\n`).join('');
  const closed = toUndo(run).map(({ host, session }) => {
    const cutOff = finishes(run)
      ? cutOffJournals(run, host)
          .filter(({ command }) => command === run.request.command || run.request.command === 'up')
          .map(({ folder }) => folder)
      : [];
    const program = closeProgram(session.journal.folder, proved ? 'proved' : 'kept', cutOff, measured);
    return session.run('closing the journal', program);
  });
  for (const outcome of await Promise.all(closed)) {
    if (!outcome.ok) for (const problem of outcome.problems) report(run, problem);
  }
}

/** Whether the run did all that there is to do: a part of it does not finish what another has begun. */
function finishes({ request, unit }: UnitRun): boolean {
  const { tags, skipTags } = request.selection;
  return tags.length + skipTags.length === 0 && unit.hosts.length === unit.cluster?.members.length;
}
