import type { RunDocument } from '../../../core/events/document.ts';
import type { Redactor } from '../../../core/secret.ts';
import type { EngineClient } from '../../../rollout/dbos/client.ts';
import type { CommandContext } from '../../context.ts';
import { exitCodeOf } from '../../interruption.ts';
import { startReport } from '../../output/report-folder.ts';
import { type ReportOptions, reporterFor } from '../../output/reporting.ts';
import { version } from '../../version.ts';
import { rolloutDocument } from './rollout-document.ts';
import { watchRollout } from './watch.ts';

/** How an attached view is shown, and what it leaves behind. */
export type AttachOptions = ReportOptions & { readonly report?: string };

/** A worker that has told of itself within so many seconds is there. */
const SEEN_SECONDS = 30;

/** Watches a rollout until it has ended, and gives the exit code that it leads to; an interrupt only ends the view. */
export async function attach(
  context: CommandContext,
  client: EngineClient,
  id: string,
  options: AttachOptions,
  redactor: Redactor,
): Promise<number> {
  const submission = await client.submissions.get(id);
  const view = await client.overview.view(id);
  const run = await client.run(id);
  if (submission === undefined || view === undefined || run === undefined)
    throw new Error(`the rollout ${id} is gone`);
  context.onInterrupt?.(
    `\nDetached: the rollout goes on. havip-deploy rollout attach ${id} watches it again.\n`,
  );
  // Lines that stay: others may have begun it, and hours ago.
  const reporter = await reporterFor(context, { ...options, asks: true }, redactor);
  const report = await startReport(context, { inventory: `rollout ${id}`, options }, redactor);
  const sink = report.beside(reporter.sink);
  const startedAt = new Date(view.submittedAt);
  sink({ type: 'run-started', command: submission.command, at: startedAt, hosts: {} });
  const who = `rollout ${id}, submitted by ${submission.by} for havip-deploy ${submission.version}`;
  sink({ type: 'notice', text: who });
  if (view.state === 'submitted')
    await tellWithoutWorker(client, submission.version, (text) => sink({ type: 'notice', text }));
  const isOver = await watchRollout(client, run, sink, context.interrupted);
  if (!isOver) return exitCodeOf(context, 0);
  const ending = await run.result();
  const made = await rolloutDocument(client, id, ending);
  const endedAt = (await client.overview.endedAt(id)) ?? context.clock.wall();
  const document: RunDocument = {
    ...made,
    startedAt: view.submittedAt,
    durationMs: Math.max(0, endedAt.getTime() - startedAt.getTime()),
  };
  const written = await report.write(document);
  reporter.sink({ type: 'run-finished', exitCode: written.exitCode, durationMs: written.durationMs });
  await reporter.finish(written);
  report.tell();
  return written.exitCode;
}

async function tellWithoutWorker(
  { overview }: EngineClient,
  wanted: string,
  tell: (text: string) => void,
): Promise<void> {
  const workers = await overview.workers(SEEN_SECONDS);
  if (workers.some((worker) => worker.version === wanted)) return;
  const others = [...new Set(workers.map((worker) => worker.version))];
  tell(
    others.length === 0
      ? `no worker is there that would carry it out; it waits for one: havip-deploy worker, of version ${version}`
      : `it waits for a worker of havip-deploy ${wanted}; those that are there are of ${others.join(', ')}`,
  );
}
