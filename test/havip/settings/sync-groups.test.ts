import { describe, expect, it } from 'vitest';
import { loadText } from '../../inventory/folder.ts';
import { inventory } from './same-machines.ts';

const A = 'primary: a; sync_group: both';

describe('sync groups', () => {
  it('tie clusters of the same machines', async () => {
    const found = await loadText(inventory(A, A, 'primary: b'));
    expect(found.ok && found.value.clusters.map(({ havip }) => havip.sync_group)).toEqual([
      'both',
      'both',
      undefined,
    ]);
  });

  it.each([
    [
      'one alone',
      [A, 'primary: b'],
      ['inventory.lonely-sync-group 7: no other cluster of the same machines is in the sync group "both"'],
    ],
    [
      'one that has no other on its machines',
      [A],
      ['inventory.lonely-sync-group 7: no other cluster of the same machines is in the sync group "both"'],
    ],
    [
      'another primary',
      [A, 'primary: b; sync_group: both'],
      [
        'inventory.sync-group 15: the order of the machines differs between "c1" and "c2", which are in the sync group "both"',
      ],
    ],
    [
      'preemption in one of them',
      [A, `${A}; preempt: true`],
      ['inventory.sync-group 16: preempt differs between "c1" and "c2", which are in the sync group "both"'],
    ],
    [
      'another delay of preemption',
      [`${A}; preempt: true; preempt_delay: 60`, `${A}; preempt: true`],
      [
        'inventory.sync-group 14: preempt_delay differs between "c1" and "c2", which are in the sync group "both"',
      ],
    ],
    [
      'another interval',
      [`${A}; advert_int: 2`, A],
      [
        'inventory.sync-group 13: advert_int differs between "c1" and "c2", which are in the sync group "both"',
      ],
    ],
    [
      'a weight',
      [`${A}; preempt: true`, `${A}; preempt: true; checks: [{ name: n, tcp: 80, weight: -20 }]`],
      ['inventory.sync-group-weight 18: checks has the weight -20 in a cluster with sync_group'],
    ],
    [
      'a name that keepalived would read as something else',
      [A, 'primary: a; sync_group: "both {"'],
      [expect.stringMatching(/^inventory\.wrong-value 15: havip\.sync_group must be a name/)],
    ],
    [
      'a name that is mistyped in one of two',
      [A, 'primary: a; sync_group: boht'],
      ['inventory.lonely-sync-group 15: no other cluster of the same machines is in the sync group "boht"'],
    ],
    [
      'a name that is mistyped in the first of three',
      ['primary: a; sync_group: boht', A, A],
      ['inventory.lonely-sync-group 7: no other cluster of the same machines is in the sync group "boht"'],
    ],
    [
      'two names that have nothing to do with each other',
      [A, 'primary: a; sync_group: database'],
      [
        'inventory.lonely-sync-group 7: no other cluster of the same machines is in the sync group "both"',
        'inventory.lonely-sync-group 15: no other cluster of the same machines is in the sync group "database"',
      ],
    ],
    [
      'a partner that makes no cluster',
      [A, `${A}; install: 7; verify: 7`],
      [expect.stringMatching(/install/), expect.stringMatching(/verify/)],
    ],
    [
      'a partner that has something else wrong',
      [A, `${A}; advert_int: x`],
      [expect.stringMatching(/^inventory\.wrong-value 16: havip\.advert_int/)],
    ],
  ])('are not accepted with %s', async (_name, clusters, expected) => {
    const found = await loadText(inventory(...clusters));
    const problems = found.ok ? found.value.problemsOf() : found.problems;
    expect(problems.map(({ code, summary, source }) => `${code} ${source?.line}: ${summary}`)).toEqual(
      expected,
    );
  });
});
