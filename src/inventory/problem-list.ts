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

/** Gathers the problems of all files; one that many hosts inherit is told once. */
export class ProblemList {
  readonly #problems = new Map<string, Problem>();
  readonly #files = new Map<string, number>();

  get isEmpty(): boolean {
    return this.#problems.size === 0;
  }

  /** Names a file that is being read, which decides the order of its problems. */
  begin(file: string): void {
    if (!this.#files.has(file)) this.#files.set(file, this.#files.size);
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
    if (!this.#problems.has(key)) this.#problems.set(key, problem);
  }

  /** By file in the order read, then by line and column; those without a place come last. */
  sorted(): Problem[] {
    const problems = [...this.#problems.values()];
    const rank = ({ source }: Problem): readonly [number, number, number] =>
      source === undefined
        ? [this.#files.size, 0, 0]
        : [this.#files.get(source.file) ?? 0, source.line, source.column];
    return problems
      .map((problem) => ({ problem, rank: rank(problem) }))
      .sort((a, b) => a.rank[0] - b.rank[0] || a.rank[1] - b.rank[1] || a.rank[2] - b.rank[2])
      .map(({ problem }) => problem);
  }
}
