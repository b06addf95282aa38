import { failure, type Outcome } from '../../core/outcome.ts';
import { Redactor } from '../../core/secret.ts';
import { printable } from '../../core/text/printable.ts';
import { type FoundLease, foundWords } from '../../run/lock/lock-words.ts';
import type { LockedUnit } from '../../run/lock/unlock.ts';
import type { CommandContext } from '../context.ts';
import { exitCodeOf } from '../interruption.ts';
import type { CommonOptions } from '../options/options.ts';
import { errColored, reportBadInput, reporterFor, startDocument } from '../output/reporting.ts';
import { loadConnector } from '../prepare/connector.ts';
import { prepareInventory } from '../prepare/prepare-inventory.ts';
import { startTracing } from '../trace/tracing.ts';
import { unitsIn } from './units-in.ts';

type UnlockOptions = CommonOptions & { readonly yes?: boolean };

/** Removes the locks of an inventory's clusters and hosts after a question; gives the exit code. */
export async function runUnlock(
  context: CommandContext,
  path: string | undefined,
  options: UnlockOptions,
): Promise<number> {
  const complete = startDocument(context, 'unlock');
  const redactor = new Redactor();
  const tracing = await startTracing(context, 'unlock', options, redactor);
  if (!tracing.ok) return reportBadInput(context, options, redactor, complete, tracing.problems);
  const { connect, loaded } = await loadConnector(context, options, tracing);
  const units = await prepare(context, path, options, redactor);
  if (!units.ok) return reportBadInput(context, options, redactor, complete, units.problems);
  await loaded;
  const say = (text: string) => {
    if (options.json !== true) context.out(`${printable(redactor.redact(text))}\n`);
  };
  const { unlock } = await import('../../run/lock/unlock.ts');
  const result = await unlock(units.value, options.forks, {
    connect,
    signal: context.interrupted,
    confirm: (found) => confirmed(context, options, found, say),
  });
  const exitCode = exitCodeOf(context, result.exitCode);
  const document = complete({ ...result, ok: exitCode === 0, exitCode });
  if (options.json === true) {
    await (await reporterFor(context, options, redactor)).finish(document);
    return exitCode;
  }
  for (const [host, { tasks }] of Object.entries(result.hosts))
    for (const { diff } of tasks) if (diff !== null) say(`${host}: ${diff}`);
  if (result.errors.length > 0) {
    const { formatProblems } = await import('../../report/index.ts');
    context.err(formatProblems(result.errors, { color: errColored(context, options), redactor }));
  }
  return exitCode;
}

async function confirmed(
  context: CommandContext,
  options: UnlockOptions,
  found: readonly FoundLease[],
  say: (text: string) => void,
): Promise<boolean> {
  const lines = new Map<string, string[]>();
  for (const each of found) {
    const words = foundWords(each, context.clock.wall());
    lines.set(words, [...(lines.get(words) ?? []), each.machine]);
  }
  for (const [words, machines] of lines) say(`${words} (on ${machines.join(', ')})`);
  if (found.length === 0) say('No lock was found.');
  if (found.length === 0 || options.yes === true) return found.length > 0;
  const yes = await context.confirm(
    'Remove what is locked? A run that still lives stops at its next renewal.',
  );
  if (!yes) say('Nothing was removed.');
  return yes;
}

async function prepare(
  context: CommandContext,
  path: string | undefined,
  options: UnlockOptions,
  redactor: Redactor,
): Promise<Outcome<readonly LockedUnit[]>> {
  if (options.yes !== true && !context.inIsTerminal) {
    return failure({
      code: 'usage.no-answer',
      summary: 'unlock asks before it removes a lock, and there is no terminal to ask on',
      fix: 'Say `--yes` where nobody can answer.',
    });
  }
  const prepared = await prepareInventory(context, path, options, redactor);
  if (!prepared.ok) return prepared;
  return unitsIn(prepared.value);
}
