import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hookFiles } from '../../../roles/keepalived/hooks.ts';
import { HOOK_QUEUE, hookResultFact, hookWords } from '../../../src/havip/daemon/hooks-fact.ts';
import { varsWith } from './sample.ts';

/** The script itself by the real sh, in a folder of the test's and without systemd. */
describe('hooks', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'havip-hooks-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const queue = () => join(folder, 'queue');
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');

  async function script(notify: Readonly<Record<string, unknown>>): Promise<string> {
    const [vars] = await varsWith({ notify });
    const [hooks] = vars === undefined ? [] : hookFiles(vars.cluster, 'HAVIP-01');
    const path = join(folder, 'havip-hooks');
    const text = (hooks?.text ?? '')
      .replaceAll(HOOK_QUEUE, queue())
      .replaceAll('/var/log/havip', folder)
      .replaceAll(/systemctl start .*|logger .*/g, 'true');
    writeFileSync(path, text);
    return path;
  }

  function told(path: string, ...lines: readonly string[]): void {
    writeFileSync(join(folder, 'fifo'), lines.map((line) => `${line}\n`).join(''));
    expect(spawnSync('sh', [path, join(folder, 'fifo')], { encoding: 'utf8' }).stderr).toBe('');
  }

  const run = (path: string) => spawnSync('sh', [path, 'run'], { encoding: 'utf8' });

  it('run in the order of the changes, each with what has changed', async () => {
    const say = `sh -c 'echo $HAVIP_STATE $HAVIP_INSTANCE $HAVIP_PRIORITY $HAVIP_ADDRESSES >>${folder}/said'`;
    const path = await script({ master: `/bin/${say}`, stop: `/bin/${say}` });
    told(
      path,
      ...['INSTANCE "VI_1" BACKUP 250', 'INSTANCE "VI_1" MASTER 250', 'GROUP "G" MASTER 0'],
      ...['INSTANCE "VI_2" MASTER 9', 'nonsense', 'INSTANCE "VI_1" STOP x'],
    );
    expect(readdirSync(queue())).toHaveLength(3);
    expect(run(path)).toMatchObject({ status: 0, stderr: '' });
    expect(read('said')).toBe('MASTER VI_1 250 172.16.16.12\nSTOP VI_1 0 172.16.16.12\n');
    expect(readdirSync(queue()).filter((name) => name.startsWith('event-'))).toEqual([]);
    expect(read('notify.log')).toMatch(
      /hook of VI_1 for MASTER ended with 0 after \d+ s\n.*STOP ended with 0/,
    );
  });

  it('tell how they ended: an exit code with last words, or the time limit', async () => {
    const path = await script({
      master: '/bin/sh -c "echo no such database >&2; exit 3"',
      fault: { script: '/bin/sleep 20', timeout: '1s' },
    });
    told(path, 'INSTANCE "VI_1" MASTER 250');
    run(path);
    expect(hookResultFact.parse(`waiting 0\n${read('queue/result')}`)).toMatchObject({
      state: 'MASTER',
      exitCode: 3,
      words: expect.stringMatching(/^ended with 3 after \d+ s: no such database/),
    });
    told(path, 'INSTANCE "VI_1" FAULT 250');
    run(path);
    const result = hookResultFact.parse(`waiting 2\n${read('queue/result')}`);
    expect(result && hookWords(result)).toMatch(
      /^the hook for FAULT was ended after its 1 s .*; 2 more wait$/,
    );
  });

  it('of before a boot are dropped', async () => {
    const path = await script({ master: `/usr/bin/touch ${folder}/touched` });
    told(path, 'INSTANCE "VI_1" MASTER 250');
    const [event = ''] = readdirSync(queue());
    writeFileSync(join(queue(), event), 'another-boot VI_1 MASTER 250\n');
    run(path);
    expect(readdirSync(folder)).not.toContain('touched');
  });

  it.each(['', 'waiting 0\n', 'waiting 0\nMASTER x y\n', `waiting 1\n${'x'.repeat(700)}`])(
    'have no result that is none: %j',
    (text) => expect(hookResultFact.parse(text)).toBeUndefined(),
  );
});
