import { describe, expect, it } from 'vitest';
import { changeTexts } from '../../../src/report/clean.ts';
import type { RunRecord } from '../../../src/report/documents/record.ts';
import { STYLE } from '../../../src/report/html/style.ts';
import {
  CONF_DIFF,
  clusterResult,
  drillResult,
  emptyTimeline,
  hostResult,
  problem,
  runDocument,
  taskResult,
} from '../sample.ts';
import { hardRecord } from '../support/hard-record.ts';
import { fixture, record, rendered, pageText as text } from '../support/record.ts';

const page = (of: RunRecord) => rendered('report.html', of);
const noDrills = { drills: [] };
const clusters = { web: clusterResult() };
const changed = { a: hostResult({ changed: 2 }), b: hostResult({ changed: 1 }), c: hostResult() };

describe('the headline', () => {
  const cases: readonly (readonly [string, RunRecord, string])[] = [
    [
      'a proved run',
      record(),
      '✓ Proved The failover works: 1 drill passed, the longest interruption was 82 ms.',
    ],
    [
      'changes without a drill',
      record({ ...noDrills, document: runDocument({ hosts: changed, clusters }) }),
      '✓ Done 3 changes on 2 hosts made; the failover was not measured in this run.',
    ],
    [
      'nothing to change',
      record({ ...noDrills, document: runDocument({ hosts: { a: hostResult() }, clusters }) }),
      '✓ Done Everything is as the inventory says; the failover was not measured in this run.',
    ],
    [
      'a check',
      record({
        ...noDrills,
        origin: { ...record().origin, check: true },
        document: runDocument({ hosts: changed }),
      }),
      '✓ Checked 3 changes on 2 hosts would be made; nothing was touched.',
    ],
    [
      'a failure',
      record({
        document: runDocument({
          ok: false,
          exitCode: 4,
          errors: [problem({ host: 'a' }), problem({ host: 'b' })],
        }),
      }),
      '✗ Failed the connection was refused on a (and 1 more problem).',
    ],
    [
      'a failure without a word',
      record({ document: runDocument({ ok: false, exitCode: 2 }) }),
      '✗ Failed It ended with exit code 2: a host failed.',
    ],
    [
      'an interrupted run',
      record({ document: runDocument({ ok: false, exitCode: 130 }) }),
      '✗ Interrupted The run was ended before it was through.',
    ],
    [
      'a real failed drill',
      fixture('failed'),
      '✗ Failed No node took the address over (and 1 more problem).',
    ],
  ];
  it.each(cases)('of %s', (_name, of, wanted) => expect(text(of)).toContain(wanted));
});

describe('the page', () => {
  it.each(['proved', 'failed'] as const)('of the %s run asks for nothing from elsewhere', (name) => {
    const html = page(fixture(name));
    expect(html).not.toMatch(/<(script|link|img|iframe|object|embed)\b|@import|\bsrc=|\bon\w+="/);
    expect([...html.matchAll(/url\((.*?)\)/g)].map((match) => match[1]?.[0])).toEqual(
      expect.not.arrayContaining(['h', '"', "'", '/', 'd']),
    );
    expect([...html.matchAll(/href="(.*?)"/g)].every((match) => match[1]?.startsWith('#'))).toBe(true);
    expect(html).toContain('<html lang="en">');
  });

  it('has each id once, and every label it refers to', () => {
    const html = page(fixture('proved'));
    const ids = [...html.matchAll(/ id="(.*?)"/g)].map((match) => match[1]);
    expect(new Set(ids).size).toBe(ids.length);
    const referred = [...html.matchAll(/aria-labelledby="(.*?)"/g)].flatMap((match) => match[1]?.split(' '));
    expect(ids).toEqual(expect.arrayContaining(referred));
  });

  it('means every text as text', () => {
    const hostile = `"'><script>alert(1)</script>&amp;`;
    const of = record({
      notices: [{ text: 'note', host: 'HAVIP-01', fix: 'mend' }],
      document: runDocument({
        ok: false,
        exitCode: 2,
        hosts: {
          h: hostResult({ failed: 1, tasks: [taskResult({ changed: true, diff: CONF_DIFF, error: 'e' })] }),
        },
        clusters: { web: clusterResult({ drills: [drillResult({ passed: false, error: 'e' })] }) },
        errors: [problem({ host: 'h', detail: 'd\ne', fix: 'f', source: { file: 'i', line: 1, column: 1 } })],
      }),
      drills: fixture('failed').drills,
    });
    const html = page(changeTexts(of, (value) => `${value}${hostile}`));
    expect(html).not.toContain('<script');
    expect(html).not.toContain(`"'>`);
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&amp;amp;');
  });

  it('says what went wrong with its fix, and the same on many hosts once', () => {
    const errors = ['a', 'b', 'c'].map((host) => problem({ host, fix: 'Start sshd.' }));
    const shown = text(record({ document: runDocument({ ok: false, exitCode: 4, errors }) }));
    expect(shown).toContain('a, b, c: the connection was refused Start sshd.');
    expect(shown.split('Start sshd.')).toHaveLength(2);
  });

  it('shows diffs, long ones folded', () => {
    const long = `${CONF_DIFF}${'+more\n'.repeat(30)}`;
    const tasks = [
      taskResult({ changed: true, diff: CONF_DIFF }),
      taskResult({ name: 'b', changed: true, diff: long }),
    ];
    const html = page(record({ document: runDocument({ hosts: { h: hostResult({ tasks, changed: 2 }) } }) }));
    expect(html).toContain('<details open><summary class="small">1 lines added, 1 removed</summary>');
    expect(html).toContain('<details><summary class="small">31 lines added, 1 removed</summary>');
    expect(html).toContain('<span class="added">+  advert_int 2</span>');
    expect(html).toContain('<span class="removed">-  advert_int 1</span>');
  });

  it.each([
    [
      ['up', 'inventory.yaml', '--limit', 'web', '--check'],
      'havip-deploy up inventory.yaml --limit web --check',
    ],
    [['run', 'my playbook.ts', '-i', 'a', '-i', 'b'], 'havip-deploy run &#39;my playbook.ts&#39; -i a -i b'],
    [['verify', '-e', 'x=<b>'], 'havip-deploy verify -e &#39;x=&lt;b&gt;&#39;'],
  ])('shows the command line %j as it can be typed', (words, wanted) => {
    const origin = { ...record().origin, words };
    expect(page(record({ origin }))).toContain(`<code>${wanted}</code>`);
  });

  it('names the versions that took part', () => {
    expect(text(fixture('failed'))).toContain(
      'havip-deploy 0.1.0 Node.js here 20.20.2 keepalived on HAVIP-01 2.2.7 keepalived on HAVIP-02 2.2.7',
    );
  });

  it('gives several clusters a table of their own', () => {
    const clusters = {
      web: clusterResult({ drills: [drillResult()] }),
      db: clusterResult({ holder: null, holders: [], unseen: ['a'], healthy: false }),
      api: clusterResult({ holder: null, holders: [], skipped: 'an earlier one failed', healthy: false }),
    };
    const shown = text(record({ document: runDocument({ clusters }) }));
    expect(shown).toContain('web 172.16.16.12 HAVIP-01 1 of 1 82 ms ✓ healthy');
    expect(shown).toContain('db 172.16.16.12 unknown – – ✗ not healthy');
    expect(shown).toContain('api 172.16.16.12 unknown – – not begun');
    expect(shown).toContain('not begun : an earlier one failed');
  });

  it('folds the pictures of many drills alike, never those of a failed one', () => {
    const { timeline } = fixture('proved').drills[0] ?? { timeline: emptyTimeline };
    const drills = Array.from({ length: 6 }, (_, nth) => ({
      cluster: 'web',
      drill: drillResult({ passed: nth !== 5 }),
      timeline,
    }));
    expect(page(record({ drills })).split('<summary>Pictures</summary>')).toHaveLength(2);
  });

  it('prints the pictures of six drills, failed ones first, and says that there are more', () => {
    const drills = hardRecord().drills.slice(-8);
    const html = page(record({ drills }));
    expect(html.split('unprinted')).toHaveLength(1 + 2 + STYLE.split('unprinted').length - 1);
    expect(html).toContain('class="drill failed" id="drill-1-8"');
    expect(html).toContain('The pictures of 2 more drills are not printed');
  });
});

describe('a cluster with a cloud', () => {
  const cloud = (disagreements: readonly string[]) => ({
    havipId: 'havip-1a2b3c4d',
    boundTo: 'HAVIP-01',
    movedAt: '2026-11-22 10:00:00',
    eip: '198.51.100.7',
    sources: { vrrp: ['HAVIP-01'], interface: ['HAVIP-01'], cloud: 'HAVIP-01' },
    disagreements,
    tasks: [
      { name: 'EIP', changed: true, diff: 'bind 198.51.100.7', error: null },
      { name: 'HAVIP', changed: false, diff: null, error: null },
    ],
  });
  const told = (disagreements: readonly string[]) =>
    text(
      record({
        document: runDocument({ clusters: { web: clusterResult({ cloud: cloud(disagreements) }) } }),
      }),
    );

  it('shows its ids, the three sources and what was done', () => {
    const said = told([]);
    expect(said).toContain('HAVIP havip-1a2b3c4d EIP 198.51.100.7 Cloud ✓ three sources agree');
    expect(said).toContain('VRRP state HAVIP-01 Address on the interface HAVIP-01');
    expect(said).toContain('Cloud, moved 2026-11-22 10:00:00 HAVIP-01');
    expect(said).toContain('Steps in the cloud EIP bind 198.51.100.7');
  });

  it('says in a sentence how they disagree', () => {
    const said = told(['The cloud sends the address to HAVIP-02.']);
    expect(said).toContain('✗ disagrees with the machines');
    expect(said).toContain('✗ The cloud sends the address to HAVIP-02.');
  });
});

it('tells what repeated drills came to', () => {
  const statistics = [
    {
      scenario: 'stop',
      from: 'HAVIP-01',
      to: 'HAVIP-02',
      runs: 20,
      interruptionMs: { p50: 61, p95: 88, worst: 140 },
      takeoverMs: null,
    },
  ];
  const clusters = { web: clusterResult({ statistics }) };
  expect(text(record({ document: runDocument({ clusters }) }))).toContain(
    'stop HAVIP-01 → HAVIP-02 20 61 ms 88 ms 140 ms',
  );
});
