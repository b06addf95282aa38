import { beforeEach, describe, expect, it } from 'vitest';
import { once, read } from '../../../src/api/tasks.ts';
import { failure, success } from '../../../src/core/outcome.ts';
import { type UserCode, UserMistake } from '../../../src/core/user-code/user-code.ts';
import { ensure } from '../../../src/resources/actions/ensure.ts';
import { file as fileResource } from '../../../src/resources/file.ts';
import { Bench, type Name } from '../../bench/bench.ts';
import { benchLine } from '../../bench/double/scripts.ts';
import { ask, call, tasks, write } from '../../bench/tasks.ts';

let bench: Bench;

beforeEach(() => {
  bench = new Bench();
});

// A rehearsal goes through the tasks before the run does: what they note is there twice.
const calls = (name: Name) => bench.machines[name].calls;
const file = (name: Name, path: string) => bench.machines[name].files.get(path);
const one = { hosts: 'app1' };
const fileAt = (path: string) => fileResource({ path, content: '1' });

describe('--check', () => {
  it('goes through the same tasks, and changes nothing', async () => {
    const { result, changed } = await bench.run(
      tasks(function* () {
        const { changed: new_ } = yield* write('/a', '1');
        if (new_) yield call('reload');
        const { stdout } = yield* ask('hello');
        if (stdout === 'hello\n') yield write('/b', '1');
      }, one),
      { check: true },
    );
    expect([result.errors, changed.app1]).toEqual([[], ['/a', 'reload', '/b']]);
    expect([file('app1', '/a'), calls('app1'), bench.endings('app1')]).toEqual([undefined, [], []]);
  });

  it('says from where on it can only guess', async () => {
    const { notices } = await bench.run(
      tasks(function* () {
        const { stdout } = yield* call('migrate');
        if (stdout === '') yield write('/b', '1');
      }, one),
      { check: true },
    );
    expect(notices.filter((text) => text.includes('guess'))).toEqual([
      'app1: what is shown after migrate is a guess, because a check does not carry it out',
    ]);
  });
});

describe('what follows from a guess of a check', () => {
  const userCode: UserCode = {
    attempt: (_origin, work) => {
      try {
        return success(work());
      } catch (error) {
        return failure({ code: 'playbook.failed', summary: String(error) });
      }
    },
    explain: () => undefined,
  };
  const guessed = () => call('migrate');
  it.each([
    [
      'an exception',
      function* () {
        JSON.parse((yield* guessed()).stdout);
        yield write('/b', '1');
      },
      'SyntaxError',
    ],
    [
      'a wrong option',
      function* () {
        yield fileAt((yield* guessed()).stdout);
        yield write('/b', '1');
      },
      '"path" must be an absolute path',
    ],
    [
      'what is not so',
      function* () {
        yield ensure({ name: 'five', that: (yield* guessed()).stdout === '5' });
        yield write('/b', '1');
      },
      'five: it is not so',
    ],
    [
      'the same by the result that another host has',
      function* () {
        JSON.parse((yield* once(guessed())).stdout);
        yield write('/b', '1');
      },
      'SyntaxError',
    ],
  ] as const)('is no mistake of the playbook, and ends the check there: %s', async (_what, steps, words) => {
    const both = { hosts: 'app1,app2' };
    const { result, notices, changed } = await bench.run(tasks(steps, both), { check: true, userCode });
    expect([result.errors, result.exitCode]).toEqual([[], 0]);
    const ends = notices.filter((text) => text.startsWith('the check of this host ends here'));
    expect(ends).toHaveLength(2);
    for (const text of ends) expect(text).toMatch(new RegExp(`${words}.*the guess of migrate$`));
    expect([...Object.values(changed).flat()]).not.toContain('/b');
    expect(Object.values(result.hosts).map(({ failed }) => failed)).toEqual([0, 0]);
  });

  it('is one where nothing was guessed', async () => {
    const steps = function* () {
      const { stdout } = yield* ask('{');
      JSON.parse(stdout);
    };
    const { codes } = await bench.run(tasks(steps, one), { check: true, userCode });
    expect(codes).toEqual(['playbook.failed']);
  });
});

describe('tags and when', () => {
  it('leave steps out, with an answer that says so', async () => {
    const seen: unknown[] = [];
    const { changed } = await bench.run(
      tasks(function* () {
        seen.push(yield* call('first', { when: false }));
        yield call('second', { tags: ['b'] });
        yield call('third', { tags: ['c'] });
      }, one),
      { selection: { tags: [], skipTags: ['c'] } },
    );
    expect([changed.app1, seen.at(-1)]).toEqual([['second'], expect.objectContaining({ skipped: true })]);
  });
});

describe('read', () => {
  const fact = {
    id: 'greeting',
    program: benchLine({ do: 'say', text: 'hi' }),
    parse: (text: string) => text.trim(),
  };

  it('gives what a machine says', async () => {
    const said: string[] = [];
    await bench.run(
      tasks(function* ({ facts }) {
        said.push(yield* read(fact), facts.get(fact));
      }, one),
    );
    expect(said).toEqual(['hi', 'hi']);
  });

  it('has to come before a fact is asked', async () => {
    const explain = (error: unknown) => (error instanceof UserMistake ? error.problem : undefined);
    const userCode: UserCode = {
      explain,
      attempt: (_origin, work) => {
        try {
          return success(work());
        } catch (error) {
          return failure(explain(error) ?? { code: 'internal.fault', summary: String(error) });
        }
      },
    };
    const { result } = await bench.run(
      tasks(function* ({ facts }) {
        yield call('first');
        facts.get(fact);
      }, one),
      { userCode },
    );
    expect([result.exitCode, result.errors[0]]).toMatchObject([5, { code: 'playbook.fact-not-read' }]);
  });
});
