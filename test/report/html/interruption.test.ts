import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../../../src/report/documents/record.ts';
import { clusterResult, drillResult, runDocument } from '../sample.ts';
import { drillOf } from '../support/hard-record.ts';
import { record, rendered, pageText as text } from '../support/record.ts';

const page = (of: RunRecord) => rendered('report.html', of);

describe('an interruption', () => {
  const none = 'none lost, below 100 ms';
  const late = (): RunRecord['drills'][number] => {
    const drill = drillOf(4_000, 0, 0);
    const probes = drill.timeline.probes.map((probe) =>
      probe.sequence === 41 ? { ...probe, rttMs: 290 } : probe,
    );
    return {
      ...drill,
      drill: { ...drill.drill, interruptionMs: 310 },
      timeline: { ...drill.timeline, probes },
    };
  };
  const { intervalMs: _none, ...untold } = drillOf(4_000, 0, 0).timeline;
  /** What is measured; the words in the table; the caption of the close-up, and whether a band is marked. */
  const cases: readonly (readonly [string, RunRecord['drills'][number], string, string, boolean])[] = [
    ['of 440 ms', drillOf(4_000, 440), '440 ms', 'the interruption, enlarged', true],
    ['that no probe saw', drillOf(4_000, 0, 0), none, 'the moment of the handover, enlarged', false],
    [
      'that a report of before tells of',
      { ...drillOf(4_000, 0, 0), timeline: untold },
      none,
      'the moment',
      false,
    ],
    ['that answers came late for', late(), '310 ms', 'the interruption, enlarged', true],
    [
      'that a prober who stalled may have missed',
      { ...drillOf(4_000, 0, 0), drill: drillResult({ lost: 0, interruptionMs: 260 }) },
      'none lost, below 260 ms',
      'the moment of the handover, enlarged',
      false,
    ],
  ];
  it.each(cases)('%s is told as what is known', (_name, drill, words, caption, marked) => {
    const of = record({
      drills: [drill],
      document: runDocument({ clusters: { web: clusterResult({ drills: [drill.drill] }) } }),
    });
    expect(text(of)).toContain(`Interruption Takeover`);
    expect(text(of)).toContain(` ${words} 75 ms`);
    expect(text(of)).toContain(`Longest interruption ${words}`);
    expect(page(of)).toContain(`<p class="caption">${caption}`);
    expect(page(of).includes('band interruption')).toBe(marked);
  });

  it('that no probe saw is shown where the address went over', () => {
    const html = page(record({ drills: [drillOf(4_000, 0, 0)] }));
    const close = html.slice(html.indexOf('the moment of the handover'), html.indexOf('the whole drill'));
    expect(close).toContain('>failure caused</text>');
    expect(close).toMatch(/has it, for 3.92 s[\s\S]*has it, for 6.00 s/);
    expect(html).toContain('no probe was lost, so that each interruption was below 100 ms.');
  });

  it('of a standby, whose failure moves nothing, has one picture', () => {
    const drill = drillOf(4_000, 0, 0);
    const timeline = { ...drill.timeline, holding: drill.timeline.holding.slice(0, 2) };
    expect(page(record({ drills: [{ ...drill, timeline }] }))).not.toContain('enlarged');
  });

  it('that was seen counts as the longest before one that was not', () => {
    const drills = [drillOf(4_000, 0, 0), drillOf(4_000, 440)];
    expect(text(record({ drills }))).toContain('the longest interruption was 440 ms.');
  });
});
