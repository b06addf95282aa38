import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { explanation } from '../../../roles/keepalived/programs/explain-readiness.ts';
import { notPromoted } from '../../../roles/keepalived/programs/promoted.ts';
import { varsWith } from './sample.ts';

const LATE =
  /this machine is short of processor time \(load [\d.]+ on \d+ processors\): .* up to 2\.4 s late/;
const LOST = /made itself master after 3\.1 s without an advert .*\(2 times\)/;
const ELSEWHERE = /something else on this machine takes it away/;
const LONGER = /set a longer havip\.advert_int/;
const FIREWALL = /let them in as new packets/;

const expired = 'Keepalived_vrrp[7]: A thread timer expired 2.412345 seconds ago';
const turn = [
  'Keepalived_vrrp[7]: (web) Receive advertisement timeout',
  'Keepalived_vrrp[7]: (web) Entering MASTER STATE',
  'Keepalived_vrrp[7]: (web) Master received advert from 172.16.16.5 with higher priority 250, ours 240',
  'Keepalived_vrrp[7]: (web) Entering BACKUP STATE',
];

/** A stand-in for journalctl, whose lines are those of keepalived 2.2.7; the programs are run by the real sh and awk. */
describe('why keepalived does not come to rest', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'havip-late-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  function tool(name: string, program: string): void {
    writeFileSync(join(folder, name), `#!/bin/sh\n${program}\n`);
    chmodSync(join(folder, name), 0o755);
  }

  function run(program: string, journal: readonly string[], second: number) {
    const lines = journal.map((line, index) => `[${second + index}.250000] node-2 ${line}`).join('\n');
    tool('journalctl', `cat <<'END'\n${lines}\nEND`);
    tool('ip', ':');
    tool('systemctl', ':');
    return spawnSync('sh', ['-euc', program], {
      encoding: 'utf8',
      env: { PATH: `${folder}:${process.env.PATH}` },
    });
  }

  it.each([
    ['nothing in its journal', 'MASTER', [], 0, [ELSEWHERE], [LONGER]],
    ['its own timers late', 'MASTER', [expired], 0, [LATE, LONGER], [ELSEWHERE, LOST]],
    ['late, and a backup by now', 'BACKUP', [expired], 0, [LATE, LONGER], [ELSEWHERE]],
    ['sleeps of the program late', 'MASTER', [], 240, [LATE, LONGER], [ELSEWHERE]],
    ['sleeps as late as is bearable', 'MASTER', [], 100, [ELSEWHERE], [LONGER]],
    ['twice master for a moment', 'BACKUP', [...turn, ...turn], 0, [LOST, LONGER], [ELSEWHERE, LATE]],
    ['master after its start, once', 'MASTER', turn.slice(0, 2), 0, [ELSEWHERE], [LONGER]],
  ])('%s', (_name, state, journal, overslept, says, saysNot) => {
    const told = explanation({ addresses: ['172.16.16.12'], masterDownMs: 3063 });
    const { stdout } = run(
      `set +e\nstate=${state} held=no since=100000 overslept=${overslept}\n${told}`,
      journal,
      1200,
    );
    for (const words of says) expect(stdout).toMatch(words);
    for (const words of saysNot) expect(stdout).not.toMatch(words);
  });

  it('what was late before the step says nothing of it', () => {
    const told = explanation({ addresses: ['172.16.16.12'], masterDownMs: 3063 });
    const { stdout } = run(
      `set +e\nstate=MASTER held=no since=200000 overslept=0\n${told}`,
      [expired, ...turn],
      1200,
    );
    expect(stdout).toMatch(ELSEWHERE);
  });

  it.each([
    ['the firewall, where all runs in time', [], [FIREWALL], [LATE]],
    ['the machine beside it, where its timers are late', [expired], [FIREWALL, LATE, LONGER], []],
  ])('a standby that promoted itself names %s', async (_name, journal, says, saysNot) => {
    const [vars] = await varsWith();
    const { before, after } = notPromoted(vars === undefined ? [] : [vars.cluster]);
    const { stdout, status } = run(
      `${before}\npromotions() { echo 1; }\n${after}`,
      journal,
      // Whatever this machine has been up for, the lines are younger than the step.
      999_999_999,
    );
    expect(status).toBe(1);
    for (const words of [/promoted itself/, ...says]) expect(stdout).toMatch(words);
    for (const words of saysNot) expect(stdout).not.toMatch(words);
  });
});
