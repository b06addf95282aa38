import { beforeEach, describe, expect, it } from 'vitest';
import { havipKinds } from '../../../src/havip/kinds.ts';
import { checkRequest } from '../../../src/run/check/check-request.ts';
import { Bench } from '../../bench/bench.ts';
import { call, tasks, write } from '../../bench/tasks.ts';

let bench: Bench;

beforeEach(() => {
  bench = new Bench();
});

/** What the only journal of a machine says of its steps. */
function noted(): readonly string[] {
  const [journal] = [...bench.machines.app1.journals.values()];
  return (journal?.log ?? []).map((line) => line.split(' ').slice(1).join(' '));
}

describe('an action that fails', () => {
  it('is not noted as done, where the tasks go on', async () => {
    bench.machines.app1.fails.add('migrate');
    const book = tasks(
      function* () {
        try {
          yield* call('migrate');
        } catch {
          yield* call('mend');
        }
      },
      { hosts: 'app1' },
    );
    expect((await bench.run(book)).result.exitCode).toBe(0);
    expect(noted()).toEqual([
      'intended 1 migrate',
      'failed 1 migrate',
      'intended 2 mend',
      'done 2 mend',
      'kept',
    ]);
  });

  it('is noted as done with an exit code that it may have', async () => {
    bench.machines.app1.fails.add('migrate');
    const book = tasks(
      function* () {
        yield* call('migrate', { exitCodes: [0, 1] });
      },
      { hosts: 'app1' },
    );
    expect((await bench.run(book)).result.exitCode).toBe(0);
    expect(noted()).toEqual(['intended 1 migrate', 'done 1 migrate', 'kept']);
  });
});

describe('tasks are rehearsed once before a run', () => {
  it.each([
    ['as they are', {}],
    ['with tags', { selection: { tags: ['a'], skipTags: ['b'] } }],
    ['with a start', { startAt: '/a' }],
    ['with both', { selection: { tags: ['a'], skipTags: ['b'] }, startAt: '/a' }],
  ])('%s', async (_name, given) => {
    let rehearsals = 0;
    const book = tasks(
      function* () {
        rehearsals += 1;
        yield { ...write('/a', '1'), tags: ['a', 'b'] };
      },
      { hosts: 'app1' },
    );
    const request = await bench.request(book);
    rehearsals = 0;
    expect(checkRequest({ ...request, ...given }, havipKinds(request)).map(({ summary }) => summary)).toEqual(
      [],
    );
    expect(rehearsals).toBe(1);
  });
});
