import type { Place } from '../../../core/problem.ts';

/** One replacement in the text of a file, as data: from a place up to another, which is not part of it. */
export interface Edit {
  readonly file: string;
  readonly from: Position;
  readonly to: Position;
  readonly text: string;
}

export type Position = Pick<Place, 'line' | 'column'>;

/** What would mend a finding. */
export interface Mend {
  /**
   * Whether it may be made without asking: who becomes master, when, and with which password stays as it is, and
   * nothing is taken away that keepalived heeds.
   */
  readonly safe: boolean;
  readonly edits: readonly Edit[];
}

/** Negative, 0 or positive as the first stands before, at or behind the second. */
export function compare(a: Position, b: Position): number {
  return a.line - b.line || a.column - b.column;
}

/** Whether both cannot be made in one go: they touch the same text, or put something at the same place. */
export function collide(a: Edit, b: Edit): boolean {
  if (a.file !== b.file) return false;
  return compare(a.from, b.from) === 0 || (compare(a.from, b.to) < 0 && compare(b.from, a.to) < 0);
}

/** The text with edits made that do not collide; lines that are new end as its first line does. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const [lineEnd] = /\r?\n/.exec(text) ?? ['\n'];
  const starts = [0];
  for (const { index } of text.matchAll(/\n/g)) starts.push(index + 1);
  const offset = ({ line, column }: Position): number =>
    Math.min(text.length, (starts[line - 1] ?? text.length) + column - 1);
  const ordered = edits.toSorted((a, b) => compare(a.from, b.from));
  const parts: string[] = [];
  let done = 0;
  for (const edit of ordered) {
    parts.push(text.slice(done, offset(edit.from)), edit.text.replaceAll('\n', lineEnd));
    done = offset(edit.to);
  }
  return [...parts, text.slice(done)].join('');
}
