import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stateFileOf } from '../../../src/havip/cluster/paths.ts';
import { daemonFact } from '../../../src/havip/daemon/daemon-fact.ts';
import { DAEMON_FUNCTIONS } from '../../../src/havip/daemon/programs.ts';
import { varsWith } from '../../roles/keepalived/sample.ts';

const STATE = '{"v":1,"instance":"VI_1","state":"BACKUP","keepalived_pid":7}';

let folder = '';
let file = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'havip-state-'));
  file = join(folder, 'VI_1.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Long enough for any machine, and too short for what would be read byte by byte or waited for. */
const run = (program: string) =>
  spawnSync('sh', ['-c', program], { encoding: 'utf8', timeout: 20_000, killSignal: 'SIGKILL' });

describe.each<[string, () => void, boolean]>([
  ['as the notify script writes it', () => writeFileSync(file, `${STATE}\n`), true],
  ['that is not there', () => undefined, false],
  ['with a folder in its place', () => mkdirSync(file), false],
  ['with a pipe in its place', () => execFileSync('mkfifo', [file]), false],
  ['that leads to something without an end', () => symlinkSync('/dev/zero', file), false],
  ['of many megabytes', () => writeFileSync(file, 'x'.repeat(64 * 1024 * 1024)), false],
])('a state file %s', (_name, make, isRead) => {
  it('is looked at without waiting', async () => {
    make();
    const [vars] = await varsWith({});
    if (vars === undefined) throw new Error('no cluster');
    const program = daemonFact(vars.cluster).program.replaceAll(stateFileOf(vars.cluster), file);
    const { stdout, signal } = run(program);
    expect({ signal, state: /^state=(.*)$/m.exec(stdout)?.[1] }).toEqual({
      signal: null,
      state: isRead ? STATE : '',
    });
  });

  it('is told from one that a watcher may read', () => {
    make();
    const { status, signal } = run(`${DAEMON_FUNCTIONS}\nis_state '${file}'`);
    expect({ status, signal }).toEqual({ status: isRead ? 0 : 1, signal: null });
  });
});
