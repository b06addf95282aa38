import { floatOf, integerOf } from './exact-number.ts';
import { readPythonString } from './python-string.ts';

/** What no literal begins with; most values of inventories are plain words. */
const MAYBE_LITERAL = /^[ \t]*(?:[-+0-9.'"[{(]|True|False|None|[bBrRuU]{1,2}['"])/;

/** What is one number or constant or nothing else: an address, most of the time. */
const WORD = /^[\w.-]+$/;

const DEEPEST = 100;

/** The text is no literal. */
class NoLiteral extends Error {}

/**
 * A value of an INI inventory: what Python's `ast.literal_eval` makes of it, or the text itself. So `1,2` is a
 * list, `0644` is text, `"a" # note` is `a`. Sets and complex numbers, which JSON has not, stay text.
 */
export function literalOrText(text: string): unknown {
  if (!MAYBE_LITERAL.test(text) || (WORD.test(text) && !SINGLE.test(text))) return text;
  try {
    return new LiteralReader(text).read();
  } catch (error) {
    if (error instanceof NoLiteral) return text;
    throw error;
  }
}

class LiteralReader {
  readonly #source: string;
  #at = 0;
  #depth = 0;

  constructor(source: string) {
    this.#source = source;
  }

  read(): unknown {
    const value = this.#tuple('');
    this.#skip();
    if (this.#at < this.#source.length) throw new NoLiteral();
    return value;
  }

  /** Blanks, and a comment, which ends the line. */
  #skip(): void {
    while (/[ \t\f]/.test(this.#peek())) this.#at += 1;
    if (this.#peek() === '#') this.#at = this.#source.length;
  }

  #peek(): string {
    return this.#source.charAt(this.#at);
  }

  #take(character: string): boolean {
    this.#skip();
    if (this.#peek() !== character) return false;
    this.#at += 1;
    return true;
  }

  #expect(character: string): void {
    if (!this.#take(character)) throw new NoLiteral();
  }

  /** One value, or several with commas between them up to `end`. */
  #tuple(end: string): unknown {
    const first = this.#value();
    this.#skip();
    if (this.#peek() !== ',') return first;
    const items = [first];
    while (this.#take(',')) {
      this.#skip();
      if (this.#peek() === end) break;
      items.push(this.#value());
    }
    return items;
  }

  #value(): unknown {
    this.#skip();
    this.#depth += 1;
    if (this.#depth > DEEPEST) throw new NoLiteral();
    const value = this.#anyValue();
    this.#depth -= 1;
    return value;
  }

  #anyValue(): unknown {
    if (this.#take('[')) return this.#list();
    if (this.#take('(')) return this.#parenthesis();
    if (this.#take('{')) return this.#mapping();
    const [, word] = /^(True|False|None)(?![\w])/.exec(this.#source.slice(this.#at, this.#at + 6)) ?? [];
    if (word !== undefined) {
      this.#at += word.length;
      return word === 'None' ? null : word === 'True';
    }
    return this.#strings() ?? this.#number();
  }

  #list(): unknown[] {
    const items: unknown[] = [];
    while (!this.#take(']')) {
      items.push(this.#value());
      if (this.#take(']')) break;
      this.#expect(',');
    }
    return items;
  }

  #parenthesis(): unknown {
    if (this.#take(')')) return [];
    const value = this.#tuple(')');
    this.#expect(')');
    return value;
  }

  #mapping(): Record<string, unknown> {
    const entries: [string, unknown][] = [];
    while (!this.#take('}')) {
      const key = this.#value();
      this.#expect(':');
      entries.push([keyText(key), this.#value()]);
      if (this.#take('}')) break;
      this.#expect(',');
    }
    return Object.fromEntries(entries);
  }

  /** Strings that stand side by side are one. */
  #strings(): string | undefined {
    let text: string | undefined;
    for (;;) {
      const read = readPythonString(this.#source, this.#at);
      if (read === undefined) return text;
      text = (text ?? '') + read.text;
      this.#at = read.end;
      this.#skip();
    }
  }

  #number(): unknown {
    const [sign = ''] = /^[-+][ \t]*/.exec(this.#source.slice(this.#at)) ?? [];
    const rest = this.#source.slice(this.#at + sign.length);
    const negative = sign.startsWith('-');
    const [float] = FLOAT.exec(rest) ?? [];
    const [whole] = INTEGER.exec(rest) ?? [];
    const digits = float ?? whole;
    if (digits === undefined) throw new NoLiteral();
    this.#at += sign.length + digits.length;
    const plain = digits.replaceAll('_', '');
    if (float === undefined) return integerOf(/^0+$/.test(plain) ? '0' : plain, negative);
    return floatOf(negative ? -Number(plain) : Number(plain));
  }
}

const DIGITS = '[0-9](?:_?[0-9])*';
const FLOAT = new RegExp(
  `^(?:(?:${DIGITS})?\\.${DIGITS}(?:[eE][-+]?${DIGITS})?|${DIGITS}\\.(?:[eE][-+]?${DIGITS})?|${DIGITS}[eE][-+]?${DIGITS})(?![\\w.])`,
);
const INTEGER =
  /^(?:0[xX](?:_?[0-9a-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+|0(?:_?0)*|[1-9](?:_?[0-9])*)(?![\w.])/;

const SINGLE = new RegExp(`^(?:True|False|None|-?(?:${FLOAT.source.slice(1)}|${INTEGER.source.slice(1)})$)`);

/** JSON's names are text; Python's become what its encoder makes of them. */
function keyText(key: unknown): string {
  if (key === null) return 'null';
  if (typeof key === 'object') throw new NoLiteral();
  return String(key);
}
