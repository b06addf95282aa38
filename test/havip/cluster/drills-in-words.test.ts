import { expect, it } from 'vitest';
import { drillsInWords } from '../../../src/havip/cluster/state/timing.ts';
import { varsWith } from '../../roles/keepalived/sample.ts';

it.each<[string, Record<string, unknown>, readonly number[], readonly string[], RegExp]>([
  [
    'priorities close to the highest',
    {},
    [250, 240],
    ['stop'],
    /back; by VRRP it is away for about 0\.1 s each time$/,
  ],
  ['the lowest priority', {}, [254, 1], ['stop'], /about 1 s each time$/],
  [
    'the lowest priority in version 3',
    { version: 3, advert_int: 2 },
    [254, 1],
    ['stop'],
    /about 2 s each time$/,
  ],
  ['drills that wait for something else', {}, [250, 240], ['stop', 'crash'], /move the address and back$/],
])('a plan tells what drills do: %s', async (_name, settings, priorities, drills, words) => {
  const [vars] = await varsWith(settings);
  if (vars === undefined) throw new Error('no cluster');
  const members = vars.cluster.members.map((member, index) => ({
    ...member,
    priority: priorities[index] ?? member.priority,
  }));
  expect(drillsInWords({ ...vars.cluster, members }, drills)).toMatch(words);
});
