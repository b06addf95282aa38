import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hookFiles } from '../../../roles/keepalived/files/hooks.ts';
import { placements } from '../../../roles/keepalived/vars.ts';
import { HOOK_QUEUE, hookResultFact, hookWords } from '../../../src/havip/daemon/hooks-fact.ts';
import { severalWith, varsWith } from './sample.ts';

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
    const [hooks] = vars === undefined ? [] : hookFiles([vars.cluster], 'HAVIP-01');
    const path = join(folder, 'havip-hooks');
    writeFileSync(path, inFolder(hooks?.text ?? ''));
    return path;
  }

  const inFolder = (text: string) =>
    text
      .replaceAll(HOOK_QUEUE, queue())
      .replaceAll('/var/log/havip', folder)
      .replaceAll(/systemctl start .*|logger .*/g, 'true');

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

  it('of several clusters on a machine each know their own, and leave a result of their own', async () => {
    const say = `/bin/sh -c 'echo $HAVIP_CLUSTER $HAVIP_STATE $HAVIP_ADDRESSES >>${folder}/said'`;
    const [vars] = await severalWith({
      web: { notify: { master: say } },
      db: {
        notify: { master: say, fault: say, webhooks: [{ url: 'http://127.0.0.1/x', states: ['fault'] }] },
      },
    });
    const clusters = vars === undefined ? [] : placements(vars).map(({ cluster }) => cluster);
    const [hooks] = hookFiles(clusters, 'HAVIP-01');
    const path = join(folder, 'havip-hooks');
    const text = inFolder(hooks?.text ?? '').replaceAll('/var/lib/havip/webhooks', join(folder, 'web'));
    writeFileSync(path, text);
    told(
      path,
      ...['INSTANCE "VI_1" MASTER 250', 'INSTANCE "VI_2" MASTER 240', 'INSTANCE "VI_1" FAULT 250'],
      ...['INSTANCE "VI_2" FAULT 240', 'INSTANCE "VI_3" MASTER 1'],
    );
    run(path);
    expect(read('said')).toBe('web MASTER 172.16.16.12\ndb MASTER 172.16.16.22\ndb FAULT 172.16.16.22\n');
    expect(readdirSync(join(folder, 'web', 'VI_2-json'))).toHaveLength(1);
    const states = clusters.map((cluster) => {
      const fact = hookResultFact(cluster);
      const program = fact.program.replaceAll(HOOK_QUEUE, queue());
      return fact.parse(spawnSync('sh', ['-c', program], { encoding: 'utf8' }).stdout)?.state;
    });
    expect(states).toEqual(['MASTER', 'FAULT']);
  });

  it('tell how they ended: an exit code with last words, or the time limit', async () => {
    const path = await script({
      master: '/bin/sh -c "echo no such database >&2; exit 3"',
      fault: { script: '/bin/sleep 20', timeout: '1s' },
    });
    told(path, 'INSTANCE "VI_1" MASTER 250');
    run(path);
    expect(hookResultFact({}).parse(`waiting 0\n${read('queue/result')}`)).toMatchObject({
      state: 'MASTER',
      exitCode: 3,
      words: expect.stringMatching(/^ended with 3 after \d+ s: no such database/),
    });
    told(path, 'INSTANCE "VI_1" FAULT 250');
    run(path);
    const result = hookResultFact({}).parse(`waiting 2\n${read('queue/result')}`);
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
    (text) => expect(hookResultFact({}).parse(text)).toBeUndefined(),
  );
});
