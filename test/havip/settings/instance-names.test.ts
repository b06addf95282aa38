import { describe, expect, it } from 'vitest';
import { loadText } from '../../inventory/folder.ts';
import { inventory } from './same-machines.ts';

/** Clusters of the same machines by their instances' names, null for none. */
function named(...names: readonly (string | null)[]): string {
  return inventory(...names.map((name) => (name === null ? 'primary: a' : `primary: a; instance: ${name}`)));
}

describe('names of instances', () => {
  it.each([
    ['one alone', [null], [undefined]],
    ['one alone that wants one', ['VI_2'], ['VI_2']],
    ['several', [null, null], ['VI_1', 'VI_2']],
    ['the second keeps the first name', [null, 'VI_1'], ['VI_2', 'VI_1']],
    ['the first has one of its own', ['web', null, null], ['web', 'VI_1', 'VI_2']],
    ['one is wanted behind the usual ones', [null, 'VI_3', null], ['VI_1', 'VI_3', 'VI_2']],
  ])('%s', async (_name, wanted, expected) => {
    const found = await loadText(named(...wanted));
    expect(found.ok && found.value.clusters.map(({ instance }) => instance)).toEqual(expected);
  });

  it.each([
    [
      'twice on the same machines',
      ['VI_7', 'VI_7'],
      'instance VI_7 is also that of cluster "c1" on the same machines',
    ],
    ['no name for a file', ['a/b'], 'instance'],
    ['one that begins with a dot', ['.x'], 'instance'],
  ])('%s', async (_name, wanted, summary) => {
    const found = await loadText(named(...wanted));
    const problems = found.ok ? found.value.problemsOf(['a', 'b']) : found.problems;
    expect(problems.map((problem) => problem.summary).join('\n')).toContain(summary);
    expect(problems[0]?.source).toBeDefined();
  });
});
