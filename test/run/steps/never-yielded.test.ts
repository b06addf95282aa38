import { beforeEach, describe, expect, it } from 'vitest';
import { attempt, on, once, read } from '../../../src/api/tasks.ts';
import type { TaskContext } from '../../../src/api/types.ts';
import { havipKinds } from '../../../src/havip/kinds.ts';
import { networkFact } from '../../../src/resources/network.ts';
import type { Tasks } from '../../../src/resources/steps/step.ts';
import { checkRequest } from '../../../src/run/check/check-request.ts';
import { Bench } from '../../bench/bench.ts';
import { ask, call, tasks } from '../../bench/tasks.ts';

let bench: Bench;

beforeEach(() => {
  bench = new Bench();
});

const FORGOTTEN: readonly [form: string, tells: string, (context: TaskContext) => Tasks][] = [
  [
    'a step alone',
    '"drain" is made here',
    function* () {
      call('drain');
      yield call('go');
    },
  ],
  [
    'what is asked of a step',
    '"drain" is made here',
    function* () {
      const { changed } = call('drain') as unknown as { changed?: boolean };
      if (changed !== true) yield call('go');
    },
  ],
  [
    'a step on another host',
    'on(…) of "drain" is made here',
    function* () {
      on('app2', call('drain'));
      yield call('go');
    },
  ],
  [
    'tasks on another host',
    'on(…) is made here',
    function* () {
      on('app2', function* () {
        yield call('drain');
      });
      yield call('go');
    },
  ],
  [
    'a step within tasks on another host',
    '"drain" is made here',
    function* () {
      yield* on('app2', function* () {
        call('drain');
        yield call('go');
      });
    },
  ],
  [
    'once',
    'once(…) of "drain" is made here',
    function* () {
      once(call('drain'));
      yield call('go');
    },
  ],
  [
    'attempt',
    'attempt(…) of "drain" is made here',
    function* () {
      attempt(call('drain'));
      yield call('go');
    },
  ],
  [
    'read',
    'read(…) is made here',
    function* () {
      read(networkFact);
      yield call('go');
    },
  ],
  [
    'the last line',
    '"drain" is made here',
    function* () {
      yield call('go');
      call('drain');
    },
  ],
  [
    'one of a list',
    '"drain" is made here',
    function* () {
      const all = [call('drain'), call('go')];
      yield all.slice(1);
    },
  ],
];

const YIELDED: readonly [form: string, (context: TaskContext) => Tasks][] = [
  [
    'in a list with gaps',
    function* () {
      yield [call('a'), false, undefined, call('go')];
    },
  ],
  [
    'a copy that says more',
    function* () {
      yield { ...call('go'), tags: ['late'] };
    },
  ],
  [
    'within all of them at once',
    function* () {
      yield* attempt(
        on('app2', function* () {
          yield* once(call('go'));
        }),
      );
    },
  ],
  [
    'made before, asked later',
    function* () {
      const go = call('go');
      const { stdout } = yield* ask('x');
      if (stdout !== undefined) yield go;
    },
  ],
  [
    'left out by `when`',
    function* () {
      yield call('go', { when: false });
    },
  ],
];

describe('a step that is made and never yielded', () => {
  it.each(FORGOTTEN)('is told before anything is contacted, and of the run: %s', async (_, tells, steps) => {
    const book = tasks(steps, { hosts: 'apps' });
    const warnings: string[] = [];
    const request = await bench.request(book);
    const problems = checkRequest(request, havipKinds(request), (all) =>
      warnings.push(...all.map(({ summary, source }) => `${source?.file.slice(-3)}: ${summary}`)),
    );
    expect(problems).toEqual([]);
    expect(warnings).toEqual([`.ts: ${tells} and never yielded, so it is not done`]);
    const { notices, codes } = await bench.run(book);
    expect(codes).toEqual([]);
    // By one host for all.
    expect(notices.filter((text) => text.includes('never yielded'))).toEqual([
      expect.stringMatching(/\.ts:\d+:\d+: .*\n {2}fix: Write `yield` before a step/),
    ]);
  });

  it.each(YIELDED)('is nothing else: %s', async (_, steps) => {
    const book = tasks(steps);
    const request = await bench.request(book);
    checkRequest(request, havipKinds(request), (all) => expect(all).toEqual([]));
    const { notices } = await bench.run(book);
    expect(notices.filter((text) => text.includes('never yielded'))).toEqual([]);
  });

  it('is not told of tasks that did not come to their end', async () => {
    bench.machines.app1.fails.add('go');
    bench.machines.app2.fails.add('go');
    const book = tasks(function* () {
      const later = call('later');
      yield call('go');
      yield later;
    });
    const { notices } = await bench.run(book);
    expect(notices.filter((text) => text.includes('never yielded'))).toEqual([]);
  });
});
