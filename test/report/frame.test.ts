import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/core/events/event.ts';
import { composeFrame } from '../../src/report/live/frame.ts';
import { advance, createProgress, type Progress } from '../../src/report/live/progress.ts';
import { createStyle } from '../../src/report/style.ts';
import { displayWidth } from '../../src/report/text.ts';
import { drillLines, shortDrillLine } from '../../src/report/words/drill-line.ts';
import { cpuMsOf } from '../support/cpu-time.ts';
import { clusterResult, drillResult, EVENTS, emptyTimeline, hostResult, problem } from './sample.ts';

const style = createStyle({ color: false });
const VIEWPORT = { columns: 72, lines: 20 };

/** Progress after events that come 1 s apart. */
function progressAfter(events: readonly RunEvent[]): Progress {
  const progress = createProgress(0);
  for (const [second, event] of events.entries()) advance(progress, event, second * 1000);
  return progress;
}

function frame(events: readonly RunEvent[], viewport = VIEWPORT, now = events.length * 1000): string[] {
  const { head, lines } = composeFrame(progressAfter(events), viewport, now, style);
  return [head, ...lines].map((line) => line.trimEnd());
}

function runStarted(pairs: number): RunEvent {
  const hosts = Array.from(
    { length: pairs },
    (_, pair) => [`web-${pair}`, [`h${pair}a`, `h${pair}b`]] as const,
  );
  return { type: 'run-started', command: 'up', at: new Date(0), hosts: Object.fromEntries(hosts) };
}

const activity = (host: string): RunEvent => ({ type: 'host-activity', host, activity: 'reading facts' });

describe('composeFrame', () => {
  it('has a line for every cluster, host and drill', () => {
    expect(frame(EVENTS)).toEqual([
      'up  2 of 3 hosts done, 1 failed  14.0 s',
      'web         ✔ HAVIP-01 holds 172.16.16.12                         11.0 s',
      '  HAVIP-01  ✔ 1 changed                                            4.0 s',
      '  HAVIP-02  ✖ failed: keepalived.service did not start             0.0 s',
      '  ✔ stop HAVIP-01 → HAVIP-02   interruption 82 ms   passed',
      'probe-01    ·',
    ]);
  });

  it('tells what a host does, and for how long', () => {
    expect(frame(EVENTS.slice(0, 3), VIEWPORT, 5000).slice(0, 4)).toEqual([
      'up  0 of 3 hosts done  5.0 s',
      'web         · converging                                           4.0 s',
      '  HAVIP-01  · reading facts                                        3.0 s',
      '  HAVIP-02  ·',
    ]);
  });

  it('shows what failed and what runs where not all fit, and counts the rest', () => {
    const failed: RunEvent = { type: 'problem', problem: problem({ host: 'h7b' }) };
    const ended: RunEvent = { type: 'host-finished', host: 'h0a', result: hostResult() };
    const clusterEnded: RunEvent = { type: 'cluster-finished', cluster: 'web-0', result: clusterResult() };
    const running = [1, 2, 3, 4].flatMap((pair) => [activity(`h${pair}a`), activity(`h${pair}b`)]);
    const lines = frame([runStarted(10), ended, clusterEnded, failed, ...running], { columns: 60, lines: 9 });
    expect(lines.map((line) => line.replace(/ +[\d.]+ s$/, ''))).toEqual([
      'up  1 of 20 hosts done, 1 failed',
      'web-7  ·',
      '  h7b  ✖ the connection was refused',
      'web-1  ·',
      '  h1a  · reading facts',
      '  h1b  · reading facts',
      'web-2  ·',
      '  h2a  · reading facts',
      '… 2 more clusters running, 4 waiting',
    ]);
  });

  it.each([
    [12, 24, ['9 earlier drills passed', 'stop', 'stop', 'stop']],
    [12, 9, ['11 earlier drills passed', 'stop']],
    [2, 24, ['stop', 'stop']],
  ])('with %i drills of one cluster in %i lines, the other is still there', (drills, lines, shown) => {
    const drilled: RunEvent = {
      type: 'drill-finished',
      cluster: 'web-0',
      drill: drillResult(),
      timeline: emptyTimeline,
    };
    const view = frame(
      [runStarted(lines > 20 ? 5 : 2), ...Array.from({ length: drills }, () => drilled), activity('h1a')],
      { columns: 78, lines: Math.min(20, lines) },
    );
    expect(
      view.flatMap((line) => /✔ (.*passed|stop)\b/.exec(line)?.[1]?.replace(/^stop .*/, 'stop') ?? []),
    ).toEqual(shown);
    expect(view.filter((line) => line.startsWith('web-')).length).toBe(lines > 20 ? 5 : 2);
    expect(view.length).toBeLessThanOrEqual(lines);
  });

  it.each([
    [200, 'stop HAVIP-01 → HAVIP-02   interruption 82 ms   takeover 75 ms   lost 8/512   passed'],
    [75, 'stop HAVIP-01 → HAVIP-02   interruption 82 ms   takeover 75 ms   passed'],
    [60, 'stop HAVIP-01 → HAVIP-02   interruption 82 ms   passed'],
    [40, 'stop HAVIP-01 → HAVIP-02   passed'],
  ])('in %i columns a drill keeps its verdict', (columns, line) => {
    expect(shortDrillLine(drillResult(), style.symbols, columns)).toBe(line);
  });

  it.each([1, 7, 20, 31, 80, 200])(
    'never wraps in %i columns, and never takes more lines than it may',
    (columns) => {
      const viewport = { columns, lines: 8 };
      const events = [
        ...EVENTS,
        { type: 'host-activity', host: '主机-with-a-long-name', activity: '安装 keepalived' },
      ];
      for (const some of [events as RunEvent[], [runStarted(300), activity('h1a')]]) {
        const lines = frame(some, viewport);
        expect(lines.length).toBeLessThanOrEqual(8);
        for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(columns);
      }
    },
  );

  it('is cheap for 2000 hosts', async () => {
    const events = [runStarted(1000), ...Array.from({ length: 400 }, (_, pair) => activity(`h${pair}a`))];
    const progress = progressAfter(events);
    composeFrame(progress, VIEWPORT, 0, style);
    const costs = await cpuMsOf(() => {
      for (let count = 0; count < 20; count += 1) composeFrame(progress, VIEWPORT, 0, style);
    });
    expect(costs / 20).toBeLessThan(100);
  });
});

describe('advance', () => {
  it.each<[string, RunEvent[], string]>([
    [
      'an unreachable host',
      [{ type: 'host-finished', host: 'h0a', result: hostResult({ unreachable: true }) }],
      'unreachable',
    ],
    [
      'a host without changes',
      [{ type: 'host-finished', host: 'h0a', result: hostResult() }],
      'nothing to change',
    ],
    [
      'the first of two failures',
      ['first', 'second'].map((summary) => ({ type: 'problem', problem: problem({ host: 'h0a', summary }) })),
      'first',
    ],
    [
      'a failure, whatever is done after it',
      [{ type: 'problem', problem: problem({ host: 'h0a' }) }, activity('h0a')],
      'the connection was refused',
    ],
    [
      'work after the end',
      [{ type: 'host-finished', host: 'h0a', result: hostResult() }, activity('h0a')],
      'reading facts',
    ],
  ])('tells %s', (_, events, text) => {
    expect(progressAfter([runStarted(1), ...events]).hosts.get('h0a')?.text).toBe(text);
  });

  it.each([
    [
      'nobody holds the address',
      clusterResult({ holder: null, holders: [], healthy: false }),
      'failed',
      'nobody holds 172.16.16.12',
    ],
    [
      'two hold it',
      clusterResult({ holders: ['a', 'b'], healthy: false }),
      'failed',
      'a and b hold 172.16.16.12',
    ],
    [
      'a drill failed',
      clusterResult({ drills: [drillResult({ passed: false })] }),
      'failed',
      'HAVIP-01 holds 172.16.16.12',
    ],
    [
      'a plan',
      clusterResult({ healthy: false, effect: { kind: 'reload' } }),
      'ok',
      'reload, the address does not move',
    ],
  ] as const)('judges a cluster: %s', (_, result, stage, text) => {
    const progress = progressAfter([runStarted(1), { type: 'cluster-finished', cluster: 'web-0', result }]);
    expect(progress.groups.get('web-0')).toMatchObject({ stage, text });
  });

  it('takes names that nobody has announced', () => {
    const progress = progressAfter([activity('constructor')]);
    expect([...progress.hosts.keys()]).toEqual(['constructor']);
  });
});

describe('a drill below its cluster', () => {
  const error =
    'the address was still on HAVIP-01 after 12 s, though keepalived there had been stopped before';
  it.each([20, 40, 78, 100, 300])('breaks between figures or words in %i columns', (columns) => {
    const drill = drillResult({ passed: false, error });
    const lines = drillLines(drill, style.symbols, columns);
    for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(columns);
    expect(lines.join(' ').replaceAll(/ +/g, ' ')).toContain(`failed: ${error}`);
  });
});
