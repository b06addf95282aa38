import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { renderFiles } from '../../../roles/keepalived/config.ts';
import { NODES_FACTS, varsWith } from './sample.ts';

const BOOT = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();

/** Two changes within a moment, whose scripts run side by side: the state is that of the one started last. */
describe('the notify script', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'havip-notify-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  async function notified(last: string): Promise<string> {
    const [vars] = await varsWith();
    const rendered = vars && renderFiles(vars, '2.2.7', NODES_FACTS);
    if (rendered === undefined || 'problems' in rendered) throw new Error(JSON.stringify(rendered));
    const script = rendered.files.notify
      .replaceAll('/var/lib/havip/state', folder)
      .replaceAll('/var/log/havip/', `${folder}/`)
      .replaceAll('logger ', ': ');
    writeFileSync(join(folder, 'VI_1.json'), '{"state":"MASTER","seq":4}\n');
    writeFileSync(join(folder, '.VI_1.lock'), last);
    const run = spawnSync('sh', ['-c', script, 'notify', 'INSTANCE', 'VI_1', 'BACKUP', '240'], {
      encoding: 'utf8',
    });
    expect(run.stderr).toBe('');
    expect(run.status).toBe(0);
    expect(readFileSync(join(folder, 'notify.log'), 'utf8')).toContain(' VI_1 BACKUP ');
    return /"state":"(\w+)"/.exec(readFileSync(join(folder, 'VI_1.json'), 'utf8'))?.[1] ?? '';
  }

  it.each([
    ['no change before', '', 'BACKUP'],
    ['an older one before', `${BOOT} 1 1\n`, 'BACKUP'],
    ['a newer one that was faster', `${BOOT} 999999999999 1\n`, 'MASTER'],
    ['one of another boot', '00000000-0000-0000-0000-000000000000 999999999999 1\n', 'BACKUP'],
    ['what nobody can read', 'x y z\n', 'BACKUP'],
  ])('after %s', async (_what, last, state) => {
    expect(await notified(last)).toBe(state);
  });
});
