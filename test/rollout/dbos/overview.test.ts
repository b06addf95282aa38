import { describe, expect, it } from 'vitest';
import { unitStates } from '../../../src/rollout/dbos/store/overview.ts';
import { planOf } from '../conformance/harness.ts';

const plan = planOf(['a b@north']);
const failed = { unit: 'a', verdict: 'failed', reason: 'one: refused', closed: null };
const notBegun = (closed: string) => ({ unit: 'a', verdict: 'not-begun', reason: null, closed });

describe('how a unit stands', () => {
  it.each([
    { rollout: 'goes on', end: 'none', ended: [], is: 'waiting' },
    { rollout: 'is over', end: 'none', ended: [], is: 'not-begun' },
    { rollout: 'goes on', end: 'it met a pause', ended: [notBegun('pause')], is: 'waiting' },
    { rollout: 'goes on', end: 'it met a closed window', ended: [notBegun('window')], is: 'waiting' },
    { rollout: 'is over', end: 'it met a pause', ended: [notBegun('pause')], is: 'not-begun' },
    { rollout: 'goes on', end: 'too many failed', ended: [notBegun('failures')], is: 'not-begun' },
    { rollout: 'goes on', end: 'it was cancelled', ended: [notBegun('cancel')], is: 'not-begun' },
    { rollout: 'goes on', end: 'it failed', ended: [failed], is: 'failed' },
    { rollout: 'is over', end: 'it failed', ended: [failed], is: 'failed' },
  ])('in a rollout that $rollout, end: $end: $is', ({ rollout, ended, is }) => {
    const isOver = rollout === 'is over';
    const [a, b] = unitStates(plan, isOver, ended, new Set());
    expect(a).toMatchObject({ unit: 'a', wave: 1, group: '', state: is });
    expect(b).toEqual({ unit: 'b', wave: 1, group: 'north', state: isOver ? 'not-begun' : 'waiting' });
  });

  it('is that of who works on it, whatever an earlier turn came to', () => {
    expect(unitStates(plan, false, [notBegun('pause')], new Set(['a']))[0]).toMatchObject({
      state: 'working',
    });
  });
});
