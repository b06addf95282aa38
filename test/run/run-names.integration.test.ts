import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { releaseLease, takeLease } from '../../src/run/lock/lock-unit.ts';
import type { UnitRun } from '../../src/run/unit/unit.ts';
import { FolderMachines } from './support/folder-machines.ts';

it('a run has the newest journal on all machines, though the clock of who was there was ahead', async () => {
  const machines = new FolderMachines();
  mkdirSync(join(machines.folder, 'two', 'journal', 'web', '2099-01-01T00-00-00-000Z'), { recursive: true });
  const { run } = machines.bench({ playbook: { name: 'up' } as UnitRun['request']['playbook'] });
  run.runId = '2026-11-22T20-31-05-123Z';
  expect(await takeLease(run)).toBe(true);
  const folders = [...run.sessions.values()].map(({ journal }) => journal.folder);
  const named = '/var/lib/havip-deploy/journal/web/2099-01-01T00-00-00-001Z';
  expect([run.runId, ...folders]).toEqual(['2099-01-01T00-00-00-001Z', named, named]);
  await releaseLease(run);
  machines.remove();
});
