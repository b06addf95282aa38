import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Fact } from '../../../src/resources/fact.ts';
import { releaseLease, takeLease, takeLeaseBeside } from '../../../src/run/lock/lock-unit.ts';
import { problemsOf } from '../../../src/run/unit/unit.ts';
import { FOREIGN, FolderMachines, NAMES } from '../support/folder-machines.ts';

let machines: FolderMachines;

beforeEach(() => {
  machines = new FolderMachines();
});
afterEach(() => machines.remove());

const NOTHING = () => ({ kept: new Set<string>() });
const folders = () => NAMES.filter((name) => existsSync(join(machines.folder, name)));

describe('a lease that is taken beside a look at the machines', () => {
  it('is held as any other, and leaves nothing where nothing was changed', async () => {
    const { run } = machines.bench();
    expect(await takeLeaseBeside(run, NOTHING)).toBe(true);
    expect(machines.owners()).toEqual([run.lease.id, run.lease.id]);
    expect([await takeLease(run), machines.asked]).toEqual([true, 2]);
    await releaseLease(run);
    expect(folders()).toEqual([]);
  });

  it('leaves the folder that was there, and that of a machine that was changed', async () => {
    const { run } = machines.bench();
    mkdirSync(join(machines.folder, 'one', 'lock'), { recursive: true });
    await takeLeaseBeside(run, NOTHING);
    Object.defineProperty(run.sessions.get('two'), 'begun', { get: () => 1 });
    await releaseLease(run);
    expect([machines.owners(), folders()]).toEqual([
      [undefined, undefined],
      ['one', 'two'],
    ]);
  });

  it('waits for nobody, and is then nowhere', async () => {
    machines.put('two', FOREIGN, 30);
    const { run } = machines.bench({ lockWaitMs: 60_000 });
    expect(await takeLeaseBeside(run, NOTHING)).toBe(true);
    expect([machines.owners(), run.lock.stopRenewing]).toEqual([[undefined, 'other'], undefined]);
    expect([folders(), problemsOf(run)]).toEqual([['two'], []]);
  });

  it('is false where a machine cannot keep it, and that is told', async () => {
    mkdirSync(join(machines.folder, 'two'));
    writeFileSync(join(machines.folder, 'two', 'lock'), 'a file where a folder should be');
    const { run } = machines.bench();
    expect(await takeLeaseBeside(run, NOTHING)).toBe(false);
    expect(problemsOf(run)).toMatchObject([{ code: 'host.lease-not-written', host: 'two' }]);
    expect(folders()).toEqual(['two']);
  });

  it('reads again what the plan is made of and what was not read yet, and not what only the look asks', async () => {
    const counted = (id: string): Fact<number> => ({
      id,
      program: `echo >>${join(machines.folder, id)}; grep -c '' ${join(machines.folder, id)}`,
      parse: Number,
    });
    const { run } = machines.bench();
    const session = run.sessions.get('one');
    await session?.gather([counted('plan'), counted('look')]);
    const looking = session?.gatherNow([counted('wire')], 'looking');
    await takeLeaseBeside(run, () => ({
      kept: new Set(['look', 'wire']),
      also: [counted('wire'), counted('rest')],
    }));
    await looking;
    const known = ['plan', 'look', 'wire', 'rest'].map((id) => session?.facts.get(counted(id)));
    expect(known).toEqual([2, 1, 1, 1]);
    await releaseLease(run);
  });
});
