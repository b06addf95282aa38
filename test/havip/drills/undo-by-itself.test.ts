import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LEASE_LOST } from '../../../src/engine/lease/fence.ts';
import { stepFailed } from '../../../src/havip/drills/drive/drill-problems.ts';
import { causeProgram, NOT_ARMED, NOT_POSSIBLE } from '../../../src/havip/drills/programs/failure.ts';
import type { Scenario } from '../../../src/havip/drills/scenario.ts';
import { scenarios } from '../../../src/havip/drills/scenarios.ts';

describe('what a node undoes by itself', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'drill-undo-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** The undo that a failure arms, as the node keeps it, with its files in a folder of the test. */
  function undoOf(scenario: Pick<Scenario, 'restore'>): string {
    const whole = causeProgram({
      scenario: { name: 'test', activity: 'testing', cause: () => ':', ...scenario },
      context: { unit: 'keepalived', interface: 'lo', addresses: ['192.0.2.1'] },
      undoName: 'havip-drill-web',
      undoAfterSeconds: 60,
    }).replaceAll('/run/havip-drill-web', `${folder}/drill`);
    return spawnSync('sh', ['-s'], {
      input: `${whole.slice(0, whole.indexOf('undo_name='))}\nprintf '%s' "$undo"`,
      encoding: 'utf8',
    }).stdout;
  }

  it.each([
    ['is cleared away but for the moment', ':', ['drill.undone']],
    ['is kept where the undo has failed, for a person', 'false', ['drill.saved', 'drill.undone']],
  ])('what it has noted for that %s', (_what, restore, left) => {
    writeFileSync(join(folder, 'drill.sh'), undoOf({ restore: () => restore }));
    writeFileSync(join(folder, 'drill.saved'), 'routes');
    spawnSync('sh', [join(folder, 'drill.sh')]);
    expect(readdirSync(folder).sort()).toEqual(left);
  });

  it('rules that somebody else has put back and cleared away are not put back again', () => {
    const fwreload = scenarios.find(({ name }) => name === 'fwreload');
    if (fwreload === undefined) throw new Error('no fwreload');
    const script = fwreload.restore({ unit: 'keepalived', interface: 'lo', addresses: [] });
    // The first of two undoes has cleared the files away just after the second has seen them.
    const run = spawnSync('sh', ['-s'], {
      input: `drill=${folder}/drill; : >"$drill.rules"
nft() { case $1 in -f) echo "nft loads: $(cat)" ;; *) rm -f "$drill".*; echo other rules ;; esac; }
iptables_save() { :; }
restore() {
${script}
}
restore; echo "ended with $?"`,
      encoding: 'utf8',
    });
    expect(run.stdout).toBe('ended with 0\n');
  });
});

describe('a program of a drill that fails', () => {
  it.each([
    [NOT_ARMED, 'verify.undo-not-armed', 'systemd-run'],
    [NOT_POSSIBLE, 'verify.not-possible', 'Choose other drills'],
    [1, 'verify.step-failed', 'systemctl status keepalived'],
    [LEASE_LOST, 'lock.lost', 'havip-deploy status'],
  ])('with %i: %s', (exitCode, code, fix) => {
    const result = { exitCode, stdout: '', stderr: 'its words', durationMs: 1 };
    const problem = stepFailed('HAVIP-01', 'drill fwreload', result as Parameters<typeof stepFailed>[2]);
    expect(problem).toMatchObject({ code, host: 'HAVIP-01', fix: expect.stringContaining(fix) });
    if (exitCode !== LEASE_LOST) expect(problem.detail).toContain('its words');
  });
});
