import { describe, expect, it } from 'vitest';
import { undoEffect, undoWords } from '../../../src/havip/undo/undo-effect.ts';
import type { Cluster } from '../../../src/inventory/types.ts';
import type { StepEffect } from '../../../src/resources/steps/effect.ts';
import type { UndoTarget } from '../../../src/run/unit/policy.ts';

const cluster = {
  name: 'web',
  havip: {
    addresses: ['172.16.16.12'],
    advert_int: 1,
    vrrp: { version: 2 },
    verify: { max_interruption: 5000 },
  },
  members: [
    { host: { name: 'a' }, priority: 250 },
    { host: { name: 'b' }, priority: 240 },
  ],
} as unknown as Cluster;

const of = (kind: 'start' | 'stop' | 'reload' | 'restart', service = 'keepalived'): StepEffect => ({
  kind,
  service,
});

/** A sync group came to an end. */
const GROUP_ENDED: StepEffect = { kind: 'reload', service: 'keepalived', undo: 'restart' };

/** A machine whose run on record did that; `begun`: how many of its steps had been begun. */
function target(name: string, effects: readonly StepEffect[], begun = effects.length): UndoTarget {
  const changes = effects.map((effect, index) => ({
    number: index + 1,
    step: 's',
    what: 'w',
    effects: [effect],
    undo: true,
  }));
  const steps = changes.slice(0, begun).map(({ number }) => ({ number, name: 's', state: 'done' }));
  return {
    host: { name },
    session: { facts: { ifRead: () => undefined, missing: () => [] } },
    folders: [],
    records: [{ changes, steps }],
  } as unknown as UndoTarget;
}

/** A standby that was stopped while the other one changed. */
const APART = target('b', [{ kind: 'stand-apart' }, of('start')]);

/** A virtual MAC comes back. */
const MAC_BACK: StepEffect = { kind: 'reload', service: 'keepalived', undoAwayMs: 5000 };

describe('what a rollback does to the address', () => {
  it.each([
    ['files alone', ['a'], [target('a', []), target('b', [])], 'none'],
    ['a restart of the holder', ['a'], [target('a', [of('restart')]), target('b', [])], 'move'],
    ['a restart of the standby', ['b'], [target('a', [of('restart')]), target('b', [])], 'none'],
    ['a restart that never began', ['a'], [target('a', [of('restart')], 0)], 'none'],
    ['a restart of another service', ['a'], [target('a', [of('restart', 'nginx')])], 'none'],
    ['a reload', ['a'], [target('a', [of('reload')])], 'reload'],
    ['a reload that a restart takes back', ['a'], [target('a', [GROUP_ENDED])], 'move'],
    ['the same on the standby', ['b'], [target('a', [GROUP_ENDED])], 'none'],
    ['a reload of another service', ['a'], [target('a', [of('reload', 'nginx')])], 'none'],
    [
      'standbys that stood apart',
      ['a'],
      [target('a', [of('reload')]), target('b', [{ kind: 'stand-apart' }])],
      'move',
    ],
    ['a start on the holder', ['a'], [target('a', [of('start')])], 'move'],
    ['a start on all', ['a'], [target('a', [of('start')]), target('b', [of('start')])], 'end'],
  ] as const)('of %s', (_what, holders, targets, expected) => {
    expect(undoEffect(cluster, holders, targets).kind).toBe(expected);
  });

  it.each([
    ['of nothing but files', ['a'], [target('a', []), target('b', [])], undefined],
    ['of a reload', ['a'], [target('a', [of('reload')])], undefined],
    ['of a restart', ['a'], [target('a', [of('restart')])], 'about 0.1 s'],
    ['of what was made apart, where it was', ['a'], [target('a', [of('reload')]), APART], 'about 0.1 s'],
    ['of it, when the address has moved', ['b'], [target('a', [of('reload')]), APART], 'about 0.2 s'],
    ['of it, where the holder restarts', ['a'], [target('a', [of('restart')]), APART], 'about 5.1 s'],
    ['of it, where nobody goes by a reload', ['b'], [target('a', [of('restart')]), APART], 'about 5.1 s'],
    ['of it, where one had started', ['b'], [target('a', [of('start')]), APART], 'about 5.1 s'],
    [
      'to virtual MACs',
      ['a'],
      [target('a', [MAC_BACK]), target('b', [{ kind: 'stand-apart' }, of('start')])],
      'about 5.1 s',
    ],
    ['to one that only the standby has', ['b'], [target('a', [MAC_BACK]), target('b', [])], 'about 5.0 s'],
    ['to virtual MACs where nobody serves', [], [target('a', [MAC_BACK])], undefined],
    ['of a first run', ['a'], [target('a', [of('start')]), target('b', [of('start')])], 'nobody will have'],
  ] as const)('is told before it is done: %s', (_what, holders, targets, expected) => {
    const words = undoWords(cluster, undoEffect(cluster, holders, targets));
    if (expected === undefined) expect(words).toBeUndefined();
    else expect(words).toContain(expected);
  });
});
