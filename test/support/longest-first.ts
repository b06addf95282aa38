import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take longer than their size, by which they are begun on a new machine, lets one think. */
const LONG =
  /\/(examples|firewall|secrets|unreachable|upgrade|package\.integration|types\.integration)\.test\.ts$/;

/** Begins with what takes longest, so that nothing long runs alone at the end. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification) => LONG.test(moduleId);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}
