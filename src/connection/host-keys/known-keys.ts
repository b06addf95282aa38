import { concerns, type KnownHost } from './known-hosts.ts';

/** What files of a fleet's size say of one name, without a look at every line for every host. */
export class KnownHostsFile {
  readonly entries: readonly KnownHost[];
  /** Of entries whose names stand there as they are, in lower case. */
  readonly #byName = new Map<string, KnownHost[]>();
  /** Hashed names and patterns, which have to be tried. */
  readonly #others: KnownHost[] = [];
  /** What was asked before: a hash for each line is dear, and a login asks several times. */
  readonly #asked = new Map<string, readonly KnownHost[]>();

  constructor(entries: readonly KnownHost[]) {
    this.entries = entries;
    for (const entry of entries) {
      const { hosts } = entry;
      if (/^\||[*?!]/.test(hosts)) this.#others.push(entry);
      else for (const name of new Set(hosts.toLowerCase().split(','))) this.#named(name).push(entry);
    }
  }

  /** The entries about a host, in the order of their lines. */
  about(name: string): readonly KnownHost[] {
    const asked = this.#asked.get(name);
    if (asked !== undefined) return asked;
    const tried = this.#others.filter((entry) => concerns(entry, name));
    const found = [...(this.#byName.get(name) ?? []), ...tried].sort((a, b) => a.line - b.line);
    this.#asked.set(name, found);
    return found;
  }

  #named(name: string): KnownHost[] {
    const named = this.#byName.get(name) ?? [];
    this.#byName.set(name, named);
    return named;
  }
}

/** The keys that are known to a login: those of several files, in their order. */
export class KnownKeys {
  readonly #files: readonly KnownHostsFile[];

  constructor(files: readonly KnownHostsFile[]) {
    this.#files = files;
  }

  get entries(): readonly KnownHost[] {
    return this.#files.flatMap(({ entries }) => entries);
  }

  /** The entries about a host, by its exact name. */
  about(name: string): readonly KnownHost[] {
    return this.#files.flatMap((file) => file.about(name));
  }

  with(others: KnownKeys): KnownKeys {
    return new KnownKeys([...this.#files, ...others.#files]);
  }
}
