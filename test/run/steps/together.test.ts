import { beforeEach, describe, expect, it } from 'vitest';
import { attempt, on } from '../../../src/api/tasks.ts';
import type { TaskContext } from '../../../src/api/types.ts';
import { success } from '../../../src/core/outcome.ts';
import { defineAction } from '../../../src/resources/define/define-action.ts';
import type { Tasks } from '../../../src/resources/steps/step.ts';
import { Bench, inventory } from '../../bench/bench.ts';
import { call, tasks, write } from '../../bench/tasks.ts';

let bench: Bench;

beforeEach(() => {
  bench = new Bench();
});

const TWO = { hosts: 'app1:app2' };
const OTHER: Readonly<Record<string, string>> = { app1: 'app2', app2: 'app1' };

describe('hosts whose tasks meet on one machine', () => {
  it('help each other crosswise, with tasks of a function', async () => {
    const { result } = await bench.run(
      tasks(function* ({ host }: TaskContext): Tasks {
        const other = OTHER[host.name] ?? '';
        const { changed } = yield* on(other, function* () {
          yield call(`drain ${host.name}`);
          return yield* write(`/drained/${host.name}`, '1');
        });
        if (changed) yield call('work');
        yield* attempt(function* () {
          yield call('may fail');
        });
      }, TWO),
    );
    expect(result.errors).toEqual([]);
    expect(bench.machines.app1.calls.toSorted()).toEqual(['drain app2', 'may fail', 'work']);
    expect(bench.machines.app2.files.get('/drained/app1')).toBe('1');
  });

  it.each([
    ['is the failure of who has it done', false, { failed: 1 }, { failed: 0, rescued: undefined }],
    ['is rescued there', true, { failed: 0 }, { failed: 0, rescued: 1 }],
  ])('what fails elsewhere %s', async (_what, isCaught, own, there) => {
    bench.machines.app2.fails.add('drain');
    const { result } = await bench.run(
      tasks(
        function* (): Tasks {
          try {
            yield* on('app2', call('drain'));
          } catch (failure) {
            if (!isCaught) throw failure;
          }
        },
        { hosts: 'app1' },
      ),
    );
    expect(result.hosts).toMatchObject({ app1: own });
    expect(result.hosts.app2?.failed).toBe(there.failed);
    expect(result.hosts.app2?.rescued).toBe(there.rescued);
  });

  it('wait for a machine that one of them reboots, and reboot none on which others are at work', async () => {
    const seen: string[] = [];
    const step = (name: string, effects: readonly { readonly kind: 'reboot' }[] = []) =>
      defineAction({
        call: name,
        summary: name,
        example: name,
        options: {},
        key: () => '',
        reads: false,
        does: () => name,
        effects: () => effects,
        perform: async () => {
          seen.push(`${name} begins`);
          for (let turn = 0; turn < 200; turn += 1) await Promise.resolve();
          seen.push(`${name} ends`);
          return success({ changed: true });
        },
        guess: () => ({ changed: true }),
      })({});
    await bench.run(
      tasks(function* ({ host }: TaskContext): Tasks {
        if (host.name === 'app1') yield step('reboot', [{ kind: 'reboot' }]);
        else for (const name of ['a', 'b', 'c']) yield* on('app1', step(name));
      }, TWO),
    );
    expect(seen).toHaveLength(8);
    for (let index = 0; index < seen.length; index += 2)
      expect(seen[index + 1]).toBe(seen[index]?.replace('begins', 'ends'));
  });

  it('may be worked on for others until their own run ends, and after', async () => {
    let ended = false;
    bench.onProgram = (machine, label) => {
      if (machine === 'app1' && label === 'closing the journal') ended = true;
    };
    const { result } = await bench.run(
      tasks(function* ({ host }: TaskContext): Tasks {
        if (host.name === 'app1') yield call('own');
        else for (let turn = 1; turn <= 20; turn += 1) yield* on('app1', call(`for app2 ${turn}`));
      }, TWO),
    );
    expect([result.errors, ended]).toEqual([[], true]);
    expect(bench.machines.app1.calls).toHaveLength(21);
  });

  it('do not write one file of the control machine', async () => {
    const collect = (to: string) =>
      defineAction({
        call: 'collect',
        summary: 'collect',
        example: 'collect',
        options: {},
        key: () => to,
        reads: false,
        does: () => 'collects',
        writesHere: () => to,
        perform: async () => success({ changed: true }),
        guess: () => ({ changed: true }),
      })({});
    const book = (place: (name: string) => string) =>
      tasks(function* ({ host }: TaskContext): Tasks {
        yield collect(place(host.name));
      }, TWO);
    expect((await bench.run(book((name) => `/srv/${name}`))).codes).toEqual([]);
    for (const check of [false, true]) {
      const { result } = await bench.run(
        book(() => '/srv/one'),
        { check },
      );
      expect(result.errors).toMatchObject([{ code: 'playbook.same-place' }]);
      expect(result.exitCode).toBe(5);
    }
  });

  describe('where they are one machine under two names', () => {
    const named = (port: number) =>
      inventory(
        `all:\n  hosts:\n    app1: { ansible_host: 192.0.2.1 }\n    app2: { ansible_host: 192.0.2.1, ansible_port: ${port} }\n    app3: {}\n`,
      );
    const writing = (path: (name: string) => string, content: (name: string) => string) =>
      tasks(
        function* ({ host: { name } }: TaskContext): Tasks {
          yield write(path(name), content(name));
        },
        { hosts: 'all' },
      );

    it('are changed one after the other', async () => {
      let atOnce = 0;
      let most = 0;
      bench.onProgram = (machine, label) => {
        if (machine === 'app3') return;
        if (label === 'making changes') atOnce += 1;
        else atOnce = 0;
        most = Math.max(most, atOnce);
      };
      const book = writing(
        (name) => `/of/${name}`,
        (name) => name,
      );
      const { result } = await bench.run(book, { inventory: await named(22) });
      expect([result.errors, most]).toEqual([[], 1]);
    });

    it.each([
      ['one path differently', '/same', (name: string) => name, 22, ['playbook.same-path']],
      ['one path alike', '/same', () => 'alike', 22, []],
      ['paths of their own', '/of', (name: string) => name, 22, []],
      ['one path, and are two machines behind one address', '/same', (name: string) => name, 2222, []],
    ])('and write %s', async (_what, path, content, port, codes) => {
      for (const check of [true, false]) {
        bench = new Bench();
        const book = writing((name) => (path === '/of' ? `/of/${name}` : path), content);
        const { result } = await bench.run(book, { inventory: await named(port), check });
        expect(result.errors.map(({ code }) => code)).toEqual(codes);
        expect(result.exitCode).toBe(codes.length === 0 ? 0 : 5);
        expect(bench.machines.app1.files.has(path) && bench.machines.app2.files.has(path)).toBe(
          !check && codes.length === 0 && path === '/same',
        );
      }
    });

    it('of which one finds its own content in place, and the other would change it', async () => {
      for (const machine of [bench.machines.app1, bench.machines.app2]) machine.files.set('/same', 'app1');
      const book = writing(
        () => '/same',
        (name) => name,
      );
      const { result } = await bench.run(book, { inventory: await named(22) });
      expect(result.errors).toMatchObject([
        {
          code: 'playbook.same-path',
          host: 'app2',
          summary: expect.stringMatching(/app2 and app1 are one machine/),
        },
      ]);
      expect(bench.machines.app2.files.get('/same')).toBe('app1');
    });
  });
});
