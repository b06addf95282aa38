import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff/lib/patch/create.js';

/** More changed lines than this nobody reads, and finding them would hold up the event loop: already 0.1 s. */
const MAX_EDIT_LENGTH = 1000;

const MASK = '********';

/**
 * The unified diff (three lines of context) that turns one text of a file into another; empty where they
 * are equal. `null` stands for a file that is not there and is shown as `/dev/null`, as `diff -N` does.
 */
export function unifiedDiff(
  before: string | null,
  after: string | null,
  options: { readonly path: string; readonly secretAfter?: RegExp | undefined },
): string {
  if (before === after) return '';
  const from = before === null ? '/dev/null' : options.path;
  const to = after === null ? '/dev/null' : options.path;
  const patch = createTwoFilesPatch(from, to, before ?? '', after ?? '', undefined, undefined, {
    context: 3,
    maxEditLength: before === null || after === null ? Number.POSITIVE_INFINITY : MAX_EDIT_LENGTH,
    headerOptions: FILE_HEADERS_ONLY,
  });
  const shown = patch ?? `--- ${from}\n+++ ${to}\n@@ more than ${MAX_EDIT_LENGTH} lines differ @@\n`;
  return options.secretAfter === undefined ? shown : masked(shown, options.secretAfter);
}

/** Every line with what follows the match masked to its end, or to the quote that ends it: an old secret is known to nobody else. */
function masked(text: string, secretAfter: RegExp): string {
  return text
    .split('\n')
    .map((line) => {
      const match = secretAfter.exec(line);
      if (match === null) return line;
      const end = match.index + match[0].length;
      const [quote = ''] = /["']$/.exec(match[0]) ?? [];
      return `${line.slice(0, end)}${MASK}${line.slice(end).trimEnd().endsWith(quote) ? quote : ''}`;
    })
    .join('\n');
}
