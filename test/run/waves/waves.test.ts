import { describe, expect, it } from 'vitest';
import { parseWaves, splitWaves, waveSizes } from '../../../src/run/waves/waves.ts';

function sizes(text: string, clusters: number): readonly number[] | string {
  const totals = parseWaves(text);
  if (!totals.ok) return totals.problems.map(({ detail }) => detail).join();
  const found = waveSizes(totals.value, clusters);
  return found.ok ? found.value : found.problems.map(({ detail }) => detail).join();
}

describe('waves', () => {
  it.each([
    ['1,10%,100%', 10, [1, 9], 'a tenth of ten is the one that went first'],
    ['1,30%,100%', 10, [1, 2, 7], 'totals, not sizes'],
    ['1,10%,100%', 300, [1, 29, 270], 'a fleet'],
    ['1,10%,100%', 1, [1], 'one cluster'],
    ['1,10%,100%', 2, [1, 1], 'a pair of clusters'],
    ['100%', 4, [4], 'all at once'],
    ['10%, 50%, 100%', 3, [1, 1, 1], 'rounded up, spaces allowed'],
    ['2,4', 4, [2, 2], 'numbers that reach all'],
    ['2,400', 4, [2, 2], 'numbers beyond all'],
    ['7%,100%', 100, [7, 93], 'no more than it says'],
    ['0.5%,100%', 200, [1, 199], 'fractions'],
    ['5,10%,100%', 10, [5, 5], 'of another kind and smaller adds nothing'],
    ['1,100%', 0, [], 'no cluster'],
  ])('%s of %i: %j (%s)', (text, clusters, expected) => {
    expect(sizes(text, clusters)).toEqual(expected);
  });

  it.each([
    ['', '"": neither a number'],
    ['1,,100%', '"": neither a number'],
    ['0,100%', '"0": neither'],
    ['0%,100%', '"0%": neither'],
    ['101%', '"101%": neither'],
    ['-1,100%', '"-1": neither'],
    ['1.5,100%', '"1.5": neither'],
    ['one,ten%', '"one", "ten%": neither'],
    ['1;100%', '"1;100%": neither'],
    ['3,1,100%', '1 after 3'],
    ['50%,50%', '50% after 50%'],
    ['100%,10%', '10% after 100%'],
    ['1,3', 'reach 3 of 10 units'],
    ['1,50%', 'reach 5 of 10 units'],
  ])('%j is bad input: %s', (text, expected) => {
    expect(sizes(text, 10)).toContain(expected);
  });

  it('go through the clusters in their order', () => {
    expect(splitWaves(['a', 'b', 'c', 'd'], [1, 1, 2])).toEqual([['a'], ['b'], ['c', 'd']]);
  });
});
