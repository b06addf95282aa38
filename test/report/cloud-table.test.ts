import { describe, expect, it } from 'vitest';
import type { CloudResult } from '../../src/core/events/document.ts';
import { toJson } from '../../src/report/documents/json.ts';
import { formatPlan } from '../../src/report/plan.ts';
import { formatRecap } from '../../src/report/recap.ts';
import type { ReporterOptions } from '../../src/report/reporters/reporter.ts';
import { createStyle } from '../../src/report/style.ts';
import { formatSummary } from '../../src/report/summary.ts';
import { formatCloud } from '../../src/report/tables/cloud-table.ts';
import { clusterResult, runDocument, taskResult } from './sample.ts';

const plain = createStyle({ color: false });

function cloudResult(differs: Partial<CloudResult> = {}): CloudResult {
  return {
    havipId: 'havip-1',
    boundTo: 'HAVIP-01',
    movedAt: '2026-11-22 20:31:04',
    eip: '81.71.14.118',
    sources: { vrrp: ['HAVIP-01'], interface: ['HAVIP-01'], cloud: 'HAVIP-01' },
    disagreements: [],
    tasks: [],
    ...differs,
  };
}

const created = taskResult({ name: 'HAVIP', changed: true, diff: 'havip-1 created: 172.16.16.12' });
const table = (cloud: CloudResult, columns?: number) =>
  formatCloud({ web: clusterResult({ cloud }), db: clusterResult() }, plain, columns);

describe('formatCloud', () => {
  it('puts three sources side by side', () => {
    expect(table(cloudResult())).toBe(
      'cluster  HAVIP    EIP           VRRP      interface  cloud     moved                sources\n' +
        'web      havip-1  81.71.14.118  HAVIP-01  HAVIP-01   HAVIP-01  2026-11-22 20:31:04  agree',
    );
  });

  it('says what was done, and each disagreement', () => {
    const sources = { vrrp: ['HAVIP-01'], interface: ['HAVIP-01'], cloud: null };
    const disagreements = ['HAVIP-01 has 172.16.16.12, and the cloud sends it to nobody'];
    const text = table(cloudResult({ sources, disagreements, tasks: [created], movedAt: null, eip: null }));
    expect(text.split('\n').slice(1)).toEqual([
      'web      havip-1  -    HAVIP-01  HAVIP-01   nobody  never  disagree',
      'web: HAVIP  havip-1 created: 172.16.16.12',
      'web: HAVIP-01 has 172.16.16.12, and the cloud sends it to nobody',
    ]);
  });

  it('stacks where the terminal is narrow', () => {
    expect(table(cloudResult(), 40).split('\n')).toEqual([
      'web  agree',
      '  HAVIP: havip-1',
      '  EIP: 81.71.14.118',
      '  VRRP: HAVIP-01',
      '  interface: HAVIP-01',
      '  cloud: HAVIP-01',
      '  moved: 2026-11-22 20:31:04',
    ]);
  });

  it('is not there without a cloud', () => {
    expect(formatCloud({ db: clusterResult() }, plain)).toBe('');
  });
});

describe('the cloud in what is printed', () => {
  const would = taskResult({ name: 'HAVIP', changed: true, diff: 'create web: 172.16.16.12 in subnet-1' });
  const cloud = cloudResult({ havipId: null, tasks: [would] });

  it('is counted and shown by plan', () => {
    const document = runDocument({
      command: 'plan',
      hosts: {},
      clusters: { web: clusterResult({ effect: { kind: 'none' }, cloud }) },
    });
    const text = formatPlan(document, { color: false });
    expect(text).toContain('  cloud  1 step\n    ~ HAVIP  create web: 172.16.16.12 in subnet-1');
    expect(text).toContain('Plan: 1 step to change in the cloud; web: nothing');
  });

  it('is what status shows, though nothing is changed by it', () => {
    const clusters = { web: clusterResult({ effect: { kind: 'none' }, cloud: cloudResult() }) };
    const document = runDocument({ command: 'status', clusters });
    const options = { mode: 'plain', color: false, verbosity: 0, diff: false } as unknown as ReporterOptions;
    const text = formatSummary(document, {}, options);
    expect(text).toMatch(/VRRP +interface +cloud/);
    expect(text).toMatch(/healthy/);
  });

  it('has every key in JSON', () => {
    const json = JSON.parse(toJson(runDocument({ clusters: { web: clusterResult({ cloud }) } })));
    expect(Object.keys(json.clusters.web.cloud)).toEqual([
      ...['havipId', 'boundTo', 'movedAt', 'eip', 'sources', 'disagreements', 'tasks'],
    ]);
  });

  it('leaves only what was done of a cluster that was taken away', () => {
    const gone = clusterResult({ holder: null, holders: [], healthy: false, cloud });
    const text = formatRecap(runDocument({ command: 'down', clusters: { web: gone } }), plain);
    expect(text).toContain('web: HAVIP  create web');
    expect(text).not.toMatch(/nobody|unhealthy/);
  });
});
