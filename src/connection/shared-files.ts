import type { BigIntStats } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';

/** Files that every login reads, such as known_hosts: read and parsed anew only where they have changed. */
export class SharedFiles<T> {
  readonly #parse: (content: Buffer, path: string) => T;
  readonly #read = new Map<string, { readonly state: string; readonly value: Promise<T> }>();

  constructor(parse: (content: Buffer, path: string) => T) {
    this.#parse = parse;
  }

  /** @throws what the system says of a file that cannot be read */
  async read(path: string): Promise<T> {
    // Before it is read: a file that changes meanwhile is read again the next time.
    const state = stateOf(await stat(path, { bigint: true }));
    const known = this.#read.get(path);
    if (known?.state === state) return known.value;
    const value = readFile(path).then((content) => this.#parse(content, path));
    this.#read.set(path, { state, value });
    value.catch(() => this.#read.delete(path));
    return value;
  }
}

function stateOf({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return [dev, ino, size, mtimeNs, ctimeNs].join(' ');
}
