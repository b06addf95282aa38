import { columnAt, concat, type Mapped, mappedTo, slice } from './mapped.ts';
import { READ_BYTES } from './pieces.ts';

/** Names that keepalived knows without being told; the ones whose value only it knows stay as they are. */
const STANDARD = { _HASH: '#', _BANG: '!' } as const;

/** Names whose value depends on the machine, or on the moment. */
export const KNOWN_ONLY_THERE: ReadonlySet<string> = new Set(['_PWD', '_INSTANCE', '_RANDOM', '_ENV']);

/** keepalived expands a line within the buffer of one read. */
const LONGEST_EXPANSION = READ_BYTES;
/** Values of several lines may be longer; this much of them, in characters, is no configuration any more. */
const LONGEST_BLOCK = 1 << 16;
/** Of one file, in characters. */
const MOST_EXPANDED = 1 << 18;

/** Any number of `${_RANDOM MIN MAX}` will do to judge a configuration: its least. */
function randomValue(bounds: string): string {
  return bounds.trim().split(/ +/)[0] || '0';
}

/** Parameters that a file defines with `$NAME=value`; the lines of a multi-line value are joined by newlines. */
export class Definitions {
  readonly #values = new Map<string, string>(Object.entries(STANDARD));
  /** The multi-line definition that the next lines still belong to. */
  #open: string | null = null;
  #expanded = 0;

  /** Whether the next physical line is still part of a value. */
  get isOpen(): boolean {
    return this.#open !== null;
  }

  /** Takes a `$NAME=value` line; false when it is none. */
  define(line: string): boolean {
    const match = /^\$([A-Za-z_][A-Za-z0-9_]*)=[ \t]*(.*)$/s.exec(line);
    if (match?.[1] === undefined || match[2] === undefined) return false;
    const [, name, value] = match;
    const continued = value.endsWith('\\');
    this.#values.set(name, continued ? value.slice(0, -1).trimEnd() : value);
    this.#open = continued ? name : null;
    return true;
  }

  /** Takes the next physical line of a multi-line definition. */
  extend(line: string): void {
    if (this.#open === null) return;
    const continued = line.endsWith('\\');
    const text = continued ? line.slice(0, -1).trimEnd() : line;
    const before = this.#values.get(this.#open) ?? '';
    const joined = before === '' || text === '' ? before + text : `${before}\n${text}`;
    this.#values.set(this.#open, joined);
    if (!continued) this.#open = null;
  }

  /**
   * The line with every known `$NAME` and `${NAME}` replaced; null when there was none, `too-long` where the
   * result would be more than keepalived takes.
   */
  substitute(source: Mapped): Mapped | 'too-long' | null {
    const parts: Mapped[] = [];
    let [from, length, isBlock] = [0, source.text.length, false];
    for (const match of source.text.matchAll(/\$(?:\{([A-Za-z_]\w*)((?: +\d+)*)\}|([A-Za-z_]\w*))/g)) {
      const name = match[1] ?? match[3] ?? '';
      const value = name === '_RANDOM' ? randomValue(match[2] ?? '') : this.#values.get(name);
      if (value === undefined) continue;
      isBlock ||= value.includes('\n');
      length += value.length - match[0].length;
      if (length > (isBlock ? LONGEST_BLOCK : LONGEST_EXPANSION)) return 'too-long';
      parts.push(slice(source, from, match.index), mappedTo(value, columnAt(source, match.index)));
      from = match.index + match[0].length;
    }
    if (from === 0) return null;
    this.#expanded += length;
    if (this.#expanded > MOST_EXPANDED) return 'too-long';
    return concat(...parts, slice(source, from));
  }
}
