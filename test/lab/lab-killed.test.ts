import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { labDown } from '../../src/lab/index.ts';
import { sampleOf } from '../support/long.ts';
import { ssh, upOrThrow } from './support/lab.ts';
import { leftoversOf } from './support/leftovers.ts';

const silent = () => {};

describe('an up that was killed', () => {
  const name = 'lab-test-killed';
  const script = new URL('./support/bring-up.ts', import.meta.url).pathname;
  const jiti = new URL('../../node_modules/.bin/jiti', import.meta.url).pathname;

  test.each(sampleOf(1, [150, 0, 500]))(
    '%i ms after it began to start machines leaves nothing that down does not find',
    async (ms) => {
      const child = spawn(jiti, [script, name], { stdio: ['ignore', 'pipe', 'inherit'] });
      await once(child.stdout, 'data');
      await sleep(ms);
      child.kill('SIGKILL');
      await once(child, 'exit');
      expect(await leftoversOf(name)).not.toEqual([]);
      expect(await labDown(name, silent)).toMatchObject({ ok: true });
      expect(await leftoversOf(name)).toEqual([]);
    },
  );

  test('is finished by the next one', async () => {
    const child = spawn(jiti, [script, name], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    await sleep(300);
    child.kill('SIGKILL');
    const lab = await upOrThrow({ name });
    expect(await ssh(lab, 'HAVIP-01', 'systemctl is-system-running')).toMatchObject({ stdout: 'running\n' });
    expect(await labDown(name, silent)).toMatchObject({ ok: true });
    expect(await leftoversOf(name)).toEqual([]);
  });
});
