/** Text that still knows from which column of its physical line each character came (columns count from 1). */
export interface Mapped {
  readonly text: string;
  readonly columns: readonly number[];
}

export function mapped(text: string): Mapped {
  return { text, columns: Array.from({ length: text.length }, (_, index) => index + 1) };
}

/** Text that came from a definition: all of it stands where it was used. */
export function mappedTo(text: string, column: number): Mapped {
  return { text, columns: Array.from(text, () => column) };
}

export function slice(source: Mapped, from: number, to?: number): Mapped {
  return { text: source.text.slice(from, to), columns: source.columns.slice(from, to) };
}

export function concat(...parts: readonly Mapped[]): Mapped {
  return {
    text: parts.map((part) => part.text).join(''),
    columns: parts.flatMap((part) => part.columns),
  };
}

/** Without leading and trailing spaces and tabs. */
export function trim(source: Mapped): Mapped {
  const from = source.text.search(/[^ \t]/);
  if (from < 0) return slice(source, source.text.length);
  let to = source.text.length;
  while (to > from && ' \t'.includes(source.text.charAt(to - 1))) to -= 1;
  return slice(source, from, to);
}

/** The column of a character, or the one just behind the text. */
export function columnAt(source: Mapped, index: number): number {
  return source.columns[index] ?? (source.columns.at(-1) ?? 0) + 1;
}
