/** The lines a terminal shows, and where its cursor is. */
interface Screen {
  readonly lines: string[];
  readonly columns: number;
  row: number;
  column: number;
}

const PIECE = /\x1b\[[0-9;?]*[A-Za-z]|./gsu;

/**
 * What a terminal shows after an output: the few escape sequences that a live view needs, and nothing
 * else, so that an unexpected one is an error and not a guess. Lines that are too long wrap, as they would.
 */
export function screen(output: string, columns: number): string[] {
  const shown: Screen = { lines: [''], columns, row: 0, column: 0 };
  for (const [piece] of output.matchAll(PIECE)) {
    if (piece.startsWith('\x1b')) control(shown, piece);
    else put(shown, piece);
  }
  return shown.lines.map((line) => line.trimEnd());
}

function put(shown: Screen, character: string): void {
  if (character === '\n' || (shown.column >= shown.columns && character !== '\r')) {
    shown.row += 1;
    shown.column = 0;
  }
  shown.lines[shown.row] ??= '';
  if (character === '\r') shown.column = 0;
  if (character === '\r' || character === '\n') return;
  const line = (shown.lines[shown.row] ?? '').padEnd(shown.column);
  shown.lines[shown.row] = line.slice(0, shown.column) + character + line.slice(shown.column + 1);
  shown.column += 1;
}

function control(shown: Screen, sequence: string): void {
  const kept = (shown.lines[shown.row] ?? '').slice(0, shown.column);
  if (sequence === '\x1b[K') shown.lines[shown.row] = kept;
  else if (sequence === '\x1b[J') shown.lines.splice(shown.row, Number.POSITIVE_INFINITY, kept);
  else if (/^\x1b\[\d+A$/.test(sequence)) shown.row -= Number.parseInt(sequence.slice(2), 10);
  else if (!/^\x1b\[[\d;]*m$/.test(sequence))
    throw new Error(`unexpected sequence ${JSON.stringify(sequence)}`);
  if (shown.row < 0) throw new Error('the cursor left the screen at its top');
}
