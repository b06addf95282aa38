import { describe, expect, it } from 'vitest';
import { toJson } from '../../src/report/documents/json.ts';
import { createStyle } from '../../src/report/style.ts';
import { formatClusterTable } from '../../src/report/tables/cluster-table.ts';
import { endingOfCluster } from '../../src/report/words/ending.ts';
import { clusterResult, drillResult, runDocument } from './sample.ts';

const style = createStyle({ color: false });
const unseen = ['HAVIP-01', 'HAVIP-02'];

describe('the holder', () => {
  it.each([
    ['nobody, where all were looked at', { holders: [] }, 'nobody', 'nobody holds 172.16.16.12'],
    ['unknown, where none was', { holders: [], unseen }, 'unknown', 'holder of 172.16.16.12 unknown'],
    [
      'unknown, where one was not',
      { holders: [], unseen: ['HAVIP-01'] },
      'unknown',
      'holder of 172.16.16.12 unknown',
    ],
    [
      'who was seen with it',
      { holders: ['HAVIP-02'], unseen: ['HAVIP-01'] },
      'HAVIP-02',
      'HAVIP-02 holds 172.16.16.12',
    ],
  ])('is %s', (_name, differs, cell, ending) => {
    const cluster = clusterResult({ holder: null, healthy: false, ...differs });
    expect(formatClusterTable({ web: cluster }, style)).toContain(`172.16.16.12  ${cell}  `);
    expect(endingOfCluster(cluster).text).toBe(ending);
    const json = JSON.parse(toJson(runDocument({ clusters: { web: cluster } })));
    expect(json.clusters.web.unseen).toEqual(cluster.unseen);
  });
});

it('says of an interruption for how long at most it was, where nobody looked', () => {
  const table = (differs: object) =>
    formatClusterTable(
      { web: clusterResult({ drills: [drillResult({ interruptionMs: 9022, ...differs })] }) },
      style,
    );
  expect(table({ unmeasuredMs: 8998 })).toMatch(/ {2}at most 9\.02 s {2}/);
  expect(table({})).toMatch(/ {2}9\.02 s {2}/);
});
