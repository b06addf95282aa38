import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { trackedFact } from '../../../src/havip/preflight/facts/tracked.ts';
import { varsWith } from '../../roles/keepalived/sample.ts';
import { found } from './machine.ts';

const SETTINGS = {
  track_interface: ['eth1'],
  track_process: [{ name: 'web', process: 'nginx', quorum: 2, quorum_max: 4 }],
  track_file: [{ name: 'drain', file: '/var/lib/drain' }],
};
const WELL = ['interface eth1 up', 'process web 2', 'file drain 0'];

it.each<[string, readonly string[], RegExp | undefined]>([
  ['all is well', WELL, undefined],
  ['an interface without carrier detection', ['interface eth1 unknown', ...WELL.slice(1)], undefined],
  ['no file', [...WELL.slice(0, 2), 'file drain '], undefined],
  [
    'an interface that is down',
    ['interface eth1 down', ...WELL.slice(1)],
    /eth1 is down on HAVIP-01: .*FAULT/,
  ],
  ['no interface', ['interface eth1 ', ...WELL.slice(1)], /eth1 is not there/],
  [
    'too few processes',
    ['interface eth1 up', 'process web 1', 'file drain 0'],
    /nginx, 1 run instead of 2 to 4/,
  ],
  ['too many processes', ['interface eth1 up', 'process web 5', 'file drain 0'], /nginx, 5 run/],
  ['a file that says fault', [...WELL.slice(0, 2), 'file drain 7'], /drain holds 7, which is a fault/],
  ['a file of something else', [...WELL.slice(0, 2), 'file drain empty'], /holds no number/],
])('what keepalived is to watch: %s', async (_name, lines, expected) => {
  const [vars] = await varsWith(SETTINGS);
  if (vars === undefined) throw new Error('no cluster');
  const findings = await found([[trackedFact(vars.cluster), `${lines.join('\n')}\n`]], SETTINGS);
  expect(findings.map(({ problem }) => problem.code)).toEqual(expected ? ['host.tracked-missing'] : []);
  if (expected) expect(findings[0]?.problem.summary).toMatch(expected);
});

it('is looked at by a program that any machine can run', async () => {
  const [vars] = await varsWith({
    track_interface: ['lo', 'nosuch0'],
    track_process: [
      { name: 'me', process: 'sh', quorum: 1 },
      { name: 'none', process: 'no-process.of-this*name' },
    ],
    track_file: [{ name: 'no', file: '/nonexistent/x' }],
  });
  if (vars === undefined) throw new Error('no cluster');
  const fact = trackedFact(vars.cluster);
  const { stdout } = spawnSync('sh', ['-c', fact.program], { encoding: 'utf8' });
  const now = fact.parse(stdout);
  expect([now.interfaces.get('lo'), now.interfaces.get('nosuch0')]).toEqual(['unknown', undefined]);
  expect(now.processes.get('me')).toBeGreaterThan(0);
  expect([now.processes.get('none'), now.files.get('no')]).toEqual([0, undefined]);
});
