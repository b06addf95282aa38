import { LineCounter } from 'yaml';

/** One line that says something, blanks around it removed. */
export interface IniLine {
  readonly text: string;
  /** Where the text begins in the file. */
  readonly start: number;
}

// What Python's splitlines takes for the end of a line.
const LINE_END = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/g;

/** The lines of an INI inventory but empty ones and comments; `counter` learns where lines begin. */
export function* iniLines(text: string, counter: LineCounter): Generator<IniLine> {
  let begin = 0;
  while (begin <= text.length) {
    counter.addNewLine(begin);
    LINE_END.lastIndex = begin;
    const end = LINE_END.exec(text);
    const line = text.slice(begin, end?.index ?? text.length);
    const trimmed = line.trim();
    if (trimmed !== '' && !/^[;#]/.test(trimmed))
      yield { text: trimmed, start: begin + line.indexOf(trimmed) };
    if (end === null) return;
    begin = end.index + end[0].length;
  }
}

/** A counter that knows the lines of a text that is not parsed as YAML. */
export function countLines(text: string): LineCounter {
  const counter = new LineCounter();
  for (let begin = 0; begin >= 0; begin = text.indexOf('\n', begin) + 1 || -1) counter.addNewLine(begin);
  return counter;
}
