import { columnAt, concat, type Mapped, mappedTo, slice } from './mapped.ts';

/** Names that keepalived knows without being told; the ones whose value only it knows stay as they are. */
const STANDARD = { _HASH: '#', _BANG: '!' } as const;

/** Parameters that a file defines with `$NAME=value`; the lines of a multi-line value are joined by newlines. */
export class Definitions {
  readonly #values = new Map<string, string>(Object.entries(STANDARD));
  /** The multi-line definition that the next lines still belong to. */
  #open: string | null = null;

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

  /** The line with every known `$NAME` and `${NAME}` replaced; null when there was none. */
  substitute(source: Mapped): Mapped | null {
    const parts: Mapped[] = [];
    let from = 0;
    for (const match of source.text.matchAll(/\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))/g)) {
      const value = this.#values.get(match[1] ?? match[2] ?? '');
      if (value === undefined) continue;
      parts.push(slice(source, from, match.index), mappedTo(value, columnAt(source, match.index)));
      from = match.index + match[0].length;
    }
    if (from === 0) return null;
    return concat(...parts, slice(source, from));
  }
}
