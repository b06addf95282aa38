const WORD = /(?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+/gs;
const PIECE = /"((?:[^"\\]|\\.)*)"|'([^']*)'|\\(.)/gs;

/** Splits as a shell would: blanks, quotes and backslashes. */
export function words(text: string): string[] {
  const plain = (_: string, double?: string, single?: string, escaped?: string): string =>
    double?.replace(/\\(["\\$`])/g, '$1') ?? single ?? escaped ?? '';
  return (text.match(WORD) ?? []).map((word) => word.replace(PIECE, plain));
}

/** Whether a quote is not closed, and so something of it in no word. */
export function isUnclosed(text: string): boolean {
  return text.replace(WORD, '').trim() !== '';
}
