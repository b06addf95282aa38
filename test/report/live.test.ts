import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { RunEvent } from '../../src/core/events/event.ts';
import { report } from './harness.ts';
import { CONF_DIFF, EVENTS, hostResult, problem, runDocument, taskResult } from './sample.ts';
import { screen } from './screen.ts';

const LAST_PICTURE = [
  '✔ up  2 of 3 hosts done, 1 failed  14.0 s',
  '  web         ✔ HAVIP-01 holds 172.16.16.12                              11.0 s',
  '    HAVIP-01  ✔ 1 changed                                                 4.0 s',
  '    HAVIP-02  ✖ failed: keepalived.service did not start                  0.0 s',
  '    ✔ stop HAVIP-01 → HAVIP-02   interruption 82 ms   takeover 75 ms   passed',
  '  probe-01    ·',
];

const NOTE = 'note HAVIP-02: a configuration written by hand was kept as keepalived.conf.orig';

it('repaints in place and leaves its last picture, then the notices', async () => {
  const { out, err } = await report(EVENTS, runDocument(), { mode: 'terminal', pause: () => sleep(40) });
  expect(err.match(/\x1b\[J/g)?.length).toBeGreaterThan(1);
  expect(screen(err, 80)).toEqual([...LAST_PICTURE, NOTE, '', '']);
  expect(out).toMatch(/^HAVIP-01 : ok=9/);
});

it('shows only its last picture for a run that is over at once', async () => {
  const { err } = await report(EVENTS, runDocument(), { mode: 'terminal' });
  expect(err).not.toContain('\x1b');
  expect(err.split('\n')).toEqual([...LAST_PICTURE, NOTE, '', '']);
});

it.each(['terminal', 'plain'] as const)('tells what helps below a remark: %s', async (mode) => {
  const events: RunEvent[] = [
    { type: 'notice', host: 'HAVIP-02', text: 'a step is not done', fix: 'Write `yield`.' },
  ];
  const { err } = await report(events, runDocument(), { mode });
  expect(err).toMatch(/a step is not done\n {4}fix: Write `yield`\.\n/);
});

it('paints at most five pictures a second, however much happens', async () => {
  const events: RunEvent[] = Array.from({ length: 200 }, (_, index) => ({
    type: 'host-activity',
    host: `h${index}`,
    activity: 'reading facts',
  }));
  const started = performance.now();
  const { err } = await report(events, runDocument(), { mode: 'terminal', pause: () => sleep(4) });
  const pictures = err.match(/\x1b\[J/g)?.length ?? 0;
  // The first picture and the last two (end of task, end of list) come in any case.
  expect(pictures).toBeLessThanOrEqual((performance.now() - started) / 200 + 4);
  expect(screen(err, 80).length).toBeLessThanOrEqual(20 + 2);
});

it('respects a terminal that is lower than the view', async () => {
  const events: RunEvent[] = Array.from({ length: 12 }, (_, index) => ({
    type: 'host-activity',
    host: `h${index}`,
    activity: 'reading facts',
  }));
  const { err } = await report(events, runDocument(), { mode: 'terminal', rows: () => 6 });
  expect(err.trimEnd().split('\n')).toHaveLength(5);
});

it('shows diffs after the run when asked', async () => {
  const hosts = { h: hostResult({ tasks: [taskResult({ changed: true, diff: CONF_DIFF }), taskResult()] }) };
  const { err } = await report([], runDocument({ hosts }), { mode: 'terminal', diff: true });
  expect(err).toContain('\nh  keepalived.conf\n    --- /etc/keepalived/keepalived.conf\n');
});

it('shows the log instead with -v', async () => {
  const { err } = await report(EVENTS, runDocument(), { mode: 'terminal', verbosity: 1 });
  expect(err).toContain('12:00:03  HAVIP-01  package keepalived ');
});

it('wraps problems to the width of the terminal', async () => {
  const document = runDocument({ errors: [problem({ detail: 'word '.repeat(40) })] });
  const { out } = await report([], document, { mode: 'terminal', columns: () => 50 });
  for (const line of out.split('\n').slice(-6)) expect(line.length).toBeLessThanOrEqual(50);
});

it('leaves signals alone', async () => {
  const listeners = process.listenerCount('SIGINT');
  let during = -1;
  const pause = async () => {
    await sleep(20);
    during = process.listenerCount('SIGINT');
  };
  await report(EVENTS, runDocument(), { mode: 'terminal', pause });
  expect([during, process.listenerCount('SIGINT')]).toEqual([listeners, listeners]);
});
