import { quote } from '../../core/programs/shell.ts';
import type { Change } from '../../resources/resource.ts';
import type { PlannedChange } from '../plan.ts';

const HIDDEN = ': # not shown (noLog)';

/** Changes for a log: without what files will hold, and without the scripts of steps with `noLog`. */
export function shownChanges(changes: readonly PlannedChange[]): PlannedChange[] {
  return changes.map(({ resource, change }) => ({
    resource,
    change: resource.meta?.noLog === true ? withoutScripts(change) : withoutTexts(change),
  }));
}

function withoutScripts(change: Change): Change {
  const { undo, guard } = change;
  return {
    ...change,
    script: HIDDEN,
    ...(undo && { undo: { ...undo, script: HIDDEN } }),
    ...(guard !== undefined && { guard: HIDDEN }),
  };
}

function withoutTexts(change: Change): Change {
  const { writes, unshown = [], undo } = change;
  const texts = [...(writes ? [writes] : []), ...unshown];
  if (texts.length === 0) return change;
  const without = (script: string) =>
    texts.reduce(
      (left, text) => left.replaceAll(` ${quote(text)}`, ` '(${text.length} characters, not shown)'`),
      script,
    );
  return {
    ...change,
    script: without(change.script),
    ...(undo && { undo: { ...undo, script: without(undo.script) } }),
  };
}
