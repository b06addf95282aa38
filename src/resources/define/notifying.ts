import { quote } from '../../core/programs/shell.ts';
import type { Change, Planned } from '../resource.ts';
import { pendingPath, rememberPending } from '../services/pending.ts';
import { isHandler, type Notification } from '../steps/meta.ts';

/**
 * What `notify` adds to the change of any kind: that a service owes something is noted on the machine before
 * what it reads is replaced, so that a run cut off in between is made good by the next one.
 * @param owesItself the kind's script calls `owe` itself, once nothing can keep it from what it is about to do
 */
export function notifying(planned: Planned, given: readonly Notification[], owesItself: boolean): Planned {
  if (planned.state !== 'change') return planned;
  const services = planned.unnoticed === true ? [] : given;
  const owe = services.map((each) => rememberPending(each, planned.keep));
  const noted = [`owe() {\n${[...owe, ':'].join('\n')}\n}`, ...(owesItself ? [] : ['owe'])];
  return {
    ...planned,
    script: [...noted, planned.script].join('\n'),
    ...(services.length > 0 && {
      notify: services,
      keep: [...(planned.keep ?? []), ...debts(services)],
      ...owedAgain(planned, owe),
    }),
  };
}

/**
 * Where services note what they owe, kept before the first of the run is noted, in whichever program that is: an
 * undo, which has the service read what it puts back, leaves none. A handler owes its work again after an undo.
 */
function debts(services: readonly Notification[]): readonly string[] {
  return services.flatMap(({ service }) => (isHandler(service) ? [] : [pendingPath(service)]));
}

/** What reads a thing owes the same again, as long as it has not read what was put back. */
function owedAgain({ undo, keep = [] }: Change, owe: readonly string[]): Pick<Change, 'undo'> {
  if (undo?.owes !== true) return {};
  const changed = keep.map((path) => `differs ${quote(path)}`).join(' || ');
  return { undo: { ...undo, script: `if ${changed}; then\n${owe.join('\n')}\nfi\n${undo.script}` } };
}
