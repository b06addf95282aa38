import { describe, expect, it } from 'vitest';
import type { ChangeOrder, MemberChange, Step } from '../../../src/havip/model/change.ts';
import { explore } from '../../../src/havip/model/explore.ts';
import type { Mishap } from '../../../src/havip/model/mishap.ts';
import { rehearse } from '../../../src/havip/model/rehearse.ts';
import { nodeOf } from '../takeover/sample.ts';

const HOSTS = ['a', 'b'];
const members = HOSTS.map(
  (host): MemberChange => ({
    host,
    before: nodeOf(host, HOSTS),
    after: nodeOf(host, HOSTS),
    holds: host === 'a',
    action: 'restart',
  }),
);
const order = (...steps: readonly Step[]): ChangeOrder => ({ way: 'in-turn', steps });
const fault = (host: string, atMs: number, forMs?: number): Mishap => ({
  kind: 'fault',
  host,
  atMs,
  found: false,
  ...(forMs !== undefined && { forMs }),
});

describe('a machine in FAULT', () => {
  it.each([
    [
      'lets its standby take over at once',
      order({ do: 'change', host: 'b' }),
      fault('a', 12_000),
      ['a', '', 'b'],
    ],
    [
      'is a backup when all is well again',
      order({ do: 'change', host: 'b' }),
      fault('a', 12_000, 2500),
      ['a', '', 'b'],
    ],
    ['is given nothing', order({ do: 'hand-over', host: 'a', to: 'b' }), fault('b', 10), ['a']],
    [
      'stays in FAULT when it starts again',
      order({ do: 'change', host: 'b' }, { do: 'change', host: 'a' }),
      fault('b', 10),
      ['a', '', 'a'],
    ],
  ])('%s', (_what, steps, mishap, expected) => {
    const { history } = rehearse(steps, members, { phase: 0.5, mishap });
    expect(history.map(({ holders }) => holders.join(' '))).toEqual(expected);
  });

  it('is found where it makes an order unsafe', () => {
    // Nobody is left to take over: the one standby was stopped, and is started by none.
    const stopped = order({ do: 'stop', host: 'b' });
    expect(explore(stopped, members, { faults: true }).trouble?.kind).toBe('nobody-for-good');
  });
});
