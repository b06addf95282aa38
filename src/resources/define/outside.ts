import { quote } from '../../core/shell.ts';
import { rememberPending } from '../pending.ts';
import type { Change, Planned } from '../resource.ts';
import type { Metaparameters } from './metaparameters.ts';

/**
 * What the options outside a kind add to its change.
 * @param owesItself the kind's script calls `owe` itself, once nothing can keep it from what it is about to do
 */
export function outside(planned: Planned, meta: Metaparameters, owesItself: boolean): Planned {
  if (planned.state !== 'change') return planned;
  const { environment, noLog } = meta;
  const notify = planned.unnoticed === true ? undefined : meta.notify;
  const owe = notify === undefined ? ':' : rememberPending(notify);
  const script = [
    ...(noLog === true ? ["echo 'what it printed is not shown (noLog)'", 'exec >/dev/null 2>&1'] : []),
    ...Object.entries(environment ?? {}).map(([name, value]) => `export ${name}=${quote(value)}`),
    ...(owesItself ? [`owe() {\n${owe}\n}`] : notify === undefined ? [] : [owe]),
    planned.script,
  ].join('\n');
  return {
    ...planned,
    script,
    ...(notify === undefined ? {} : { notify, ...owedAgain(planned, owe) }),
    ...(noLog === true && planned.diff !== undefined ? { diff: 'not shown (noLog)' } : {}),
  };
}

/** What reads a thing owes the same again, as long as it has not read what was put back. */
function owedAgain({ undo, keep = [] }: Change, owe: string): Pick<Change, 'undo'> {
  if (undo?.owes !== true) return {};
  const changed = keep.map((path) => `differs ${quote(path)}`).join(' || ');
  const before = changed === '' ? owe : `if ${changed}; then\n${owe}\nfi`;
  return { undo: { ...undo, script: `${before}\n${undo.script}` } };
}
