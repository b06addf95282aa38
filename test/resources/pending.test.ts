import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PENDING_DIRECTORY } from '../../src/resources/paths.ts';
import type { ServiceAction } from '../../src/resources/resource.ts';
import { forgetPending, loadedFact, rememberPending } from '../../src/resources/services/pending.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'havip-deploy-pending-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Notes it in a folder of its own, as if the service's main process had this id. */
function noted(before: string, action: ServiceAction, pid: number): string {
  const file = join(folder, 'app');
  if (before !== '') writeFileSync(file, before);
  const program = rememberPending({ service: 'app', action }).replaceAll(PENDING_DIRECTORY, folder);
  const { status, stderr } = spawnSync('sh', ['-eu'], {
    input: `systemctl() { echo MainPID=${pid}; }\n${program}\n`,
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return readFileSync(file, 'utf8');
}

describe('what a service owes', () => {
  it.each([
    ['is noted with the process that owes it', '', 'reload', 'action=reload\npid=7\n'],
    ['is not weakened for the same process', 'action=restart\npid=7\n', 'reload', 'action=restart\npid=7\n'],
    ['grows from a reload to a restart', 'action=reload\npid=7\n', 'restart', 'action=restart\npid=7\n'],
    [
      'is noted anew where the process that owed a restart has ended: the next one has not read this file',
      'action=restart\npid=6\n',
      'reload',
      'action=reload\npid=7\n',
    ],
  ] as const)('%s', (_name, before, action, after) => {
    expect(noted(before, action, 7)).toBe(after);
  });
});

describe('what a service has loaded', () => {
  const conf = () => join(folder, 'app.conf');

  function run(program: string, pid: number): string {
    const input = `systemctl() { echo MainPID=${pid}; }\n${program.replaceAll(PENDING_DIRECTORY, join(folder, 'pending'))}\n`;
    const { status, stdout, stderr } = spawnSync('sh', ['-eu'], { input, encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    return stdout;
  }
  /** The file is replaced while the process runs, which has not read it. */
  function replaced(by: string, pid: number): void {
    run(rememberPending({ service: 'app', action: 'reload' }, [conf()]), pid);
    writeFileSync(conf(), by);
  }
  const loaded = () => {
    const fact = loadedFact('app', conf());
    return fact.parse(run(fact.program, 0));
  };

  it('is the file before the first replacement, however often it is replaced', () => {
    writeFileSync(conf(), 'one\n');
    expect(loaded()).toBeUndefined();
    for (const next of ['two', 'three']) {
      replaced(next, 7);
      expect(loaded()).toEqual({ mainPid: '7', content: 'one\n' });
    }
  });

  it('is what another process has found', () => {
    writeFileSync(conf(), 'one');
    replaced('two', 7);
    replaced('three', 8);
    expect(loaded()).toEqual({ mainPid: '8', content: 'two' });
  });

  it('is not kept of a file that was not there, nor once it is read', () => {
    replaced('one', 7);
    expect(loaded()).toBeUndefined();
    replaced('two', 7);
    run(forgetPending('app'), 7);
    expect([loaded(), readdirSync(join(folder, 'pending'))]).toEqual([undefined, []]);
  });
});
