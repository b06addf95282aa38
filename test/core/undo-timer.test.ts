import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { undoTimer } from '../../src/core/programs/undo-timer.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'havip-undo-timer-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Disarms, with a word in the place of `kill`: what it would end is printed and lives on. */
function disarm(recorded: string): string {
  writeFileSync(join(folder, 'test.pid'), recorded);
  const text = undoTimer({ undoName: 'test', undoAfterSeconds: 1, undo: 'true\n' });
  const harmless = text.replaceAll('/run/', `${folder}/`).replaceAll('kill -- ', 'echo ended ');
  if (/\bkill\b/.test(harmless)) throw new Error('something would really be ended');
  return spawnSync('sh', [], { input: `${harmless}\ndisarm`, encoding: 'utf8' }).stdout;
}

describe('without systemd, disarming ends the group that was recorded', () => {
  it('and that only', () => {
    expect(disarm('4242\n')).toBe('ended -4242\n');
  });

  it.each(['1\n', '0\n', '-1\n', '\n', 'abc\n', '1 2\n'])('never everybody: %j', (recorded) => {
    expect(disarm(recorded)).toBe('');
  });
});
