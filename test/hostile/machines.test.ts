import { describe, expect, it } from 'vitest';
import { ScriptedConnection } from '../../src/connection/scripted.ts';
import type { Clock } from '../../src/core/clock.ts';
import { FactStore } from '../../src/engine/facts/fact-store.ts';
import { observe } from '../../src/engine/facts/observe.ts';
import { probeLines } from '../../src/havip/drills/lines/probe-lines.ts';
import { MachineClock } from '../../src/havip/drills/watch/machine-clock.ts';
import { plausible } from '../../src/havip/drills/watch/plausible.ts';
import { ProbeSamples } from '../../src/havip/drills/watch/probe-samples.ts';
import { networkFact } from '../../src/resources/network.ts';

describe('an address that is none', () => {
  it.each(['999.1.2.3/24', '10.0.0.1/33', '10.0.0.1/999', '1.2.3/8', '1.2.3.4.5/8', '010.0.0.1/8'])(
    '%s is a problem of that machine, which is named',
    async (address) => {
      const connection = new ScriptedConnection({
        host: 'one',
        run: (program) => {
          const [marker = ''] = /@[0-9a-f]{24}/.exec(program) ?? [];
          const said = `2: eth0    inet ${address} brd 10.0.0.255 scope global eth0\n`;
          const stdout = `\n${marker} 0\n${said}\n${marker} end\n`;
          return Promise.resolve({ exitCode: 0, stdout, stderr: '' });
        },
      });
      const outcome = await observe(connection, [networkFact], new FactStore());
      expect(outcome).toMatchObject({
        ok: false,
        problems: [{ code: 'host.facts-malformed', host: 'one', detail: expect.stringContaining(address) }],
      });
    },
  );
});

describe('probes that a witness tells of', () => {
  const said = (...lines: readonly string[]) => {
    let nowMs = 0;
    const clock: Clock = { monotonicMs: () => nowMs, wall: () => new Date(0) };
    const samples = new ProbeSamples();
    const machine = new MachineClock(0);
    const pass = plausible(
      (seen) => {
        if (seen.kind === 'answered' || seen.kind === 'unanswered') samples.record(seen);
      },
      clock,
      100,
    );
    const understand = probeLines({
      series: 'address',
      intervalMs: 100,
      clock: machine,
      observe: pass,
      note: () => {},
    });
    understand('T 1000.0 1000.0', 0);
    for (const line of lines) {
      nowMs += 100;
      understand(line, nowMs);
    }
    return samples.samples();
  };
  const answer = (sequence: number | string, at = '1000.1') =>
    `[${at}] 64 bytes from 10.0.0.9: icmp_seq=${sequence} ttl=64 time=0.1 ms`;

  it('count where they can have been sent', () => {
    expect(said(answer(1), answer(2), answer(4, '1000.3')).map(({ sequence }) => sequence)).toEqual([
      1, 2, 3, 4,
    ]);
  });

  it.each([
    ['a number beyond all', [answer(1), answer(400_000_000)]],
    ['the highest number', [answer(1), answer(65_535)]],
    [
      'numbers that leap',
      [answer(1), ...[32_000, 64_000, 30_000, 62_000, 28_000].map((each) => answer(each))],
    ],
    ['no answer to a number beyond all', [answer(1), '[1000.1] no answer yet for icmp_seq=400000000']],
  ])('are passed over where they cannot: %s', (_name, lines) => {
    expect(said(...lines).map(({ sequence }) => sequence)).toEqual([1]);
  });

  it.each([
    ['still to come', '99999999999'],
    ['long past', '0.5'],
  ])('of a moment that is %s are of when they came: a clock may have been set', (_name, at) => {
    expect(said(answer(1), answer(2, at)).map(({ atMs }) => atMs)).toEqual([100, 200]);
  });
});
