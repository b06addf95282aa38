import { expect, it } from 'vitest';
import { playbookCode } from '../../../src/cli/user-code/playbook-code.ts';
import { attemptEach } from '../../../src/core/user-code/user-code.ts';

const code = playbookCode({ firstIn: () => undefined } as never, 1000);
const busy = (ms: number) => {
  for (const end = performance.now() + ms; performance.now() < end; );
};

/** What each call does, and what comes of each. */
const LISTS: [string, (number | 'throws' | 'endless')[], string[]][] = [
  ['none', [], []],
  ['all come to their end', [1, 2, 3], ['1', '2', '3']],
  ['one throws', [1, 'throws', 3], ['1', 'playbook.failed', '3']],
  ['the first does not end: the rest is not called', ['endless', 2], ['playbook.endless']],
  ['another does not end', [1, 2, 'endless', 4], ['1', '2', 'playbook.endless']],
  // No one of them takes as long as a call may.
  ['together they take longer than one may', [400, 401, 402], ['400', '401', '402']],
];

it.each(LISTS)('of calls that are watched together, %s', (_, calls, expected) => {
  const outcomes = attemptEach(code, { what: 'the play "x"' }, calls, (call) => {
    // What is thrown and no error came from the playbook.
    if (call === 'throws') throw 'no';
    busy(call === 'endless' ? 5000 : call);
    return String(call);
  });
  expect(outcomes.map((each) => (each.ok ? each.value : each.problems[0]?.code))).toEqual(expected);
});
