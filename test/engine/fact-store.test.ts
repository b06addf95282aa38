import { describe, expect, it } from 'vitest';
import { FactStore } from '../../src/engine/facts/fact-store.ts';
import { type Fact, MissingFact } from '../../src/resources/fact.ts';

const passing: Fact<string> = { id: 'state', program: 'true', parse: (output) => output };
const lasting: Fact<string> = { id: 'offered', program: 'true', parse: (output) => output, lasting: true };

describe('what is known after a change', () => {
  it('is what no change makes untrue; the rest is to be read again', () => {
    const store = new FactStore();
    store.put(passing, 'as it was');
    store.put(lasting, '2.2.7');
    expect(store.passing()).toEqual([passing]);
    const after = store.lasting();
    expect(after.get(lasting)).toBe('2.2.7');
    expect(() => after.get(passing)).toThrow(MissingFact);
  });
});
