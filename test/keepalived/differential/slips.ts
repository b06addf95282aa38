/** What happens to a finished text: nothing mostly, or a slip of the hand. */
export const SLIPS: readonly ((text: string, at: number) => string)[] = [
  ...Array.from({ length: 20 }, () => (text: string) => text),
  (text, at) => withoutLine(text, at),
  (text, at) => changedLine(text, at, (line) => line.replace('{', '')),
  (text, at) => changedLine(text, at, (line) => `${line} # a comment`),
  (text, at) => changedLine(text, at, (line) => `#${line}`),
  (text, at) => changedLine(text, at, (line) => line.replace(/[a-z]_/, 'x')),
  (text, at) => changedLine(text, at, (line) => `${line}\u00A0`),
  (text) => text.replaceAll(' {', '{'),
  (text) => text.replaceAll(' {', '\n{'),
  (text, at) => defined(text, at),
  (text, at) => defined(text, at).replace('$VALUE=', '$VALU='),
];

function changedLine(text: string, at: number, change: (line: string) => string): string {
  const lines = text.split('\n');
  return lines.map((line, index) => (index === at % lines.length ? change(line) : line)).join('\n');
}

function withoutLine(text: string, at: number): string {
  const lines = text.split('\n');
  return lines.filter((_, index) => index !== at % lines.length).join('\n');
}

/** The last word of a line as a definition above all. */
function defined(text: string, at: number): string {
  const words = [...text.matchAll(/^ +\S+ (\S+)$/gm)].map(([, word = '']) => word);
  const word = words[at % Math.max(1, words.length)];
  const plain = word !== undefined && /^[\w.:/-]+$/.test(word);
  return plain ? `$VALUE=${word}\n${text.replaceAll(` ${word}\n`, ' ${VALUE}\n')}` : text;
}
