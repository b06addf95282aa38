import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkProbe } from '../../../roles/keepalived/programs/check-probe.ts';
import { explanation } from '../../../roles/keepalived/programs/explain-readiness.ts';
import { checkRunFact } from '../../../src/havip/preflight/facts/check-run.ts';
import { varsWith } from '../../roles/keepalived/sample.ts';

/** Checks as people write them, run by the real sh. */
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'havip-check-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function written(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  chmodSync(path, 0o755);
  return path;
}

function endBehind(pidFile: string): void {
  const pid = Number(readFileSync(pidFile, 'utf8'));
  // It runs still: nobody has waited for it.
  expect(() => process.kill(pid, 0)).not.toThrow();
  process.kill(pid, 'SIGKILL');
}

const LEAVES = (code: number, pidFile: string) =>
  `#!/bin/sh\necho its words\nsleep 600 &\necho $! >${pidFile}\nexit ${code}\n`;

it.each([
  [
    'leaves something running behind itself',
    (pid: string) => LEAVES(0, pid),
    { exitCode: 0, words: 'its words' },
  ],
  ['does, and fails', (pid: string) => LEAVES(3, pid), { exitCode: 3, words: 'its words' }],
  ['reads its input', () => '#!/bin/sh\nread -r word\necho "[$word]"\n', { exitCode: 0, words: '[]' }],
  ['ends as others do', () => '#!/bin/sh\necho ended 0\nexit 4\n', { exitCode: 4, words: 'ended 0' }],
  ['prints without an end', () => '#!/bin/sh\nexec yes\n', { exitCode: 124 }],
  ['has lines of Windows', () => '#!/bin/sh\r\nexit 0\r\n', { exitCode: 127, interpreter: '/bin/sh\\r' }],
])('a check that %s', async (name, text, expected) => {
  const pidFile = join(folder, 'pid');
  rmSync(pidFile, { force: true });
  const script = written(name.replaceAll(/\W/g, '-'), text(pidFile));
  const [vars] = await varsWith({ check: { script, interval: 2, timeout: 1 } });
  const check = vars?.cluster.havip.checks[0];
  if (vars === undefined || check === undefined) throw new Error('no check');
  const fact = checkRunFact(vars.cluster, { check, probe: checkProbe(check) });
  const { stdout } = spawnSync('sh', ['-c', fact.program], { encoding: 'utf8', timeout: 120_000 });
  expect(fact.parse(stdout)).toMatchObject(expected);
  if (text(pidFile).includes(pidFile)) endBehind(pidFile);
});

it('is asked once more why keepalived is in FAULT, and what it leaves running is not waited for', () => {
  const pidFile = join(folder, 'pid-of-fault');
  const probe = written('fault', LEAVES(3, pidFile));
  const why = explanation({ addresses: ['172.16.16.12'], masterDownMs: 100, probes: [probe] });
  const { stdout } = spawnSync('sh', ['-c', `state=FAULT held=no\n${why}`], {
    encoding: 'utf8',
    timeout: 120_000,
  });
  expect(stdout).toContain(`its words\nFAULT: its health check ends with 3:\n  ${probe}`);
  endBehind(pidFile);
});

it.each([
  [0o777, true],
  [0o755, process.getuid?.() !== 0],
])('a script of mode %o that root runs: others may change it is %s', async (mode, weak) => {
  const script = written(`mode-${mode}`, '#!/bin/sh\nexit 0\n');
  chmodSync(script, mode);
  const [vars] = await varsWith({ check: { script, interval: 2, timeout: 1 } });
  const check = vars?.cluster.havip.checks[0];
  if (vars === undefined || check === undefined) throw new Error('no check');
  const fact = checkRunFact(vars.cluster, { check, probe: checkProbe(check) });
  const { stdout } = spawnSync('sh', ['-c', fact.program], { encoding: 'utf8', timeout: 120_000 });
  expect(fact.parse(stdout)?.weak).toBe(weak ? script : undefined);
});
