import { spawnSync } from 'node:child_process';
import { lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { renderFiles } from '../../../roles/keepalived/files/config.ts';
import { NODES_FACTS, varsWith } from './sample.ts';

const BOOT = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();

/** Two changes within a moment, whose scripts run side by side: the state is that of the one started last. */
describe('the notify script', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'havip-notify-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** What it installs, for this folder. */
  async function scriptOf(): Promise<string> {
    const [vars] = await varsWith();
    const rendered = vars && renderFiles(vars, '2.2.7', NODES_FACTS);
    if (rendered === undefined || 'problems' in rendered) throw new Error(JSON.stringify(rendered));
    return rendered.files.notify
      .replaceAll('/var/lib/havip/state', folder)
      .replaceAll('/var/log/havip/', `${folder}/`)
      .replaceAll('logger ', ': ');
  }

  const NAMES = ['notify', 'INSTANCE', 'VI_1', 'BACKUP', '240'];
  const state = () => /"state":"(\w+)"/.exec(readFileSync(join(folder, 'VI_1.json'), 'utf8'))?.[1];

  async function notified(last: string): Promise<string | undefined> {
    writeFileSync(join(folder, 'VI_1.json'), '{"state":"MASTER","seq":4}\n');
    writeFileSync(join(folder, '.VI_1.lock'), last);
    const run = spawnSync('sh', ['-c', await scriptOf(), ...NAMES], { encoding: 'utf8' });
    expect(run.stderr).toBe('');
    expect(run.status).toBe(0);
    expect(readFileSync(join(folder, 'notify.log'), 'utf8')).toContain(' VI_1 BACKUP ');
    return state();
  }

  it.each([
    ['no change before', '', 'BACKUP'],
    ['an older one before', `${BOOT} 1 1\n`, 'BACKUP'],
    ['a newer one that was faster', `${BOOT} 999999999999 1\n`, 'MASTER'],
    ['one of another boot', '00000000-0000-0000-0000-000000000000 999999999999 1\n', 'BACKUP'],
    ['what nobody can read', 'x y z\n', 'BACKUP'],
  ])('after %s', async (_what, last, expected) => {
    expect(await notified(last)).toBe(expected);
  });

  /** What may stand where a file should, made by a shell in `$1`. */
  const ODD = [
    ['a pipe', 'mkfifo "$1"'],
    ['a folder', 'mkdir "$1"; : >"$1/kept"'],
    ['a link to a folder', 'mkdir "$1.d"; ln -s "$1.d" "$1"'],
    ['a link to a device that never ends', 'ln -s /dev/zero "$1"'],
    ['a link to a pipe', 'mkfifo "$1.p"; ln -s "$1.p" "$1"'],
    ['a link to itself', 'ln -s "$1" "$1"'],
    ['a link to nothing', 'ln -s "$1.gone/x" "$1"'],
    ['sixteen megabytes on one line', 'head -c 16777216 /dev/zero | tr "\\0" 1 >"$1"'],
  ] as const;
  const SHELLS = [['dash'], ['bash', '--posix'], ['busybox', 'sh']] as const;

  describe.each(ODD)('with %s', (_what, make) => {
    it.each([
      ['its state file', 'VI_1.json'],
      ['its lock', '.VI_1.lock'],
      ['its log', 'notify.log'],
    ])('in place of %s, tells the state and does not wait', async (_which, name) => {
      const script = await scriptOf();
      for (const [shell, ...options] of SHELLS) {
        rmSync(folder, { recursive: true });
        mkdirSync(folder);
        spawnSync('sh', ['-c', make, 'sh', join(folder, name)]);
        // Far more than it needs; what waits for ever does so longer.
        const run = spawnSync(shell, [...options, '-c', script, ...NAMES], {
          encoding: 'utf8',
          timeout: 20_000,
        });
        expect([shell, run.signal, run.status]).toEqual([shell, null, 0]);
        expect([shell, lstatSync(join(folder, 'VI_1.json')).isFile(), state()]).toEqual([
          shell,
          true,
          'BACKUP',
        ]);
      }
    });
  });
});
