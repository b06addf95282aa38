import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { play, playbook } from '../../../src/api/define.ts';
import { on, once } from '../../../src/api/tasks.ts';
import type { Playbook, TaskContext } from '../../../src/api/types.ts';
import { handler } from '../../../src/resources/steps/handler.ts';
import type { Tasks } from '../../../src/resources/steps/step.ts';
import { call, tasks, write } from '../../bench/tasks.ts';
import { Planner } from './planner.ts';

let planner: Planner;

beforeEach(async () => {
  planner = await Planner.make();
});
afterEach(() => planner.close());

const fileOf = (name: 'app1' | 'app2' | 'app3' | 'app4', path: string) =>
  planner.bench.machines[name].files.get(path);

/** Each of two hosts has a line written at a balancer around a file of its own. */
function balanced(): Playbook {
  return tasks(
    function* ({ host }: TaskContext): Tasks {
      yield* on('app4', write(`/lb/${host.name}`, 'drained'));
      yield write('/etc/app.conf', '1');
    },
    { hosts: 'app1:app2' },
  );
}

describe('a plan of tasks that have work done on other hosts', () => {
  it('names the host that it is done on, and is carried out', async () => {
    await planner.plan(balanced());
    const { result } = await planner.carryOut(balanced());
    expect(result.errors).toEqual([]);
    expect([fileOf('app4', '/lb/app1'), fileOf('app2', '/etc/app.conf')]).toEqual(['drained', '1']);
  });

  it('refuses who has it done where the other host is not as it was', async () => {
    await planner.plan(balanced());
    planner.bench.machines.app4.files.set('/lb/app1', 'by hand');
    const { result } = await planner.carryOut(balanced());
    expect(result.errors).toMatchObject([{ code: 'host.drifted', host: 'app1' }]);
    expect([fileOf('app4', '/lb/app1'), fileOf('app1', '/etc/app.conf')]).toEqual(['by hand', undefined]);
    expect([fileOf('app4', '/lb/app2'), fileOf('app2', '/etc/app.conf')]).toEqual(['drained', '1']);
  });

  it('refuses both of two that help each other, where one of them is not as it was', async () => {
    const other = { app1: 'app2', app2: 'app1' };
    const crosswise = () =>
      tasks(
        function* ({ host }: TaskContext): Tasks {
          yield* on(other[host.name as keyof typeof other], write(`/for/${host.name}`, '1'));
          yield write('/own', '1');
        },
        { hosts: 'app1:app2' },
      );
    await planner.plan(crosswise());
    planner.bench.machines.app2.files.set('/own', 'by hand');
    const { result } = await planner.carryOut(crosswise());
    expect(result.errors).toMatchObject([{ code: 'host.drifted', host: 'app2' }]);
    expect([fileOf('app1', '/own'), fileOf('app2', '/for/app1')]).toEqual([undefined, undefined]);
  });
});

describe('a plan of steps in sequence', () => {
  it('has a step that is done once done by whoever is left', async () => {
    const book = () =>
      tasks(
        function* (): Tasks {
          yield write('/a', '1');
          yield* once(call('migrate'));
        },
        { hosts: 'app1:app2' },
      );
    await planner.plan(book());
    planner.bench.machines.app1.files.set('/a', 'by hand');
    const { result } = await planner.carryOut(book());
    expect(result.errors).toMatchObject([{ code: 'host.drifted', host: 'app1' }]);
    expect(planner.bench.machines.app2.calls).toEqual(['migrate']);
  });

  it('refuses an action that would be asked for otherwise', async () => {
    let version = '1';
    const book = () =>
      tasks(
        function* (): Tasks {
          yield call('deploy', { environment: { VERSION: version } });
        },
        { hosts: 'app1' },
      );
    await planner.plan(book());
    version = '2';
    const { result } = await planner.carryOut(book());
    expect(result.errors).toMatchObject([{ code: 'host.drifted', host: 'app1' }]);
    expect(planner.bench.machines.app1.calls).toEqual([]);
  });

  it('carries out a handler that has tasks', async () => {
    const book = () =>
      playbook({
        name: 'handled',
        plays: [
          play({
            name: 'handled',
            hosts: 'app1',
            tasks: function* () {
              yield write('/a', '1', { notify: { service: 'handler warm up', action: 'restart' } });
              yield* handler({
                name: 'warm up',
                run: function* () {
                  yield call('warm');
                },
              });
            },
          }),
        ],
      });
    await planner.plan(book());
    const { result } = await planner.carryOut(book());
    expect(result.errors).toEqual([]);
    expect(planner.bench.machines.app1.calls).toEqual(['warm']);
  });

  it('lets a playbook deal with a failure of the plan in its own way, there and where it has work done', async () => {
    const book = () =>
      tasks(
        function* (): Tasks {
          try {
            yield* write('/full', '1');
          } catch {
            yield* on('app4', write('/lb', 'back'));
            yield call('rescue');
          }
        },
        { hosts: 'app1' },
      );
    await planner.plan(book());
    planner.bench.machines.app1.fails.add('write /full');
    const { result } = await planner.carryOut(book());
    expect(result.errors).toEqual([]);
    expect(planner.bench.machines.app1.calls).toEqual(['rescue']);
    expect(fileOf('app4', '/lb')).toBe('back');
  });

  it('lets nothing be done that is not in the plan because a step was refused', async () => {
    let isNew = false;
    const book = () =>
      tasks(
        function* (): Tasks {
          try {
            if (isNew) yield call('unplanned');
          } catch {
            yield call('rescue');
          }
        },
        { hosts: 'app1' },
      );
    await planner.plan(book());
    planner.bench.onProgram = (_machine, label) => {
      isNew ||= label.includes('still there');
    };
    const { result } = await planner.carryOut(book());
    expect(result.errors).toMatchObject([{ code: 'host.not-planned', host: 'app1' }]);
    expect(planner.bench.machines.app1.calls).toEqual([]);
  });
});
