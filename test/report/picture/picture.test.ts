import { describe, expect, it } from 'vitest';
import type { Timeline } from '../../../src/core/events/timeline.ts';
import type { RunRecord } from '../../../src/report/documents/record.ts';
import { ticks } from '../../../src/report/picture/axis.ts';
import { laneGroups, twoHolders } from '../../../src/report/picture/lanes.ts';
import { inRows, momentsOf } from '../../../src/report/picture/marks.ts';
import { roundUp } from '../../../src/report/picture/round-up.ts';
import { describeStrip, scaleOf } from '../../../src/report/picture/strip.ts';
import { closeUpWindow, interruptionOf, position, wholeWindow } from '../../../src/report/picture/window.ts';
import { drillResult, emptyTimeline } from '../sample.ts';
import { record, rendered } from '../support/record.ts';

/** 5 s from 1000 ms on, a probe every 10 ms; the failure at 1500 ms, no answers from 1510 to 1590 ms. */
const timeline: Timeline = {
  prober: 'probe-01',
  probes: Array.from({ length: 500 }, (_, sequence) => {
    const atMs = 1000 + sequence * 10;
    return { sequence, atMs, rttMs: atMs > 1510 && atMs < 1590 ? null : 0.1 };
  }),
  holding: [
    { atMs: 1000, node: 'a', value: true },
    { atMs: 1000, node: 'b', value: false },
    { atMs: 1560, node: 'b', value: true },
    { atMs: 1580, node: 'a', value: false },
  ],
  vrrp: [
    { atMs: 1000, node: 'a', value: 'MASTER' },
    { atMs: 1000, node: 'a', value: 'MASTER' },
    { atMs: 1500, node: 'a', value: 'FAULT' },
    { atMs: 1700, node: 'a', value: 'unknown' },
  ],
  daemon: [{ atMs: 1000, node: 'a', value: false }],
  binding: [
    { atMs: 1000, node: 'a' },
    { atMs: 3000, node: null },
  ],
  markers: [
    { atMs: 1000, name: 'begun' },
    { atMs: 1500, name: 'caused' },
    { atMs: 2500, name: 'restored' },
    { atMs: 6000, name: 'ended' },
  ],
  clocks: [{ machine: 'a', uncertaintyMs: 0.4 }],
};

const drill = drillResult({ interruptionMs: 80 });
const page = (of: Partial<RunRecord['drills'][number]>) =>
  rendered('report.html', record({ drills: [{ cluster: 'web', drill, timeline, ...of }] }));

describe('windows', () => {
  it('show the whole, and the interruption enlarged', () => {
    const interruption = interruptionOf({ drill, timeline });
    expect(interruption).toEqual({ fromMs: 1510, toMs: 1590 });
    expect(wholeWindow(timeline)).toEqual({ fromMs: 1000, toMs: 6000, zeroMs: 1500 });
    expect(closeUpWindow(timeline, interruption)).toEqual({ fromMs: 1440, toMs: 1650, zeroMs: 1500 });
  });

  it('leave out a beginning that was long before', () => {
    const late = {
      ...timeline,
      markers: [{ atMs: 1000, name: 'caused' } as const],
      probes: timeline.probes.map((p) => ({ ...p, atMs: p.atMs + 60_000 })),
    };
    expect(closeUpWindow(late, interruptionOf({ drill, timeline: late }))?.fromMs).toBe(61_450);
  });

  it('leave out a failure that the interruption followed late', () => {
    const pause = { fromMs: 3700, toMs: 4040 };
    expect(closeUpWindow(timeline, pause)).toEqual({ fromMs: 3496, toMs: 4244, zeroMs: 1500 });
  });

  it('need no close-up of what is wide anyway', () => {
    expect(closeUpWindow(timeline, { fromMs: 1500, toMs: 4000 })).toBeUndefined();
    expect(closeUpWindow(timeline, undefined)).toBeUndefined();
  });

  it('let an interruption without an end last to the end', () => {
    const silent = { ...timeline, probes: timeline.probes.slice(0, 55) };
    const open = { drill: drillResult({ interruptionMs: null }), timeline: silent };
    expect(interruptionOf(open)).toEqual({ fromMs: 1510, toMs: 6000 });
    expect(page(open)).toContain('no answer until the end');
  });

  it('of nothing at all have a width', () => {
    expect(wholeWindow(emptyTimeline)).toEqual({ fromMs: 0, toMs: 1, zeroMs: 0 });
    expect(interruptionOf({ drill, timeline: emptyTimeline })).toBeUndefined();
  });

  it.each([
    [1000, 0],
    [3500, 50],
    [6000, 100],
    [0, 0],
    [9999, 100],
  ])('put %i ms at %i %%', (atMs, percent) => expect(position(atMs, wholeWindow(timeline))).toBe(percent));
});

describe('the axis', () => {
  it.each([
    [0, 4500, 500, ['0 s', '1', '2', '3', '4'], 1],
    [1440, 1650, 1500, ['\u22120.05', '0 s', '0.05', '0.10', '0.15'], 1],
    [0, 600_000, 0, ['0 s', '100', '200', '300', '400', '500', '600'], 1],
  ])('from %i to %i ms has round seconds from the failure', (fromMs, toMs, zeroMs, wanted) => {
    const found = ticks({ fromMs, toMs, zeroMs }).map(({ text }) => text);
    expect(found).toEqual(expect.arrayContaining(wanted));
    expect(found.length).toBeLessThan(10);
  });

  it.each([
    [0.05, 0.05],
    [0.11, 0.2],
    [3, 5],
    [600, 1000],
    [0, 0.001],
  ])('rounds %f up to %f', (value, wanted) => expect(roundUp(value)).toBeCloseTo(wanted, 9));
});

describe('lanes', () => {
  const groups = laneGroups(timeline, '10.0.0.9', 6000);
  const shown = groups.map(({ title, lanes }) => [
    title,
    ...lanes.map(({ label, pieces }) =>
      [label, ...pieces.map(({ fromMs, toMs, tone }) => `${fromMs}-${toMs} ${tone}`)].join(' '),
    ),
  ]);

  it('last from change to change, equal ones joined', () => {
    expect(shown).toEqual([
      [
        'Who has 10.0.0.9',
        'a 1000-1580 holds 1580-6000 none',
        'b 1000-1560 none 1560-6000 holds',
        'the cloud sends to 1000-3000 holds 3000-6000 none',
      ],
      ['VRRP state', 'a 1000-1500 master 1500-1700 fault 1700-6000 unknown'],
      ['keepalived', 'a 1000-6000 stopped'],
    ]);
  });

  it('find two holders', () => {
    expect(twoHolders(timeline, 6000)).toEqual([{ fromMs: 1560, toMs: 1580 }]);
    expect(twoHolders({ ...timeline, holding: timeline.holding.slice(0, 3) }, 6000)).toEqual([
      { fromMs: 1560, toMs: 6000 },
    ]);
    expect(twoHolders(emptyTimeline, 1)).toEqual([]);
  });
});

describe('moments', () => {
  it('that are close to each other stand in rows of their own', () => {
    const window = wholeWindow(timeline);
    expect(inRows(momentsOf(timeline, false, window), window).map(({ text, row }) => [text, row])).toEqual([
      ['failure caused', 0],
      ['failure undone', 1],
      ['end', 0],
    ]);
  });

  it('of a handover begin with the change', () => {
    expect(page({ drill: drillResult({ scenario: 'handover' }) })).toContain('>change begun</text>');
  });
});

describe('strips', () => {
  it('are scaled by what is usual', () => {
    const probes = [...Array(99).fill(0.1), 900].map((rttMs, sequence) => ({
      sequence,
      atMs: sequence,
      rttMs,
    }));
    expect(scaleOf(probes)).toBeCloseTo(0.4, 9);
    expect(describeStrip({ title: '', probes })).toBe(
      '100 answered, 0 lost; round trip 0.1 ms as a rule, 900 ms at most',
    );
    expect(describeStrip({ title: '', probes: [{ sequence: 1, atMs: 0, rttMs: null }] })).toBe(
      '0 answered, 1 lost',
    );
  });

  it('are as many as there were probers', () => {
    const service = timeline.probes.slice(0, 9);
    const html = page({ timeline: { ...timeline, service, public: service } });
    expect(html).toContain('>Service behind the address</span>');
    expect(html).toContain('>Public address, from here</span>');
    expect(page({})).not.toContain('Public address');
  });

  it('of very many probes stay small', () => {
    const probes = Array.from({ length: 60_000 }, (_, sequence) => ({
      sequence,
      atMs: sequence * 10,
      rttMs: sequence % 7 ? 0.1 : null,
    }));
    expect(page({ timeline: { ...timeline, probes } }).length).toBeLessThan(150_000);
  });
});

describe('the picture', () => {
  it('says the interruption in ms, and two holders', () => {
    expect(page({})).toContain('>interruption 80 ms</text>');
    expect(page({})).toContain('>two holders 20 ms</text>');
  });

  it('is told in words, too', () => {
    expect(page({})).toMatch(/<desc id="drill-1-1-description">interruption 80 ms, takeover after 75 ms/);
  });
});
