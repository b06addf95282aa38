/**
 * What a terminal shows after an output: the few escape sequences that a live view needs, and nothing
 * else, so that an unexpected one is an error and not a guess. Lines that are too long wrap, as they would.
 */
export function screen(output: string, columns: number): string[] {
  const lines: string[] = [''];
  let row = 0;
  let column = 0;
  const put = (character: string): void => {
    if (column >= columns) {
      row += 1;
      column = 0;
    }
    const line = (lines[row] ?? '').padEnd(column);
    lines[row] = line.slice(0, column) + character + line.slice(column + 1);
    column += 1;
  };
  for (const [piece] of output.matchAll(/\x1b\[[0-9;?]*[A-Za-z]|[^]/gu)) {
    if (piece === '\n') {
      row += 1;
      column = 0;
      lines[row] ??= '';
    } else if (piece === '\r') column = 0;
    else if (piece === '\x1b[K') lines[row] = (lines[row] ?? '').slice(0, column);
    else if (piece === '\x1b[J')
      lines.splice(row, Number.POSITIVE_INFINITY, (lines[row] ?? '').slice(0, column));
    else if (/^\x1b\[\d+A$/.test(piece)) row -= Number.parseInt(piece.slice(2), 10);
    else if (/^\x1b\[[\d;]*m$/.test(piece)) continue;
    else if (piece.startsWith('\x1b')) throw new Error(`unexpected sequence ${JSON.stringify(piece)}`);
    else put(piece);
    if (row < 0) throw new Error('the cursor left the screen at its top');
  }
  return lines.map((line) => line.trimEnd());
}
