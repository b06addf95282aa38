import { expect, it } from 'vitest';
import { loadText } from '../../inventory/folder.ts';

/** The names of the instances of clusters of the same machines, each with the name that it wants. */
async function names(...wanted: readonly (string | undefined)[]) {
  const text = wanted.map(
    (instance, index) =>
      `c${index}:\n  vars:\n    havip: { address: 10.0.0.${index + 9}, virtual_router_id: ${index + 9}, primary: a${instance === undefined ? '' : `, instance: ${instance}`} }\n  hosts: { a: , b: }\n`,
  );
  const found = await loadText(text.join(''));
  if (!found.ok) throw new Error(JSON.stringify(found.problems));
  return found.value.clusters.map(({ instance }) => instance);
}

it.each([
  [[undefined], [undefined]],
  [['web'], ['web']],
  [
    [undefined, undefined],
    ['VI_1', 'VI_2'],
  ],
  [
    ['web', undefined],
    ['web', 'VI_2'],
  ],
  [
    [undefined, 'web', undefined],
    ['VI_1', 'web', 'VI_3'],
  ],
  [
    ['VI_2', undefined],
    ['VI_2', 'VI_1'],
  ],
  [
    ['VI_3', undefined, undefined],
    ['VI_3', 'VI_2', 'VI_1'],
  ],
  [
    [undefined, 'VI_1'],
    ['VI_2', 'VI_1'],
  ],
])('clusters of the same machines that want %j are called %j', async (wanted, called) => {
  expect(await names(...wanted)).toEqual(called);
});
