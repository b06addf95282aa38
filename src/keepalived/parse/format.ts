import { failure, type Outcome, success } from '../../core/outcome.ts';
import type { Place, Problem } from '../../core/problem.ts';
import { isScriptKeyword } from '../vocabulary/vocabulary.ts';
import { decomment } from './decomment.ts';
import { splitAtBraces } from './lines.ts';
import { mapped } from './mapped.ts';
import { parse } from './parse.ts';
import { physicalLines, withPlainBlanks } from './pieces.ts';
import { type KeepalivedConfig, plain, type SyntaxIssueKind } from './syntax.ts';

const INDENT = '    ';

/** What keepalived misreads; to write it neatly would hide that. */
const MISREAD: Readonly<Partial<Record<SyntaxIssueKind, string>>> = {
  'stray-open': 'a brace has no keyword',
  'stray-close': 'a brace closes nothing',
  unclosed: 'a block is never closed',
  'unmatched-quote': 'a quote is never closed',
  'long-line': 'a line is too long for keepalived',
  'too-long': 'a line is too long for keepalived once its parameters are replaced',
  'too-deep': 'blocks are nested too deep',
  'too-many': 'there are too many statements',
};

/** Lines that mean something as a whole: conditions, parameters, sequences, includes. */
const DIRECTIVE = /^(?:[@~$]|include[rmwba]*[ \t])/;

/** One line of the result. */
interface Line {
  depth: number;
  text: string;
  /** With its mark; empty where there is none. */
  comment: string;
  /** The comment cuts a word of the value off, which a blank between them would hide. */
  readonly glued?: boolean;
  /** As it stood, without an indent of ours. */
  readonly verbatim?: boolean;
}

/** Words of one statement with one blank between them. The lines of scripts have a language of their own. */
function neat(statement: string): string {
  const [keyword = '', rest = ''] = split(statement);
  if (isScriptKeyword(keyword)) return rest === '' ? keyword : `${keyword} ${rest}`;
  return [...statement.matchAll(/"[^"]*"?|[^ \t\f\n\r\v"]+/g)].map(([word]) => word).join(' ');
}

function split(statement: string): readonly string[] {
  const end = statement.search(/[ \t\f\v"]/);
  return end < 0 ? [statement] : [statement.slice(0, end), statement.slice(end).trim()];
}

class Formatter {
  readonly lines: Line[] = [];
  #depth = 0;
  /** The statement that a brace on a later line belongs to. */
  #header: number | null = null;
  /** The next physical line belongs to the value of a parameter. */
  #inValue = false;

  physical(raw: string): void {
    const { text, commentAt, cutsWord } = decomment(withPlainBlanks(mapped(raw)));
    const continued = text.text.endsWith('\\');
    if (this.#inValue || (/^\$[A-Za-z_]\w*=/.test(text.text) && continued)) {
      this.lines.push({ depth: 0, text: raw.trimEnd(), comment: '', verbatim: true });
      this.#header = null;
      this.#inValue = continued;
      return;
    }
    const comment = commentAt === null ? '' : raw.slice(commentAt).trimEnd();
    const statement = withPlainBlanks(mapped(raw.slice(0, commentAt ?? raw.length))).text.trim();
    if (statement === '') this.#bare(comment);
    else if (DIRECTIVE.test(statement) || continued) this.#directive(statement, comment, cutsWord);
    else this.#statements(statement, comment, cutsWord);
  }

  /** A comment alone, or a blank line. */
  #bare(comment: string): void {
    const last = this.lines.at(-1);
    const isBlank = last !== undefined && last.text === '' && last.comment === '';
    const opens = last === undefined || last.text.endsWith('{');
    if (comment === '' && (isBlank || opens)) return;
    this.lines.push({ depth: this.#depth, text: '', comment });
  }

  #directive(text: string, comment: string, glued: boolean): void {
    this.lines.push({ depth: this.#depth, text, comment, glued });
    for (const part of splitAtBraces(text)) {
      if (part === '{') this.#depth++;
      else if (part === '}') this.#depth = Math.max(0, this.#depth - 1);
    }
    this.#header = null;
  }

  #statements(text: string, comment: string, glued: boolean): void {
    let last: Line | undefined;
    for (const part of splitAtBraces(text)) last = this.#part(part) ?? last;
    if (last === undefined || comment === '') return;
    // The line that a brace was drawn up to may have a comment of its own.
    if (last.comment === '') this.#comment(last, comment, glued);
    else this.lines.push({ depth: this.#depth, text: '', comment });
  }

  #comment(line: Line, comment: string, glued: boolean): void {
    this.lines[this.lines.indexOf(line)] = { ...line, comment, glued };
  }

  #part(part: string): Line | undefined {
    if (part === '{') return this.#open();
    if (part === '}') return this.#close();
    const line = { depth: this.#depth, text: neat(part), comment: '' };
    this.#header = this.lines.push(line) - 1;
    return line;
  }

  /** Draws the brace up to its statement; comments between them are then inside. */
  #open(): Line | undefined {
    const header = this.#header === null ? undefined : this.lines[this.#header];
    if (header === undefined || this.#header === null) {
      const line = { depth: this.#depth++, text: '{', comment: '' };
      this.lines.push(line);
      return line;
    }
    const between = this.lines.splice(this.#header + 1).filter(({ comment }) => comment !== '');
    this.#depth++;
    header.text += ' {';
    this.lines.push(...between.map((line) => ({ ...line, depth: this.#depth })));
    this.#header = null;
    return header;
  }

  #close(): Line {
    const last = this.lines.at(-1);
    if (last !== undefined && last.text === '' && last.comment === '') this.lines.pop();
    this.#depth = Math.max(0, this.#depth - 1);
    this.#header = null;
    const line = { depth: this.#depth, text: '}', comment: '' };
    this.lines.push(line);
    return line;
  }
}

function written({ depth, text, comment, glued = false, verbatim = false }: Line): string {
  if (verbatim) return text;
  const indent = text === '' && comment === '' ? '' : INDENT.repeat(depth);
  const between = text === '' || comment === '' || glued ? '' : ' ';
  return `${indent}${text}${between}${comment}`;
}

function formatted(text: string): string {
  const formatter = new Formatter();
  for (const raw of physicalLines(text)) formatter.physical(raw);
  return `${formatter.lines.map(written).join('\n').trimEnd()}\n`.replace(/^\n+$/, '');
}

function refused(message: string, source: Place): Problem {
  return {
    code: 'lint.not-formatted',
    summary: message,
    detail: 'A file is only written anew where it means the same before and after.',
    fix: 'See what lint says about the file, and correct that first',
    source,
  };
}

function misread(config: KeepalivedConfig): readonly Problem[] {
  return config.issues.flatMap(({ kind, place }) => {
    const message = MISREAD[kind];
    return message === undefined ? [] : [refused(message, place)];
  });
}

/**
 * A keepalived.conf in the form that every release reads alike: one statement a line, four blanks for each
 * level, the brace at the end of its line, `}` alone, spaces for all blanks, a final newline. Comments are kept,
 * and so is every value as it was quoted; lines that mean something as a whole (`@id`, `$NAME=`, `~SEQ`, `include`)
 * are only moved. What keepalived misreads is a problem and not formatted.
 */
export function format(text: string, file: string): Outcome<string> {
  const before = parse(text, file);
  const problems = misread(before);
  if (problems.length > 0) return failure(...problems);
  const after = formatted(text);
  const again = parse(after, file);
  const same = JSON.stringify(plain(again.nodes)) === JSON.stringify(plain(before.nodes));
  if (same && misread(again).length === 0) return success(after);
  return failure(refused('it cannot be written in the portable form', { file, line: 1, column: 1 }));
}
