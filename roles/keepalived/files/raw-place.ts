import type { HavipSettings, Problem } from 'havip-deploy';

type Place = NonNullable<Problem['source']>;

/** Where in the inventory a line of the rendered configuration stands; undefined for lines of our own. */
export function rawPlace(
  raw: HavipSettings['raw'],
  config: string,
  { line, column }: { readonly line: number; readonly column: number },
): Place | undefined {
  const rendered = config.split('\n');
  for (const [where, words] of Object.entries(raw)) {
    const indent = where === 'file' ? '' : '    ';
    const lines = words.text.split('\n').map((each) => `${indent}${each}`);
    const from = rendered.findIndex((_, index) =>
      lines.every((each, offset) => rendered[index + offset] === each),
    );
    if (from < 0 || line <= from || line > from + lines.length) continue;
    const { place } = words;
    // Only a text of several lines is known to stand as it is.
    if (place === undefined || lines.length < 2) return place;
    return {
      ...place,
      line: place.line + line - 1 - from,
      column: place.column + Math.max(0, column - 1 - indent.length),
    };
  }
  return undefined;
}
