import { describe, expect, it } from 'vitest';
import type { MemberChange } from '../../../src/havip/model/change.ts';
import { explore } from '../../../src/havip/model/explore.ts';
import { chooseTakeover } from '../../../src/havip/takeover/choose.ts';
import { longIt } from '../../support/long.ts';
import { type NodeSettings, nodeOf } from '../takeover/sample.ts';

/** Members before and after; who is in the first only has been taken down before. */
type Change = readonly [string, readonly string[], readonly string[]];

const CHANGES: readonly Change[] = [
  ['a third node comes', ['a', 'b'], ['a', 'b', 'c']],
  ['one of three goes', ['a', 'b', 'c'], ['a', 'b']],
  ['one of three is replaced', ['a', 'b', 'd'], ['a', 'b', 'c']],
  ['two come to one', ['a'], ['a', 'b', 'c']],
];

const SETTINGS: readonly (readonly [string, NodeSettings, NodeSettings])[] = [
  ['as they are', {}, {}],
  ['which preempt', { nopreempt: false }, { nopreempt: false }],
  ['which speak by multicast', { peers: null }, { peers: null }],
  ['of the fast profile', { version: 3 }, { version: 3 }],
  ['which become unicast', { peers: null }, {}],
  ['which get a password', {}, { password: 'k7Qp2vXz' }],
];

describe('members that come and go, whatever fails, also what each machine watches', () => {
  for (const [which, before, after] of SETTINGS) {
    const row = which === 'as they are' ? it : longIt;
    row.each(CHANGES)(`%s: nodes ${which}`, (_name, from, to) => {
      for (const holder of from.filter((host) => to.includes(host))) {
        const members = changeOf(from, to, { before, after }, holder);
        const { order, trouble } = chooseTakeover(members);
        const explored = explore(order, members, { faults: true });
        expect([holder, trouble, explored.trouble]).toEqual([holder, undefined, undefined]);
      }
    });
  }

  it('a newcomer that comes before the others know of it is seen', () => {
    const members = changeOf(['a', 'b'], ['a', 'b', 'c'], { before: {}, after: {} }, 'a');
    const steps = ['c', 'b', 'a'].map((host) => ({ do: 'change' as const, host }));
    expect(explore({ way: 'in-turn', steps }, members, { faults: true }).trouble?.kind).toBe('two-holders');
  });
});

function changeOf(
  from: readonly string[],
  to: readonly string[],
  settings: { readonly before: NodeSettings; readonly after: NodeSettings },
  holder: string,
): readonly MemberChange[] {
  return to.map((host) => ({
    host,
    before: from.includes(host) ? nodeOf(host, from, settings.before) : undefined,
    after: nodeOf(host, to, settings.after),
    holds: host === holder,
    action: from.includes(host) ? 'reload' : 'start',
  }));
}
