import type { Problem } from '../../../core/problem.ts';
import { Redactor } from '../../../core/secret.ts';
import { openClient } from '../../../rollout/dbos/client.ts';
import type { CommandContext } from '../../context.ts';
import { type CompleteDocument, reportBadInput, reporterFor, startDocument } from '../../output/reporting.ts';
import { type LoadCode, type PlaybookCommand, prepareRun } from '../../prepare/prepare-run.ts';
import { attach } from '../rollout/attach.ts';
import { engineUrl } from '../url.ts';
import { type Rollout, rolloutOf, submit } from './submit.ts';
import { travellingOptions } from './travelling-options.ts';

/** Leaves a run to workers; gives the exit code, with `--detach` that of the submission. */
export async function submitAndWatch(
  context: CommandContext,
  command: PlaybookCommand<string>,
  load: LoadCode,
): Promise<number> {
  const { options } = command;
  const complete = startDocument(context, command.command);
  const redactor = new Redactor();
  const wrong = (problems: readonly Problem[]) =>
    reportBadInput(context, options, redactor, complete, problems);
  const url = engineUrl(context, options.engine, redactor);
  if (!url.ok) return wrong(url.problems);
  const travelling = travellingOptions(options);
  if (!travelling.ok) return wrong(travelling.problems);
  const prepared = await prepareRun(context, command, load, redactor);
  if (!prepared.ok) return wrong(prepared.problems);
  const rollout = await rolloutOf(context, command, prepared.value, travelling.value);
  if (!rollout.ok) return wrong(rollout.problems);
  const client = await openClient(url.value, context.interrupted);
  if (!client.ok) return wrong(client.problems);
  try {
    await submit(client.value, rollout.value);
    const { id } = rollout.value;
    if (options.detach !== true) return await attach(context, client.value, id, options, redactor);
    return await detached(context, command, rollout.value, complete, redactor);
  } finally {
    await client.value.close();
  }
}

async function detached(
  context: CommandContext,
  { options }: PlaybookCommand<string>,
  { id }: Rollout,
  complete: CompleteDocument,
  redactor: Redactor,
): Promise<number> {
  if (options.json !== true) {
    context.out(`${id}\n`);
    return 0;
  }
  const reporter = await reporterFor(context, options, redactor);
  const nothing = { ok: true, exitCode: 0, hosts: {}, clusters: {}, errors: [], rollout: id };
  await reporter.finish(complete(nothing));
  return 0;
}
