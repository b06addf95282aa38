import { formatPlace, type Problem } from '../core/problem.ts';
import { placeOf, type Spot } from './sources/source.ts';

/** What a problem says beside its place. */
export interface Finding {
  /** The part of the code after `inventory.`. */
  readonly name: string;
  readonly summary: string;
  readonly detail?: string;
  readonly fix: string;
}

/** A problem, and whose it is; without hosts, it is everybody's. */
interface Entry {
  readonly problem: Problem;
  hosts: ReadonlySet<string> | undefined;
}

interface Store {
  readonly entries: Map<string, Entry>;
  /** The order in which files were begun. */
  readonly files: Map<string, number>;
}

/** Gathers the problems of all files; one that many hosts inherit is told once. */
export class ProblemList {
  readonly #store: Store;
  readonly #hosts: ReadonlySet<string> | undefined;

  constructor(
    store: Store = { entries: new Map(), files: new Map() },
    hosts: ReadonlySet<string> | undefined = undefined,
  ) {
    this.#store = store;
    this.#hosts = hosts;
  }

  /** The same list; what is added to it here matters only to somebody who uses one of these hosts. */
  within(hosts: Iterable<string>): ProblemList {
    return new ProblemList(this.#store, new Set(hosts));
  }

  /** Nothing is wrong for everybody. */
  get isEmpty(): boolean {
    return ![...this.#store.entries.values()].some(({ hosts }) => hosts === undefined);
  }

  /** Names a file that is being read, which decides the order of its problems. */
  begin(file: string): void {
    const { files } = this.#store;
    if (!files.has(file)) files.set(file, files.size);
  }

  add(spot: Spot | undefined, finding: Finding): void {
    const { name, summary, detail, fix } = finding;
    const source = spot === undefined ? undefined : placeOf(spot);
    this.push({
      code: `inventory.${name}`,
      summary,
      ...(detail === undefined ? {} : { detail }),
      fix,
      ...(source === undefined ? {} : { source }),
    });
  }

  push(problem: Problem): void {
    const place = problem.source === undefined ? '' : formatPlace(problem.source);
    const key = `${problem.code} ${place} ${problem.summary}`;
    const { entries } = this.#store;
    const known = entries.get(key);
    if (known === undefined) entries.set(key, { problem, hosts: this.#hosts });
    else if (known.hosts !== undefined) {
      known.hosts = this.#hosts === undefined ? undefined : new Set([...known.hosts, ...this.#hosts]);
    }
  }

  /** Takes over what another list has, of files that it has begun. */
  adopt(other: ProblemList): void {
    for (const file of other.#store.files.keys()) this.begin(file);
    for (const { problem } of other.#store.entries.values()) this.push(problem);
  }

  /**
   * By file in the order read, then by line and column; those without a place come last. With hosts, only what
   * matters to somebody who uses these.
   */
  sorted(hosts?: ReadonlySet<string>): Problem[] {
    const { entries, files } = this.#store;
    const concerns = (entry: Entry): boolean =>
      hosts === undefined || entry.hosts === undefined || !disjoint(entry.hosts, hosts);
    const rank = ({ source }: Problem): readonly [number, number, number] =>
      source === undefined ? [files.size, 0, 0] : [files.get(source.file) ?? 0, source.line, source.column];
    return [...entries.values()]
      .filter(concerns)
      .map(({ problem }) => ({ problem, rank: rank(problem) }))
      .sort((a, b) => a.rank[0] - b.rank[0] || a.rank[1] - b.rank[1] || a.rank[2] - b.rank[2])
      .map(({ problem }) => problem);
  }
}

function disjoint(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  for (const item of small) if (large.has(item)) return false;
  return true;
}
