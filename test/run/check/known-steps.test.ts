import { expect, it } from 'vitest';
import { play, playbook } from '../../../src/api/define.ts';
import type { TaskContext } from '../../../src/api/types.ts';
import { Bench } from '../../bench/bench.ts';
import { file } from '../../bench/resources.ts';

const [left, right] = ['/etc/left', '/etc/right'];
const conf = file(left, 'same');

/** How a play's code looks at a machine; how often it is called for each, by the check and then; round trips. */
const PLAYS: [string, (context: TaskContext) => unknown, number, number][] = [
  ['at nothing', () => undefined, 2, 1],
  ['at a fact', ({ facts }) => conf.facts.map((fact) => facts.get(fact)), 4, 2],
  ['at what may be known', ({ facts }) => conf.facts.map((fact) => facts.ifRead(fact)), 2, 1],
];

it.each(PLAYS)('a play that looks %s is called as seldom as can be', async (_, look, calls, trips) => {
  const bench = new Bench();
  const called: string[] = [];
  const book = playbook({
    name: 'counted',
    plays: [
      play({
        name: 'counted',
        hosts: 'app1,app2',
        tasks: (context) => {
          called.push(context.host.name);
          look(context);
          return [conf, file(right, 'same')];
        },
      }),
    ],
  });
  await bench.run(book);
  called.length = 0;
  const { result, changed } = await bench.run(book);
  expect([result.errors, Object.values(changed)]).toEqual([[], [[], []]]);
  expect(called.length / 2).toBe(calls);
  expect(Object.values(result.hosts).map(({ roundTrips }) => roundTrips)).toEqual([trips, trips]);
});
