import { describe, expect, it } from 'vitest';
import { exchanged } from '../../../src/havip/cluster/groups/name-taken.ts';
import { CONFIG_PATH, keepalivedServiceFact } from '../../../src/havip/cluster/state/cluster-facts.ts';
import { includedFilesFact } from '../../../src/havip/takeover/in-place.ts';
import { fileFact } from '../../../src/resources/file.ts';
import { loadedFact } from '../../../src/resources/services/pending.ts';
import { loadText } from '../../inventory/folder.ts';
import { factsOf } from '../../support/facts.ts';

const RUNS = 'LoadState=loaded\nActiveState=active\nMainPID=7\nUnitFileState=enabled\n';

/** A machine whose keepalived has instances, each by its name and the last number of its address. */
function machine(...instances: readonly [name: string, address: number][]) {
  const text = instances
    .map(
      ([name, address]) =>
        `vrrp_instance ${name} {\n  virtual_router_id ${address}\n  virtual_ipaddress {\n    10.0.0.${address}\n  }\n}\n`,
    )
    .join('');
  return factsOf(
    [
      fileFact(CONFIG_PATH),
      `kind=file\nmode=644\nowner=root\ngroup=root\nsize=${text.length}\nsha256=x  -\ncontent=\n${text}`,
    ],
    [includedFilesFact, ''],
    [keepalivedServiceFact, RUNS],
    [loadedFact('keepalived', CONFIG_PATH), ''],
  );
}

/** Clusters of the same machines by their addresses, with the names of their instances. */
async function clusters(...wanted: readonly [address: number, instance?: string][]) {
  const text = wanted.map(
    ([address, instance]) =>
      `c${address}:\n  vars:\n    havip: { address: 10.0.0.${address}, virtual_router_id: ${address}, primary: a${instance === undefined ? '' : `, instance: ${instance}`} }\n  hosts: { a: , b: }\n`,
  );
  const found = await loadText(text.join(''));
  if (!found.ok) throw new Error(JSON.stringify(found.problems));
  return found.value.clusters;
}

describe('the name of an instance that goes to another address', () => {
  it.each<[string, [string, number][], [number, string?][], (string | undefined)[]]>([
    ['as it was', [['VI_1', 9]], [[9]], [undefined]],
    ['another name that nobody has', [['VI_51', 9]], [[9]], [undefined]],
    [
      'the second of two goes',
      [
        ['VI_1', 9],
        ['VI_2', 8],
      ],
      [[9]],
      [undefined],
    ],
    [
      'the first of two goes',
      [
        ['VI_1', 9],
        ['VI_2', 8],
      ],
      [[8]],
      ['VI_2'],
    ],
    [
      'the same, and the name is kept',
      [
        ['VI_1', 9],
        ['VI_2', 8],
      ],
      [[8, 'VI_2']],
      [undefined],
    ],
    ['one is put behind', [['VI_1', 9]], [[9], [8]], [undefined, undefined]],
    ['one is put before', [['VI_1', 9]], [[8], [9]], [undefined, 'VI_1']],
    ['the same, and the name is kept', [['VI_1', 9]], [[8], [9, 'VI_1']], [undefined, undefined]],
    [
      'both change places',
      [
        ['VI_1', 9],
        ['VI_2', 8],
      ],
      [[8], [9]],
      ['VI_2', 'VI_1'],
    ],
    ['nobody runs anything', [], [[8], [9]], [undefined, undefined]],
  ])('%s', async (_name, runs, wanted, expected) => {
    const all = await clusters(...wanted);
    const facts = machine(...runs);
    expect(
      all.map((cluster) =>
        exchanged(
          cluster,
          all.filter((each) => each !== cluster),
          facts,
        ),
      ),
    ).toEqual(expected);
  });
});
