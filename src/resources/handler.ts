import { quote } from '../core/shell.ts';
import { defineResource } from './define/define-resource.ts';
import { posixShell, word } from './define/option-types.ts';
import { handlerAnswer } from './meta.ts';
import { forgetPending, pendingFact, pendingPath } from './pending.ts';
import type { Planned } from './resource.ts';

/** Work that is done once where a step before it has changed something and asked for it. */
export const handler = defineResource({
  kind: 'handler',
  call: 'handler',
  summary: 'Work that is done once, where a step that notifies it has changed something.',
  notes:
    'It stands after what notifies it (`notify: { handler: NAME }`) and is done there, once, however many have asked. That it is owed is noted on the machine before the change is made, and forgotten once it is done: where a run fails or is cut off in between, the next run does it, as with `--force-handlers` of Ansible. Where the changes are undone, it is done again, so that what was put back is taken up. What a service does (`reload`, `restart`) is asked of its [`service`](#service).',
  example: `handler({ name: 'rebuild the index', run: 'newaliases' })`,
  options: {
    name: word.describe('What a `notify` calls it by; a host has each name once.'),
    run: posixShell.describe('What it does, under `set -eu`; must be safe to run twice.'),
  },
  key: ({ name }) => name,
  title: ({ name }) => name,
  answers: ({ name }) => handlerAnswer(name),
  facts: ({ name }) => [pendingFact(handlerAnswer(name))],
  plan: ({ name, run }, { facts, notified }) => {
    const answer = handlerAnswer(name);
    if (notified(answer) !== undefined) return due(answer, run, 'something that it is for has changed');
    return facts.get(pendingFact(answer)).action === undefined
      ? { state: 'unchanged', reason: 'nothing that it is for has changed' }
      : due(answer, run, 'owed since a run that did not come so far');
  },
});

function due(answer: string, run: string, reason: string): Planned {
  const pending = quote(pendingPath(answer));
  const does = `(\n${run}\n)\n${forgetPending(answer)}`;
  return {
    state: 'change',
    reason,
    script: does,
    keep: [pendingPath(answer)],
    undo: { when: 'last', script: `if [ "$begun" = yes ] || [ -e ${pending} ]; then\ndid\n${does}\nfi` },
  };
}
