import type { Redactor } from '../../core/secret.ts';
import { openClient } from '../../rollout/dbos/client.ts';
import type { CommandContext } from '../context.ts';
import type { PlaybookCommand, PreparedRun } from '../prepare-run.ts';
import { type CompleteDocument, reportBadInput, reporterFor } from '../reporting.ts';
import { attach } from './attach.ts';
import { rolloutOf, submit } from './submit.ts';
import { engineUrl } from './url.ts';

/** Leaves a run that may begin to workers; gives the exit code, with `--detach` that of the submission. */
export async function submitAndWatch(
  context: CommandContext,
  command: PlaybookCommand<string>,
  prepared: PreparedRun,
  redactor: Redactor,
  complete: CompleteDocument,
): Promise<number> {
  const { options } = command;
  const wrong = (problems: Parameters<typeof reportBadInput>[4]) =>
    reportBadInput(context, options, redactor, complete, problems);
  const url = engineUrl(context, options.engine, redactor);
  if (!url.ok) return wrong(url.problems);
  const rollout = await rolloutOf(context, command, prepared);
  if (!rollout.ok) return wrong(rollout.problems);
  const client = await openClient(url.value, context.interrupted);
  if (!client.ok) return wrong(client.problems);
  try {
    await submit(client.value, rollout.value);
    const { id } = rollout.value;
    if (options.detach !== true) return await attach(context, client.value, id, options, redactor);
    if (options.json === true) {
      const reporter = await reporterFor(context, options, redactor);
      const nothing = { ok: true, exitCode: 0, hosts: {}, clusters: {}, errors: [], rollout: id };
      await reporter.finish(complete(nothing));
    } else context.out(`${id}\n`);
    return 0;
  } finally {
    await client.value.close();
  }
}
