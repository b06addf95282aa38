import { describe, expect, it } from 'vitest';
import { checkProbe } from '../../../roles/keepalived/programs/check-probe.ts';
import { checkRunFact } from '../../../src/havip/preflight/facts/check-run.ts';
import { listeningFact, stallsFact } from '../../../src/havip/preflight/facts/closer.ts';
import { varsWith } from '../../roles/keepalived/sample.ts';
import { codes, FLOATING, found, type Printed } from './machine.ts';

describe('the health check, run once', () => {
  const script = { check: { script: '/opt/check' } };
  const run = async (output: string, settings: Readonly<Record<string, unknown>> = script) => {
    const [vars] = await varsWith(settings);
    const check = vars?.cluster.havip.checks[0];
    if (vars === undefined || check === undefined) throw new Error('no check');
    return found([[checkRunFact(vars.cluster, { check, probe: checkProbe(check) }), output]], settings);
  };

  it.each([
    [
      'took 1.00 1.05\nwords sh: 1: /opt/check: not found\nthe-check-ended 127',
      'error host.check-fails',
      /ends with 127.*not found in the PATH.*not found/,
    ],
    [
      'took 1.00 1.05\ninterpreter /bin/bashx\nwords No such file or directory\nthe-check-ended 127',
      'error host.check-fails',
      /ends with 127.*its first line names \/bin\/bashx, which is not there/,
    ],
    [
      'took 1.00 1.05\ninterpreter /bin/sh\\r\nwords No such file or directory\nthe-check-ended 127',
      'error host.check-fails',
      /its lines end as on Windows, so that `\/bin\/sh\\r` is looked for/,
    ],
    [
      'took 1.00 1.05\nwords sh: /opt/check: Permission denied\nthe-check-ended 126',
      'error host.check-fails',
      /may not be executed/,
    ],
    [
      'took 1.00 1.05\nwords mysqld is down\nthe-check-ended 1',
      'error host.check-fails',
      /ends with 1 .*says: mysqld is down/,
    ],
    [
      'took 1.00 2.01\nwords \nthe-check-ended 124',
      'error host.check-slow',
      /longer than its time-out of 1 s/,
    ],
    ['drained\n', 'error host.drained', /maintenance is there/],
    [
      'took 1.00 1.05\nalways\nwords \nthe-check-ended 0',
      'warning host.check-always-well',
      /can never move the address/,
    ],
    [
      'took 1.00 1.05\nmode 0 0 41ed /\nmode 0 0 81ff /opt/check\nmode 0 0 41ed /opt\nwords \nthe-check-ended 0',
      'warning host.check-writable',
      /others than root may change \/opt\/check on HAVIP-01, and root runs the health check from there/,
    ],
    [
      'took 1.00 1.05\nmode 0 0 43ff /\nmode 0 0 81ed /opt/check\nmode 7 0 41ed /opt\nwords \nthe-check-ended 0',
      'warning host.check-writable',
      /may change \/opt on/,
    ],
    [
      `took 1.00 1.05\nasks ${FLOATING}\nwords \nthe-check-ended 0`,
      'warning host.check-asks-holder',
      /the holder answers/,
    ],
  ])('%j: %s', async (output, code, summary) => {
    const all = await run(output);
    expect(all.map(({ severity, problem }) => `${severity} ${problem.code}`)).toEqual([code]);
    expect(all[0]?.problem.summary).toMatch(summary);
  });

  it('that is well is no finding; the name of a process that is too long is told', async () => {
    expect(await run('took 1.00 1.05\nwords \nthe-check-ended 0')).toEqual([]);
    const [long] = await run('took 1.00 1.05\nwords \nthe-check-ended 1', {
      check: { process: 'a-process-of-a-long-name' },
    });
    expect(long?.problem.summary).toContain('looked for as a-process-of-a-)');
  });
});

it.each([
  ['nowhere', '', 'nothing listens on port 3306'],
  [
    'on the private address only',
    '   0: 051010AC:0CEA 00000000:0000 0A 00000000\n',
    'the service listens on 172.16.16.5 only',
  ],
])('a port that the check asks at 127.0.0.1, and that is served %s', async (_where, sockets, words) => {
  const settings = { check: { tcp: 3306 } };
  const [vars] = await varsWith(settings);
  const check = vars?.cluster.havip.checks[0];
  if (vars === undefined || check === undefined) throw new Error('no check');
  const ran = checkRunFact(vars.cluster, { check, probe: checkProbe(check) });
  const [finding] = await found(
    [
      [ran, 'took 1.00 1.05\nwords \nthe-check-ended 1'],
      [listeningFact, sockets],
    ],
    settings,
  );
  expect(finding?.problem.summary).toContain(words);
});

it('a service that can listen on the holder only, as long as the standby lacks the address', async () => {
  const settings = { verify: { service: { tcp: 80 } } };
  const listens = (address: string): Printed => [[listeningFact, `   0: ${address}:0050 00000000:0000 0A x`]];
  expect(await codes([[listeningFact, '']], settings, listens('0C1010AC'))).toEqual([
    'error host.cannot-bind',
  ]);
  expect(await codes([[listeningFact, '']], settings, listens('00000000'))).toEqual([
    'warning host.service-not-there',
  ]);
  expect(await codes(listens('00000000'), settings, listens('0C1010AC'))).toEqual([]);
  const v6 = '00000000000000000000000000000000';
  for (const well of ['0C1010AC', v6]) expect(await codes(listens(well), settings)).toEqual([]);
  for (const elsewhere of ['051010AC', '0100007F', '0000000000000000FFFF0000051010AC'])
    expect(await codes(listens(elsewhere), settings)).toEqual(['error host.listens-elsewhere']);
});

it('a machine that stands still is none for profile fast', async () => {
  const sleeps = (...delays: readonly number[]) =>
    delays.map((ms) => `sleep 0.00 ${(0.05 + ms / 1000).toFixed(2)}`).join('\n');
  const fast = { profile: 'fast' };
  expect(await codes([[stallsFact, sleeps(900, 600, 0)]], fast)).toEqual(['error host.stalls']);
  expect(await codes([[stallsFact, sleeps(900, 20, 0)]], fast)).toEqual([]);
  expect(await codes([[stallsFact, sleeps(900, 600, 0)]])).toEqual([]);
  expect(await codes([[stallsFact, `${sleeps(0, 0)}\nsteal 30 100`]], fast)).toEqual([
    'warning host.stolen-time',
  ]);
});
