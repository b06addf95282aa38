import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LEASE_LOST } from '../../src/engine/lease/fence.ts';
import { causeProgram } from '../../src/havip/drills/programs/failure.ts';
import { command } from '../../src/resources/command.ts';
import { noteReturned, releaseLease, takeLease, thenRelease } from '../../src/run/lock/lock-unit.ts';
import { problemsOf } from '../../src/run/unit/unit.ts';
import { FOREIGN, FolderMachines, NAMES } from './support/folder-machines.ts';

let machines: FolderMachines;

beforeEach(() => {
  machines = new FolderMachines();
});
afterEach(() => machines.remove());

describe('a run whose lease is gone before it knows', () => {
  it('changes nothing any more', async () => {
    const { run } = machines.bench();
    await takeLease(run);
    const mark = join(machines.folder, 'mark');
    const script = `echo changed > ${mark}`;
    const session = run.sessions.get('two');
    const made = command({ name: 'mark', run: script, unless: `[ -e ${mark} ]` });
    const desired = { facts: [], resources: () => [made] };
    const apply = async () => {
      const plan = await session?.plan(desired);
      return plan?.ok && session ? session.apply(desired, plan.value) : undefined;
    };
    machines.put('two', FOREIGN, 30);
    expect(await apply()).toMatchObject({ ok: false, problems: [{ code: 'lock.lost', host: 'two' }] });
    const undone = await session?.undo([join(machines.folder, 'journal')]);
    expect(undone).toMatchObject({ ok: false, problems: [{ code: 'lock.lost', host: 'two' }] });
    expect(existsSync(mark)).toBe(false);
    machines.put('two', run.lease, 30);
    expect(await apply()).toMatchObject({ ok: true });
    expect(existsSync(mark)).toBe(true);
    await releaseLease(run);
  });

  it('does nothing outside a plan either, and causes no failure', async () => {
    const { run } = machines.bench();
    await takeLease(run);
    const session = run.sessions.get('two');
    const mark = join(machines.folder, 'mark');
    const broken = join(machines.folder, 'broken');
    const scenario = { name: 'test', activity: 'testing', cause: () => `: > ${broken}`, restore: () => ':' };
    const cause = causeProgram({
      scenario,
      context: { unit: 'keepalived', interface: 'lo', addresses: ['192.0.2.1'] },
      undoName: 'havip-drill-test',
      undoAfterSeconds: 60,
      ...(session?.fence !== undefined && { fence: session.fence }),
    });
    machines.put('two', FOREIGN, 30);
    expect(await session?.run('handing over', `: > ${mark}`)).toMatchObject({
      ok: false,
      problems: [{ code: 'lock.lost', host: 'two' }],
    });
    expect(await session?.connection.run(cause, { label: 'drill' })).toMatchObject({
      value: { exitCode: LEASE_LOST },
    });
    expect([existsSync(mark), existsSync(broken)]).toEqual([false, false]);
    machines.put('two', run.lease, 30);
    expect(await session?.run('handing over', `: > ${mark}`)).toMatchObject({ ok: true });
    expect(existsSync(mark)).toBe(true);
    await releaseLease(run);
  });
});

describe('a machine whose answer was lost after it had given its lease', () => {
  it.each(NAMES)('is asked to take it back: %s', async (name) => {
    machines.losing.add(name);
    const { run } = machines.bench();
    expect(await takeLease(run)).toBe(false);
    expect(machines.owners()).toEqual([undefined, undefined]);
    expect(problemsOf(run).map(({ code }) => code)).toEqual(['connection.lost']);
  });
});

describe('the last program for a machine', () => {
  it.each([
    ['true', 0],
    ['exit 3', 3],
  ])('gives the lease back with it, and ends as it does: %s', async (program, exitCode) => {
    const { run } = machines.bench();
    await takeLease(run);
    const session = run.sessions.get('two');
    const answer = await session?.attempt('the last one', thenRelease(run, program));
    expect(answer).toMatchObject({ ok: true, value: { exitCode } });
    expect(machines.owners()[1]).toBeUndefined();
    noteReturned(run, 'two', answer?.ok ? answer.value.stdout : '');
    const before = session?.connection.roundTrips;
    await releaseLease(run);
    expect([machines.owners(), session?.connection.roundTrips]).toEqual([[undefined, undefined], before]);
  });
});
