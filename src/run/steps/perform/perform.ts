import type { Outcome } from '../../../core/outcome.ts';
import type { Problem } from '../../../core/problem.ts';
import { isSelected } from '../../../engine/plan.ts';
import type { Action, StepResult } from '../../../resources/steps/action.ts';
import { StepFailure } from '../../../resources/steps/step-failure.ts';
import { type TaskHost, tallyOf } from '../../unit/unit.ts';
import { allOk } from '../../unit/unit-facts.ts';
import { type Answer, type TaskOrigin, tagsOf } from '../questions/answer.ts';
import { withdrawing } from '../withdrawn.ts';
import { actionMachine } from './action-machine.ts';
import { tried } from './tried.ts';

/** Carries out an action; in a check only one that reads. */
export async function perform(task: TaskHost, origin: TaskOrigin, action: Action): Promise<Answer> {
  const { run, host } = task;
  const session = run.sessions.get(host.name);
  if (session === undefined) return { kind: 'stopped' };
  const [wrong] = action.problems ?? [];
  if (wrong !== undefined) return failed(task, action, [wrong]);
  const tally = tallyOf(run, host.name);
  const unwanted = whyNot(task, origin, action) ?? (await notChosen(task, origin, action));
  if (unwanted !== undefined) {
    tally.left(action.name, unwanted);
    return { kind: 'value', value: { ...action.guess(), changed: false, skipped: true } };
  }
  const taken = placeTaken(task, action);
  if (taken !== undefined) return failed(task, action, [taken]);
  const read = await run.turn(() =>
    withdrawing(run, async () => allOk(run, [await session.gather(action.facts)])),
  );
  if (!read.result) return failed(task, action, read.problems);
  if (run.request.check && !action.reads) {
    const value = action.guess();
    // Also what counts as no change is carried out by the plan.
    run.deps.record?.action({ host: host.name, asker: origin.asker }, action);
    if (value.changed) tally.step(action.name, 'would-change', action.does);
    else tally.left(action.name, 'not done by a check');
    if (value.guessed === true) {
      tellGuess(task, action);
      run.deps.record?.guesses(origin.asker);
    }
    return { kind: 'value', value };
  }
  const unplanned = action.reads ? undefined : run.deps.guard?.whyNotAction(host.name, action);
  if (unplanned !== undefined) return failed(task, action, [unplanned]);
  const machine = actionMachine(task, session, action);
  const work = () => tried(task, origin, action, () => action.perform(machine));
  return ended(task, action, await around(task, action, work));
}

/** The last of several hosts to write one file would win, and nobody would know of the others. */
function placeTaken({ run, host }: TaskHost, { name, writesHere, meta }: Action): Problem | undefined {
  if (writesHere === undefined) return undefined;
  const { written } = run.tasks;
  const other = written.get(writesHere) ?? host.name;
  written.set(writesHere, other);
  if (other === host.name) return undefined;
  return {
    code: 'playbook.same-place',
    summary: `${name}: ${writesHere} on this machine is already where ${other} has its own`,
    ...(meta?.made?.place && { source: meta.made.place }),
    fix: 'Give each host a place of its own, such as one with `host.name` in it.',
  };
}

function tellGuess({ run, host }: TaskHost, { name }: Action): void {
  run.deps.onEvent({
    type: 'notice',
    text: `${host.name}: what is shown after ${name} is a guess, because a check does not carry it out`,
  });
}

function whyNot({ run }: TaskHost, origin: TaskOrigin, action: Action): string | undefined {
  if (action.meta?.when === false) return '`when` is false';
  return isSelected(run.request.selection, tagsOf(action, origin)) ? undefined : 'not selected by tags';
}

function notChosen({ run, host }: TaskHost, { play, role }: TaskOrigin, action: Action) {
  const { name, does, reads } = action;
  return run.choice.whyNot({ play, host, role: role.name }, { name, does, asks: reads !== true });
}

/** With what its unit wants around it; undefined where that kept it from being begun, without a word. */
async function around(
  { run, host }: TaskHost,
  { effects = [] }: Action,
  work: () => Promise<Outcome<StepResult>>,
): Promise<Outcome<StepResult> | undefined> {
  if (effects.length === 0) return work();
  let outcome: Outcome<StepResult> | undefined;
  const { result: well, problems } = await withdrawing(run, () =>
    run.policy.around(host, effects, async () => {
      outcome = await work();
      return outcome.ok;
    }),
  );
  if (well || outcome?.ok === false) return outcome;
  return problems.length === 0 ? undefined : { ok: false, problems };
}

function ended(task: TaskHost, action: Action, outcome: Outcome<StepResult> | undefined): Answer {
  if (outcome === undefined) return { kind: 'stopped' };
  if (!outcome.ok) return failed(task, action, outcome.problems);
  const { value } = outcome;
  const status = value.changed ? 'changed' : 'ok';
  const output = action.meta?.noLog === true ? undefined : printedBy(value);
  tallyOf(task.run, task.host.name).step(action.name, status, action.tells?.(value) ?? action.does, output);
  return { kind: 'value', value };
}

/** The step has failed; what that means for its host is for the tasks to say. */
function failed({ run, host }: TaskHost, action: Action, found: readonly Problem[]): Answer {
  const hidden = action.meta?.noLog === true ? { detail: 'What it printed is not shown (noLog).' } : {};
  const problems = found.map((problem): Problem => ({ host: host.name, ...problem, ...hidden }));
  const tally = tallyOf(run, host.name);
  for (const problem of problems) tally.failed(action.name, problem);
  tally.withdraw(problems);
  return { kind: 'failed', failure: new StepFailure(action.name, problems) };
}

/** What the program of an action printed, if it has one and it printed anything. */
function printedBy(value: object): string | undefined {
  const [out, err] = [textOf(value, 'stdout'), textOf(value, 'stderr')];
  return `${out}${err}`.trimEnd() || undefined;
}

function textOf(value: object, name: string): string {
  const text: unknown = name in value ? Reflect.get(value, name) : '';
  return typeof text === 'string' ? text : '';
}
