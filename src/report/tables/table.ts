import type { Tone } from '../style.ts';
import { displayWidth, pad } from '../text.ts';

/** A text in a table, and its colour once it has been brought to the column's width. */
export interface Cell {
  readonly text: string;
  readonly tone?: Tone;
}

type Rows = readonly (readonly Cell[])[];

const GAP = '  ';

/** Rows with every column as wide as its widest cell, two spaces between, no space at the end of a line. */
export function formatTable(rows: Rows, paint: (tone: Tone, text: string) => string): string[] {
  const widths = columnWidths(rows);
  return rows.map((row) => {
    const cells = row.map((cell, column) => {
      const text = column === row.length - 1 ? cell.text : pad(cell.text, widths[column] ?? 0);
      return cell.tone === undefined ? text : paint(cell.tone, text);
    });
    return cells.join(GAP).trimEnd();
  });
}

/** Columns the widest line of the table takes. */
export function tableWidth(rows: Rows): number {
  const widths = columnWidths(rows);
  return widths.reduce((sum, width) => sum + width, 0) + GAP.length * Math.max(0, widths.length - 1);
}

function columnWidths(rows: Rows): number[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) {
      widths[column] = Math.max(widths[column] ?? 0, displayWidth(cell.text));
    }
  }
  return widths;
}
