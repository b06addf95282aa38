import type { ClusterResult, RunDocument } from '../../../core/events/document.ts';
import type { Redactor } from '../../../core/secret.ts';
import type { EngineClient } from '../../../rollout/dbos/client.ts';
import type { RolloutView } from '../../../rollout/submission.ts';
import type { CommandContext } from '../../context.ts';
import { startReport } from '../../output/report-folder.ts';
import { membersOf, rolloutDocument } from './rollout-document.ts';
import { record } from './watch.ts';

/** Writes the report of a rollout that goes on, of what its units have come to until now; gives the exit code. */
export async function reportSoFar(
  context: CommandContext,
  client: EngineClient,
  view: RolloutView,
  folder: string,
  redactor: Redactor,
): Promise<number> {
  const { id } = view;
  const options = { report: folder };
  const report = await startReport(context, { inventory: `rollout ${id}`, options }, redactor);
  const sink = report.beside(() => undefined);
  for (let from = 1; ; ) {
    const events = await client.store.events(id, from);
    for (const { event } of events) record(id, event, sink);
    if (events.length === 0) break;
    from = (events.at(-1)?.number ?? from) + 1;
  }
  const document = await documentSoFar(context, client, view);
  const written = await report.write(document);
  report.tell();
  return written === document ? 0 : written.exitCode;
}

/** Units that have not ended stand in it as not begun, with how they stand. */
async function documentSoFar(
  { clock }: CommandContext,
  client: EngineClient,
  view: RolloutView,
): Promise<RunDocument> {
  const { id, submittedAt, state, units, passed, failed, inconclusive, plan } = view;
  const made = await rolloutDocument(client, id, { why: 'done', reason: '', skipped: [], ends: [] });
  const members = await membersOf(client, id);
  const open = view.unitStates.filter((unit) => ['waiting', 'working', 'not-begun'].includes(unit.state));
  const clusters = open.flatMap(({ unit, wave, state: how }) =>
    Object.entries(members[unit] ?? {}).map(([name, addresses]): [string, ClusterResult] => [
      name,
      {
        ...{ addresses, holder: null, holders: [], healthy: false, drills: [] },
        skipped: `${how}, in wave ${wave} of ${plan.waves.length}`,
      },
    ]),
  );
  const left = units - passed - failed - inconclusive;
  return {
    ...made,
    clusters: { ...made.clusters, ...Object.fromEntries(clusters) },
    startedAt: submittedAt,
    durationMs: Math.max(0, clock.wall().getTime() - Date.parse(submittedAt)),
    unfinished: `The rollout has not ended (${state}): of ${units} units, ${passed} passed, ${failed} failed, ${inconclusive} not proved, ${left} left.`,
  };
}
