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
  readonly warnings: Map<string, Problem>;
  /** The order in which files were begun. */
  readonly files: Map<string, number>;
}

/** Gathers the problems of all files; one that many hosts inherit is told once. */
export class ProblemList {
  readonly #store: Store;
  readonly #hosts: ReadonlySet<string> | undefined;

  constructor(
    store: Store = { entries: new Map(), warnings: new Map(), files: new Map() },
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
    this.push(problemAt(spot, finding));
  }

  /** Lists what Ansible passes over, too, or only warns of: it keeps nobody from anything. */
  warn(spot: Spot | undefined, finding: Finding): void {
    const problem = problemAt(spot, finding);
    this.#store.warnings.set(keyOf(problem), problem);
  }

  push(problem: Problem): void {
    const key = keyOf(problem);
    const { entries } = this.#store;
    const known = entries.get(key);
    if (known === undefined) entries.set(key, { problem, hosts: this.#hosts });
    else if (known.hosts !== undefined) {
      known.hosts = this.#hosts === undefined ? undefined : new Set([...known.hosts, ...this.#hosts]);
    }
  }

  /** How many problems there are, for `since`. */
  get count(): number {
    return this.#store.entries.size;
  }

  /** What has come after so many problems and matters to everybody. */
  since(count: number): readonly Problem[] {
    const added = [...this.#store.entries.values()].slice(count);
    return added.flatMap(({ problem, hosts }) => (hosts === undefined ? [problem] : []));
  }

  /** Lists what has kept a source from being read, where the others are enough. */
  warnOfSource(path: string, problems: readonly Problem[]): void {
    for (const problem of problems) {
      const told = { ...problem, summary: `${path} is not read: ${problem.summary}` };
      this.#store.warnings.set(keyOf(told), told);
    }
  }

  /** Takes over what another list has, of files that it has begun. */
  adopt(other: ProblemList): void {
    for (const file of other.#store.files.keys()) this.begin(file);
    for (const { problem, hosts } of other.#store.entries.values())
      (hosts === undefined ? this : this.within(hosts)).push(problem);
    for (const [key, problem] of other.#store.warnings) this.#store.warnings.set(key, problem);
  }

  /**
   * By file in the order read, then by line and column; those without a place come last. With hosts, only what
   * matters to somebody who uses these.
   */
  sorted(hosts?: ReadonlySet<string>): Problem[] {
    const concerns = (entry: Entry): boolean =>
      hosts === undefined || entry.hosts === undefined || !disjoint(entry.hosts, hosts);
    return this.#inOrder([...this.#store.entries.values()].filter(concerns).map(({ problem }) => problem));
  }

  /** In the same order. */
  get warnings(): readonly Problem[] {
    return this.#inOrder([...this.#store.warnings.values()]);
  }

  #inOrder(problems: readonly Problem[]): Problem[] {
    const { files } = this.#store;
    const rank = ({ source }: Problem): readonly [number, number, number] =>
      source === undefined ? [files.size, 0, 0] : [files.get(source.file) ?? 0, source.line, source.column];
    return problems
      .map((problem) => ({ problem, rank: rank(problem) }))
      .sort((a, b) => a.rank[0] - b.rank[0] || a.rank[1] - b.rank[1] || a.rank[2] - b.rank[2])
      .map(({ problem }) => problem);
  }
}

function problemAt(spot: Spot | undefined, { name, summary, detail, fix }: Finding): Problem {
  return {
    code: `inventory.${name}`,
    summary,
    ...(detail === undefined ? {} : { detail }),
    fix,
    ...(spot === undefined ? {} : { source: placeOf(spot) }),
  };
}

/** One that many hosts inherit has one key. */
function keyOf({ code, source, summary }: Problem): string {
  return `${code} ${source === undefined ? '' : formatPlace(source)} ${summary}`;
}

function disjoint(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  for (const item of small) if (large.has(item)) return false;
  return true;
}
