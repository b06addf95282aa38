import { describe, expect, it } from 'vitest';
import type { JournalRecord } from '../../../src/engine/journal/records.ts';
import type { ClusterState } from '../../../src/havip/cluster/state/cluster-state.ts';
import { undoneApart, undoOrder } from '../../../src/havip/undo/undo-order.ts';

function place(host: string, held: boolean | 'without keepalived', steps: readonly string[] = []) {
  const record = {
    before: {
      holds: held === false ? 'no' : 'yes',
      ActiveState: held === 'without keepalived' ? 'inactive' : 'active',
    },
    changes: steps.map((step) => ({ step, effects: step === 'stop' ? [{ kind: 'stand-apart' }] : [] })),
  };
  return { host, journals: [record as unknown as JournalRecord] };
}

function state(...holders: readonly string[]): ClusterState {
  return { nodes: [], holders, healthy: holders.length === 1, complete: true, proved: true };
}

describe('who goes back first', () => {
  it.each([
    ['the one that does not hold the address', ['a'], ['a', true], ['b', false], false, ['b', 'a']],
    ['the one that has handed it over', ['b'], ['a', true], ['b', false], false, ['a', 'b']],
    [
      'of two holders, the one that did not hold it before',
      ['a', 'b'],
      ['a', true],
      ['b', false],
      false,
      ['b', 'a'],
    ],
    ['of none, the one that did not hold it before', [], ['a', true], ['b', false], false, ['b', 'a']],
    [
      'the holder before the one that had the address without a keepalived',
      ['b'],
      ['a', 'without keepalived'],
      ['b', false],
      false,
      ['b', 'a'],
    ],
    ['apart, the holder', ['a'], ['b', false], ['a', true], true, ['a', 'b']],
  ] as const)('%s', (_name, holders, one, other, apart, expected) => {
    const places = [one, other].map(([host, held]) => place(host, held));
    expect(undoOrder(places, [state(...holders)], apart).map(({ host }) => host)).toEqual(expected);
  });

  it('is apart where a standby was stopped for the change', () => {
    expect(undoneApart([place('a', true, ['keepalived.conf']), place('b', false, ['stop'])])).toBe(true);
    expect(undoneApart([place('a', true, ['keepalived.conf']), place('b', false, ['keepalived.conf'])])).toBe(
      false,
    );
  });
});
