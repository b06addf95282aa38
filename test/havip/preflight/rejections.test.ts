import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { REJECTIONS, rejectedAdvertsFact } from '../../../src/havip/preflight/facts/rejected-adverts.ts';
import { codes } from './machine.ts';

const THROWN_AWAY = [
  '(VI_1) received a 0 auth, expecting 1!',
  '(VI_1) received a 1 auth from 172.16.16.9, expecting 0!',
  '(VI_1) received an invalid passwd!',
  '(VI_1) received an invalid passwd from 172.16.16.9!',
  "(VI_1) advertisement interval mismatch mine=1 sec rcv'd=2 sec",
  '(VI_1) received an unexpected ip number count 2, expected 1!',
  '(VI_1) expected 1 VIPs but received 2',
  '(VI_1) ip address associated with VRID 51 not present in MASTER advert: 172.16.16.12',
  '(VI_1) wrong VRRP version from 172.16.16.9. Received 3 and expect 2',
  '(VI_1) invalid TTL/HL. Received 64 and expect 255',
  '(VI_1) unicast source address 172.16.16.9 not a unicast peer',
  '(VI_1) Expected unicast packet but received multicast packet',
];

it.each(THROWN_AWAY)('an advert that was thrown away, in its words: %s', (line) => {
  expect(REJECTIONS.filter((each) => new RegExp(each, 'i').test(line))).toHaveLength(1);
});

const OTHERS = [
  '(VI_1) Entering BACKUP STATE',
  '(VI_1) Received advert from 172.16.16.5 with lower priority 240, ours 250, forcing new election',
  'Truncating auth_pass to 8 characters',
];

it.each(OTHERS)('nothing of the sort: %s', (line) => {
  expect(REJECTIONS.some((each) => new RegExp(each, 'i').test(line))).toBe(false);
});

const said = (...lines: readonly string[]) => ['now 1000', ...lines].join('\n');
const SEEN = ['seen 3 900', 'seen 2 905', 'last (VI_1) received an invalid passwd!'];

it.each([
  ['while nothing was loaded', said(...SEEN), said(), true],
  ['after the node has read its file', said('loaded 850', ...SEEN), said(), true],
  ['before it has', said('loaded 950', ...SEEN), said(), false],
  ['in the second in which it has', said('loaded 905', ...SEEN), said(), false],
  ['before the peer has', said('loaded 850', ...SEEN), said('loaded 940'), false],
  ['also after the peer has', said('loaded 850', ...SEEN), said('loaded 860'), true],
  ['before and after', said('loaded 902', ...SEEN), said('loaded 860'), true],
])('adverts that were thrown away %s', async (_when, own, peers, expected) => {
  expect(await codes([[rejectedAdvertsFact, own]], {}, [[rejectedAdvertsFact, peers]])).toEqual(
    expected ? ['warning host.rejected-adverts'] : [],
  );
});

/** The programs that are here; each reads regular expressions a little differently. */
const AWKS = [['mawk'], ['gawk'], ['original-awk'], ['busybox', 'awk']].flatMap(([name = '', ...rest]) => {
  const found = spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).stdout.trim();
  return found === '' ? [] : [[found, ...rest].join(' ')];
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'havip-rejections-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const program = (name: string, text: string) =>
  writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });

/** What a machine answers whose journal has these lines, by seconds ago. */
function answer(awk: string, lines: readonly (readonly [number, string])[]) {
  const [up = '0'] = readFileSync('/proc/uptime', 'utf8').split('.');
  const journal = lines.map(
    ([ago, text]) => `[${String(Number(up) - ago).padStart(6)}.123456] a Keepalived_vrrp[7]: ${text}`,
  );
  program('journalctl', `cat <<'LINES'\n${journal.join('\n')}\nLINES`);
  program('awk', `exec ${awk} "$@"`);
  program('keepalived', '');
  const { stdout } = spawnSync('sh', ['-c', rejectedAdvertsFact.program], {
    encoding: 'utf8',
    env: { PATH: `${folder}:${process.env.PATH}`, LC_ALL: 'C' },
  });
  return rejectedAdvertsFact.parse(stdout);
}

describe.each(AWKS)('the journal, by %s', (awk) => {
  it('is counted by the time of its lines, and the last load beside them', () => {
    const read = answer(awk, [
      [700, '(VI_1) received an invalid passwd!'],
      [300, 'Starting VRRP child process, pid=7'],
      [300, 'Starting Keepalived v2.2.7 (01/16,2022)'],
      [200, '(VI_1) received an invalid passwd!'],
      [200, '(VI_1) received an invalid passwd!'],
      [100, 'Reloading'],
      [60, '(VI_1) received an invalid passwd from 172.16.16.9!'],
    ]);
    expect(read.last).toBe('(VI_1) received an invalid passwd from 172.16.16.9!');
    expect(read.seen.map(({ count }) => count)).toEqual([2, 1]);
    // The test itself takes a moment.
    expect(Math.round((read.loadedAgoS ?? 0) / 10)).toBe(10);
    expect(read.seen.map(({ agoS }) => Math.round(agoS / 10))).toEqual([20, 6]);
  });

  it('has the words of each release, and no others', () => {
    const read = answer(
      awk,
      [...OTHERS, ...THROWN_AWAY].map((line, index) => [500 - index * 10, line]),
    );
    expect(read.seen.map(({ count }) => count)).toEqual(THROWN_AWAY.map(() => 1));
    expect([read.last, read.loadedAgoS]).toEqual([THROWN_AWAY.at(-1), undefined]);
  });

  it('has nothing where nobody has said anything', () => {
    expect(answer(awk, [])).toEqual({ seen: [], last: '', loadedAgoS: undefined });
  });
});

it('is not asked where no keepalived is', () => {
  program('journalctl', 'echo asked');
  program('awk', 'echo asked');
  // Also where the test runs beside one.
  const elsewhere = rejectedAdvertsFact.program.replaceAll(/-e \//g, '-e /nowhere/');
  const { stdout } = spawnSync('/bin/sh', ['-c', elsewhere], { encoding: 'utf8', env: { PATH: folder } });
  expect(stdout).toBe('');
  expect(rejectedAdvertsFact.parse(stdout)).toEqual({ seen: [], last: '', loadedAgoS: undefined });
});
