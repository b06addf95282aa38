import { describe, expect, it } from 'vitest';
import type { NodeResult } from '../../src/core/events/document.ts';
import { toJson } from '../../src/report/documents/json.ts';
import { formatRecap } from '../../src/report/recap.ts';
import { createStyle } from '../../src/report/style.ts';
import { formatNodes } from '../../src/report/tables/node-table.ts';
import { clusterResult, hostResult, runDocument } from './sample.ts';

const style = createStyle({ color: false });
const nodes: Readonly<Record<string, NodeResult>> = {
  'HAVIP-01': { keepalived: '2.3.3', running: true, vrrp: 'MASTER', holds: true },
  'HAVIP-02': { keepalived: '2.2.7', running: true, vrrp: 'FAULT', holds: false },
  'HAVIP-03': { keepalived: null, running: false, vrrp: null, holds: false },
};
const document = runDocument({
  command: 'status',
  clusters: { web: clusterResult({ nodes }), db: clusterResult() },
  hosts: {
    'HAVIP-01': hostResult({ changed: 0 }),
    'HAVIP-02': hostResult({ changed: 1 }),
    'HAVIP-03': hostResult({ changed: 0, failed: 1 }),
  },
});

describe('the nodes of a cluster', () => {
  it('a line each: version, service, VRRP state, address and drift', () => {
    expect(formatNodes(document, style).split('\n')).toEqual([
      'node      cluster  keepalived  service  VRRP     address  drift',
      'HAVIP-01  web      2.3.3       running  MASTER   held     none',
      'HAVIP-02  web      2.2.7       running  FAULT    -        1 step',
      'HAVIP-03  web      none        stopped  unknown  -        cannot be planned',
    ]);
  });

  it('one below the other where the terminal is narrow', () => {
    expect(formatNodes(document, style, 30).split('\n').slice(0, 7)).toEqual([
      'HAVIP-01',
      '  cluster: web',
      '  keepalived: 2.3.3',
      '  service: running',
      '  VRRP: MASTER',
      '  address: held',
      '  drift: none',
    ]);
  });

  it('are part of status, and of nothing else', () => {
    expect(formatRecap(document, style)).toContain('HAVIP-02  web      2.2.7');
    expect(formatRecap({ ...document, command: 'up' }, style)).not.toContain('2.2.7');
    expect(JSON.parse(toJson(document)).clusters).toMatchObject({ web: { nodes }, db: {} });
    expect(formatNodes(runDocument(), style)).toBe('');
  });
});
