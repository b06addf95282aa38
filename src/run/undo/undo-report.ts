import type { Problem } from '../../core/problem.ts';
import { quote } from '../../core/programs/shell.ts';
import type { AfterUndo, UndoneHost, UndoTarget } from '../unit/policy.ts';
import type { UnitRun } from '../unit/unit.ts';

/** What was undone on each machine: `app-02: undone: site.conf`; without those where nothing was. */
export function undoneTexts(undone: readonly UndoneHost[]): string[] {
  return undone.flatMap(({ target, report }) => {
    const named = (result: string) => [
      ...new Set(report?.steps.filter((step) => step.result === result).map(({ name }) => name)),
    ];
    const back = named('undone');
    const left = named('left as it is');
    if (back.length + left.length === 0) return [];
    const parts = [
      ...(back.length > 0 ? [`undone: ${back.join(', ')}`] : []),
      ...(left.length > 0 ? [`left as it is: ${left.join(', ')}`] : []),
    ];
    return [`${target.host.name}: ${parts.join('; ')}`];
  });
}

/** What a person runs to take a machine's journals back, as the machine does: the newest run first. */
export function undoScripts({ host, folders }: UndoTarget): readonly string[] {
  return folders.map((folder) => `${host.name}: sh ${quote(`${folder}/undo.sh`)}`);
}

/** A rollback that has itself failed: how each machine stands, and what a person should run. */
export function undoFailed(
  run: UnitRun,
  undone: readonly UndoneHost[],
  after: AfterUndo | undefined,
): Problem {
  const { unit } = run;
  const stands = after?.words ?? ['not every machine answers'];
  const open = undone.filter(({ report }) => report?.complete !== true);
  const commands = run.policy.undoCommands(undone);
  return {
    code: 'rollback.failed',
    summary: `${unit.name}: the change could not be undone${open.length > 0 ? ` on ${open.map(({ target }) => target.host.name).join(' and ')}` : ''}`,
    detail: [...(stands.length > 0 ? [`Now ${stands.join('; ')}.`] : []), ...undone.map(hostDetail)].join(
      '\n',
    ),
    fix: whatIsLeft(unit.name, commands, after),
  };
}

function whatIsLeft(unit: string, commands: readonly string[], after: AfterUndo | undefined): string {
  if (commands.length > 0) return `Mend the cause, then run as root, in this order:\n${commands.join('\n')}`;
  if (after?.problem !== undefined)
    return `Every machine is as it was before the run, and yet ${after.problem.summary}. ${after.problem.fix ?? ''}`.trim();
  return after !== undefined
    ? `Every machine is as it was before the run, and yet ${unit} does not serve: the logs of its machines say why.`
    : `Every change is taken back. Look how ${unit} stands once all its machines answer.`;
}

function hostDetail({ target, report, problem }: UndoneHost): string {
  const { name } = target.host;
  if (problem !== undefined) return `${name}: ${problem.summary}.`;
  if (report === undefined) return `${name}: not undone, because another machine comes first.`;
  const steps = report.steps.map(({ name: step, result, said }) =>
    said === ''
      ? `${result}: ${step}`
      : `${result}: ${step} (${said.trim().split('\n').slice(-3).join(' / ')})`,
  );
  return `${name}: ${[...steps, ...(report.said === '' ? [] : [report.said])].join('; ')}`;
}
