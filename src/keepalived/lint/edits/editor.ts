import type { Place } from '../../../core/problem.ts';
import { decomment } from '../../parse/decomment.ts';
import { type LogicalLine, readLines } from '../../parse/lines.ts';
import { columnAt, mapped } from '../../parse/mapped.ts';
import { foreignBlanks, withPlainBlanks } from '../../parse/pieces.ts';
import { isComplete, type KeepalivedConfig, lineAt } from '../../parse/syntax.ts';
import type { Edit } from './edit.ts';

/** Undefined where the text does not stand there as such: in a parameter, say, or behind `@id`. */
export type Edits = readonly Edit[] | undefined;

const INDENT = '    ';

/** In one go; a text that is mended is looked at again. */
const MOST_BLANKS = 2000;

/** The logical lines of one file, and which of them begin on each physical line. */
interface FileLines {
  readonly lines: readonly LogicalLine[];
  readonly onLine: ReadonlyMap<number, readonly number[]>;
}

/** Makes edits of the text of one configuration; comments are always kept. */
export class Editor {
  readonly #config: KeepalivedConfig;
  readonly #files = new Map<string, FileLines>();

  constructor(config: KeepalivedConfig) {
    this.#config = config;
  }

  /** Takes out the statement that a place is in, with its block. */
  remove(place: Place): Edits {
    const found = this.#statementAt(place);
    if (found === undefined) return undefined;
    const { lines } = this.#linesOf(place.file);
    const statement = lines.slice(found, this.#endOf(lines, found) + 1);
    if (!statement.every((line) => this.#isVerbatim(line))) return undefined;
    const numbers = [...new Set(statement.map(({ line }) => line))];
    return numbers.map((number) =>
      this.#without(
        place.file,
        number,
        statement.filter(({ line }) => line === number),
      ),
    );
  }

  /** Writes another word in the place of one. */
  replace(place: Place, word: string, text: string): Edits {
    return this.replacePart(place, word, 0, word.length, text);
  }

  /** Writes something else in the place of a part of a word. */
  replacePart(place: Place, word: string, from: number, to: number, text: string): Edits {
    const raw = lineAt(this.#config, place);
    const start = raw[place.column - 1] === '"' ? place.column : place.column - 1;
    if (word === '' || raw.slice(start, start + word.length) !== word) return undefined;
    const at = (column: number) => ({ line: place.line, column: start + column + 1 });
    return [{ file: place.file, from: at(from), to: at(to), text }];
  }

  /** Puts statements at the beginning of the block that a place is the keyword of. */
  insertInto(place: Place, statements: readonly string[]): Edits {
    const header = this.#statementAt(place);
    const { lines } = this.#linesOf(place.file);
    const [open, first] = header === undefined ? [] : [lines[header + 1], lines[header + 2]];
    if (open?.source.text !== '{' || first === undefined || first.line === open.line) return undefined;
    if (!this.#isVerbatim(open)) return undefined;
    const lead = this.#leadOf(place.file, place.line);
    const indent = first.source.text === '}' ? lead + INDENT : this.#leadOf(place.file, first.line);
    return [
      this.#insertion(
        place.file,
        open.line + 1,
        statements.map((each) => indent + each),
      ),
    ];
  }

  /** Puts statements into `global_defs`, which is made where there is none. */
  insertGlobals(statements: readonly string[]): Edits {
    if (!isComplete(this.#config)) return undefined;
    const globals = this.#config.nodes.findLast(({ words }) => words[0].text === 'global_defs');
    if (globals !== undefined) return this.insertInto(globals.words[0].place, statements);
    const { file } = this.#config;
    const first = this.#linesOf(file).lines[0]?.line ?? 1;
    const block = ['global_defs {', ...statements.map((each) => INDENT + each), '}', ''];
    return [this.#insertion(file, first, block)];
  }

  /** Writes spaces for the blanks that keepalived takes for letters: for the first many of them. */
  plainBlanks(): Edits {
    const edits: Edit[] = [];
    for (const { file, lines } of this.#config.sources) {
      for (const [index, raw] of lines.entries()) {
        if (edits.length >= MOST_BLANKS) return edits;
        const { commentAt } = decomment(withPlainBlanks(mapped(raw)));
        const found = foreignBlanks(raw, commentAt ?? raw.length).slice(0, MOST_BLANKS);
        edits.push(...found.map((at) => plainBlank(file, index + 1, at, raw)));
      }
    }
    return edits;
  }

  #linesOf(file: string): FileLines {
    const known = this.#files.get(file);
    if (known !== undefined) return known;
    const source = this.#config.sources.find((each) => each.file === file);
    const { lines } = readLines((source?.lines ?? []).join('\n'), file);
    const onLine = new Map<number, number[]>();
    for (const [index, { line }] of lines.entries()) {
      const same = onLine.get(line);
      if (same === undefined) onLine.set(line, [index]);
      else same.push(index);
    }
    const found = { lines, onLine };
    this.#files.set(file, found);
    return found;
  }

  /** The index of the logical line that holds a place. */
  #statementAt({ file, line, column }: Place): number | undefined {
    const { lines, onLine } = this.#linesOf(file);
    return onLine.get(line)?.findLast((index) => {
      const found = lines[index];
      return found !== undefined && columnAt(found.source, 0) <= column;
    });
  }

  /** Where the statement ends that begins at an index: at its closing brace where it has a block. */
  #endOf(lines: readonly LogicalLine[], start: number): number {
    if (lines[start + 1]?.source.text !== '{') return start;
    let depth = 0;
    for (let index = start + 1; index < lines.length; index++) {
      const text = lines[index]?.source.text;
      if (text === '{') depth++;
      else if (text === '}' && --depth === 0) return index;
    }
    return lines.length - 1;
  }

  /** Whether what was read stands in the file as such, under no condition. */
  #isVerbatim({ source, file, line }: LogicalLine): boolean {
    const raw = withPlainBlanks(mapped(lineAt(this.#config, { file, line, column: 1 }))).text;
    const start = columnAt(source, 0) - 1;
    return raw.slice(start, start + source.text.length) === source.text && !/^\s*[@~$]/.test(raw);
  }

  /** One physical line without the statements on it that go; all of it where nothing is left. */
  #without(file: string, number: number, gone: readonly LogicalLine[]): Edit {
    const raw = lineAt(this.#config, { file, line: number, column: 1 });
    const [first, last] = [gone.at(0), gone.at(-1)];
    const from = first === undefined ? 0 : columnAt(first.source, 0) - 1;
    const end = last === undefined ? 0 : columnAt(last.source, last.source.text.length - 1);
    const rest = raw.slice(end);
    const to = end + (rest.length - rest.trimStart().length);
    if ((raw.slice(0, from) + raw.slice(to)).trim() === '')
      return { file, from: { line: number, column: 1 }, to: { line: number + 1, column: 1 }, text: '' };
    return {
      file,
      from: { line: number, column: from + 1 },
      to: { line: number, column: to + 1 },
      text: '',
    };
  }

  #leadOf(file: string, line: number): string {
    return /^[ \t]*/.exec(lineAt(this.#config, { file, line, column: 1 }))?.[0] ?? '';
  }

  #insertion(file: string, line: number, added: readonly string[]): Edit {
    const at = { line, column: 1 };
    return { file, from: at, to: at, text: added.map((each) => `${each}\n`).join('') };
  }
}

/** A byte order mark goes; other blanks become a space. */
function plainBlank(file: string, line: number, at: number, raw: string): Edit {
  const text = raw[at] === '\uFEFF' && at === 0 ? '' : ' ';
  return { file, from: { line, column: at + 1 }, to: { line, column: at + 2 }, text };
}
