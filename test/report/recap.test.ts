import { describe, expect, it } from 'vitest';
import { formatConclusion, formatHosts, formatRecap } from '../../src/report/recap.ts';
import { createStyle } from '../../src/report/style.ts';
import { formatClusterTable } from '../../src/report/tables/cluster-table.ts';
import { clusterResult, drillResult, hostResult, runDocument } from './sample.ts';

const plain = createStyle({ color: false });
const coloured = createStyle({ color: true });

describe('formatHosts', () => {
  it("aligns Ansible's columns", () => {
    const hosts = {
      'HAVIP-01': hostResult({ changed: 4 }),
      p: hostResult({ ok: 12, unreachable: true, skipped: 3 }),
    };
    expect(formatHosts(hosts, plain)).toBe(
      'HAVIP-01 : ok=9  changed=4 unreachable=0 failed=0 skipped=0\n' +
        'p        : ok=12 changed=0 unreachable=1 failed=0 skipped=3',
    );
  });

  it('has a column of rescued steps where there are any', () => {
    const hosts = { a: hostResult({ ok: 1 }), b: hostResult({ ok: 1, rescued: 2 }) };
    expect(formatHosts(hosts, plain)).toBe(
      'a : ok=1 changed=0 unreachable=0 failed=0 skipped=0 rescued=0\n' +
        'b : ok=1 changed=0 unreachable=0 failed=0 skipped=0 rescued=2',
    );
  });

  it.each([
    [
      'nothing changed',
      {},
      '\x1b[32mh\x1b[39m : \x1b[32mok=9\x1b[39m changed=0 unreachable=0 failed=0 skipped=0',
    ],
    ['changed', { changed: 1 }, '\x1b[33mh\x1b[39m : \x1b[32mok=9\x1b[39m \x1b[33mchanged=1\x1b[39m'],
    ['failed', { changed: 1, failed: 1 }, '\x1b[31mh\x1b[39m'],
    ['unreachable', { unreachable: true }, '\x1b[91munreachable=1\x1b[39m'],
    ['skipped', { skipped: 2 }, '\x1b[36mskipped=2\x1b[39m'],
  ])('has its colours: %s', (_, differs, expected) => {
    expect(formatHosts({ h: hostResult(differs) }, coloured)).toContain(expected);
  });
});

describe('formatClusterTable', () => {
  const web = clusterResult({
    drills: [
      drillResult(),
      drillResult({ from: 'HAVIP-02', to: null, interruptionMs: null, splitBrainMs: 120, passed: false }),
    ],
  });

  it('has a line for every drill, and one for a cluster without', () => {
    const db = clusterResult({ addresses: ['10.0.0.4'], holders: [], holder: null, healthy: false });
    expect(formatClusterTable({ web, db }, plain)).toBe(
      [
        'cluster  address       holder    drill                     interruption  takeover  split brain  verdict',
        'web      172.16.16.12  HAVIP-01  stop HAVIP-01 → HAVIP-02  82 ms         75 ms     none         passed',
        '                                 stop HAVIP-02 → nobody    -             75 ms     120 ms       failed',
        'db       10.0.0.4      nobody    -                         -             -         -            unhealthy',
      ].join('\n'),
    );
  });

  it('tells that a cluster is unhealthy though its drills passed', () => {
    const sick = clusterResult({ drills: [drillResult()], healthy: false, holders: ['a', 'b'] });
    const table = formatClusterTable({ web: sick }, plain);
    expect(table).toContain('a + b');
    expect(table.split('\n').at(-1)).toMatch(/unhealthy$/);
  });

  it('gets lines instead of a table where the terminal is too narrow', () => {
    expect(formatClusterTable({ web }, plain, 90)).toBe(
      [
        'web  172.16.16.12  HAVIP-01  healthy',
        '  stop HAVIP-01 → HAVIP-02   interruption 82 ms   takeover 75 ms   lost 8/512   passed',
        '  stop HAVIP-02 → nobody   interruption -   takeover 75 ms   lost 8/512',
        '    split brain 120 ms   failed',
      ].join('\n'),
    );
  });

  it('needs only ASCII where told so', () => {
    const ascii = createStyle({ color: false, unicode: false });
    expect(formatClusterTable({ web }, ascii)).toMatch(/^[\x20-\x7e\n]+$/);
  });
});

describe('formatConclusion', () => {
  it.each([
    [{}, 'up: done in 12.3 s'],
    [{ ok: false, exitCode: 3 }, 'up: failed after 12.3 s (exit code 3: converged, but verification failed)'],
    [{ ok: false, exitCode: 99 }, 'up: failed after 12.3 s (exit code 99)'],
  ])('%o', (differs, expected) => {
    expect(formatConclusion(runDocument(differs), plain)).toBe(expected);
  });
});

describe('formatRecap', () => {
  it('leaves out what there is none of', () => {
    expect(formatRecap(runDocument({ hosts: {}, clusters: {} }), plain)).toBe('up: done in 12.3 s\n');
  });
});
