import { describe, expect, it } from 'vitest';
import { successionOf } from '../../../src/havip/cluster/state/succession.ts';
import { successionLines } from '../../../src/report/words/succession.ts';
import { loaded } from '../../inventory/folder.ts';
import { clusterResult } from '../../report/sample.ts';

/** The cluster of three with these lines of `havip`, as a plan tells of it. */
async function linesOf(havip: string, holders: readonly string[], priorities = [250, 240, 239]) {
  const hosts = ['a', 'b', 'c'].map(
    (name, index) =>
      `    ${name}: {ansible_host: 10.0.0.${index + 1}, havip_role: ${index === 0 ? 'primary' : 'secondary'}, havip_priority: ${priorities[index]}}`,
  );
  const { clusters } = await loaded(`web:
  vars:
    havip:
      address: 10.0.0.9
      virtual_router_id: 51
${havip}
  hosts:
${hosts.join('\n')}
`);
  const [cluster] = clusters;
  if (cluster === undefined) throw new Error('no cluster');
  return successionLines(clusterResult({ holders, succession: successionOf(cluster) }));
}

const KEEPS = 'who has it keeps it (no preempt)';
const BACK = 'a takes it back once it is well';

describe('who may take an address over', () => {
  it.each([
    ['the primary has it', '', ['a'], [`may take over from a (250): b (240), then c (239); ${KEEPS}`]],
    ['a standby has it', '', ['b'], [`may take over from b (240): a (250), then c (239); ${KEEPS}`]],
    ['nobody has it', '', [], [`by priority: a (250), b (240), c (239); ${KEEPS}`]],
    ['two have it', '', ['a', 'b'], [`by priority: a (250), b (240), c (239); ${KEEPS}`]],
    ['another machine has it', '', ['x'], [`by priority: a (250), b (240), c (239); ${KEEPS}`]],
    [
      'with preemption',
      '      preempt: true',
      ['a'],
      [`may take over from a (250): b (240), then c (239); ${BACK}`],
    ],
    [
      'what is a fault',
      `      checks: [{name: nginx, tcp: 80}, {name: disk, script: /bin/true}]
      track_interface: [{interface: eth1}]
      track_file: [{name: drain, file: /etc/drain}]`,
      ['a'],
      [
        `may take over from a (250): b (240), then c (239); ${KEEPS}`,
        'given up where it fails: check nginx, check disk, interface eth1, file drain',
      ],
    ],
    [
      'weights that lower',
      `      preempt: true
      checks: [{name: nginx, tcp: 80, weight: -11}, {name: disk, script: /bin/true}]`,
      ['a'],
      [
        `may take over from a (250): b (240), then c (239); ${BACK}`,
        'given up where it fails: check disk',
        'where check nginx fails on a, it falls from 250 to 239, and b takes the address',
      ],
    ],
    [
      'a weight that raises counts while all is well',
      `      preempt: true
      track_process: [{name: sql, process: mysqld, weight: 20}]
      track_interface: [{interface: eth1, weight: -50}]`,
      ['a'],
      [
        `may take over from a (120): b (110), then c (109); ${BACK}`,
        'where interface eth1 fails on a, it falls from 120 to 70, and b takes the address',
        'where process sql fails on a, it falls from 120 to 100, and b takes the address',
      ],
      [100, 90, 89],
    ],
    [
      'a file whose number counts',
      `      preempt: true
      track_file: [{name: drain, file: /etc/drain, weight: -20}]`,
      ['a'],
      [
        `may take over from a (250): b (240), then c (239); ${BACK}`,
        'file drain changes the priority by -20 times the number in it',
      ],
    ],
  ] as const)(
    '%s',
    async (_name, havip, holders, expected, priorities: readonly number[] = [250, 240, 239]) => {
      expect(await linesOf(havip, holders, [...priorities])).toEqual(expected);
    },
  );

  it('is not told where it was not worked out', () => {
    expect(successionLines(clusterResult())).toEqual([]);
  });

  it('goes together with the clusters of its sync group', async () => {
    const cluster = (name: string, id: number) => `${name}:
  vars: {havip: {address: 10.0.0.${id}, virtual_router_id: ${id}, primary: a${name === 'ssh' ? '' : ', sync_group: both'}}}
  hosts: {a: , b: }
`;
    const { clusters } = await loaded(cluster('web', 51) + cluster('db', 52) + cluster('ssh', 53));
    const lines = clusters.map((each) =>
      successionLines(clusterResult({ holders: ['a'], succession: successionOf(each, clusters) })),
    );
    expect(lines.map((each) => each.filter((line) => line.startsWith('moves')))).toEqual([
      ['moves together with db (sync group)'],
      ['moves together with web (sync group)'],
      [],
    ]);
  });
});
