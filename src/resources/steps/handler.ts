import { z } from 'zod';
import { type Outcome, success } from '../../core/outcome.ts';
import { quote } from '../../core/programs/shell.ts';
import { defineResource } from '../define/define-resource.ts';
import { duration, posixShell, word } from '../define/options/option-types.ts';
import { ownProgram, whoRuns } from '../define/own-program.ts';
import type { Planned, Resource } from '../resource.ts';
import { askedFor, forgetPending, pendingFact, pendingPath, rememberPending } from '../services/pending.ts';
import type { StepResult } from './action.ts';
import { handlerAnswer } from './meta.ts';
import { actionStep, isGeneratorFunction, type Tasks } from './step.ts';

const work = z.union(
  [posixShell, z.custom<() => Tasks<unknown>>(isGeneratorFunction).meta({ title: '`function*`' })],
  'must be a program in POSIX sh, or tasks: function* () { … }',
);

/** Work that is done once where a step before it has changed something and asked for it. */
export const handler = defineResource({
  kind: 'handler',
  call: 'handler',
  summary: 'Work that is done once, where a step that notifies it has changed something.',
  notes:
    'It stands after what notifies it (`notify: { handler: NAME }`) and is done there, once, however many have asked; in [tasks](playbooks.md#steps-in-sequence) also in the middle, and again further on. That it is owed is noted on the machine before the change is made, and forgotten once it is done: where a run fails or is cut off in between, the next run does it, as with `--force-handlers` of Ansible. Where the changes are undone, it is done again, so that what was put back is taken up; work that is tasks is then owed to the next run. What a service does (`reload`, `restart`) is asked of its [`service`](#service).',
  example: `handler({ name: 'rebuild the index', run: 'newaliases' })`,
  options: {
    name: word.describe('What a `notify` calls it by; a host has each name once.'),
    run: work.describe(
      'What it does: a program, under `set -eu`; or tasks, in tasks that ask for it with `yield*`. Must be safe to run twice.',
    ),
    ...whoRuns,
    timeout: duration.optional().describe('How long the program may take until it is ended.'),
  },
  conflict: ({ run, ...own }, { environment, noLog, retries }) => {
    if (typeof run === 'string') return undefined;
    const { becomeUser, become, timeout } = own;
    const ofPrograms = { becomeUser, become, timeout, environment, noLog, retries };
    const [given] = Object.entries(ofPrograms).find(([, value]) => value !== undefined) ?? [];
    return given && `"${given}" is for a program: give it to the steps of the tasks`;
  },
  key: ({ name }) => name,
  title: ({ name }) => name,
  answers: ({ name }) => handlerAnswer(name),
  facts: ({ name }) => [pendingFact(handlerAnswer(name))],
  plan: ({ name, run, ...running }, { facts, notified }) => {
    const answer = handlerAnswer(name);
    const isAsked = notified(answer) !== undefined;
    if (!isAsked && facts.get(pendingFact(answer)).action === undefined)
      return { state: 'unchanged', reason: 'nothing that it is for has changed' };
    const reason = isAsked ? 'something that it is for has changed' : 'it is owed since a change before';
    return typeof run === 'string'
      ? program(answer, ownProgram(run, running, 'set -eu\n'), reason)
      : { state: 'change', reason, script: ':' };
  },
  asking: ({ name, run }, step) => (typeof run === 'string' ? undefined : handled(name, run, step)),
});

function program(answer: string, run: string, reason: string): Planned {
  const forget = forgetPending(answer);
  return {
    state: 'change',
    reason,
    script: `(\n${run}\n)\n${forget}`,
    keep: [pendingPath(answer)],
    undo: { when: 'last', script: afterUndo(answer, run) },
  };
}

/**
 * After an undo it takes up what was put back. Where nothing was, since all that it is for was new, what it reads
 * may be gone with it: that it fails then is no failure of the undo.
 */
function afterUndo(answer: string, run: string): string {
  return `if [ "$begun" = yes ] || [ -e ${quote(pendingPath(answer))} ]; then
set +e
( set -eu
${run}
)
code=$?
set -e
if [ $code -eq 0 ]; then did
elif was_there ${quote(askedFor(answer))}; then exit $code
else leave; fi
${forgetPending(answer)}
fi`;
}

/** What it is owed for is on the machine until its tasks have come to their end, in whichever run. */
function* handled(name: string, tasks: () => Tasks<unknown>, step: Resource): Tasks<StepResult> {
  const result = (yield { question: 'owed', step }) as StepResult;
  if (!result.changed) return result;
  yield* tasks();
  yield settled(name);
  return result;
}

function settled(name: string) {
  const answer = handlerAnswer(name);
  const owed = rememberPending({ service: answer, action: 'restart' });
  const change = {
    script: forgetPending(answer),
    undo: { when: 'reverse' as const, script: `did\n${owed}` },
  };
  return actionStep(
    {},
    {
      id: `handled:${name}`,
      name: `${name}: settled`,
      tags: ['always'],
      reads: false,
      does: 'is owed no longer',
      facts: [],
      perform: async (machine): Promise<Outcome<StepResult>> => {
        const done = await machine.change(change, { activity: name });
        return done.ok ? success({ changed: false }) : done;
      },
      guess: () => ({ changed: false }),
    },
  );
}
