import { describe, expect, it } from 'vitest';
import { Bench } from '../bench/bench.ts';
import { pair } from '../bench/playbooks.ts';

/** A machine that reboots, say, in the middle of a run: when, and what is known of the cluster in the end. */
const CUT = [
  ['the holder, while the standby is changed', 'one', 'two: making changes'],
  ['the standby, while it is changed itself', 'two', 'two: making changes'],
  ['the standby, while the holder hands over', 'two', 'two: taking the address'],
  ['the holder, while it is changed after the handover', 'one', 'one: making changes'],
] as const;

describe('a member that is away when all is over', () => {
  it.each(CUT)('is unknown, and not what it was: %s', async (_what, name, moment) => {
    const bench = new Bench();
    await bench.run(pair());
    bench.onProgram = (machine, label) => {
      if (`${machine}: ${label}` === moment) bench.away.add(name);
    };
    const { result } = await bench.run(pair({ note: '2' }));
    expect(bench.sent).toContain(moment);
    expect(result.errors).not.toEqual([]);
    expect(result.clusters.web).toMatchObject({ healthy: false, unseen: expect.arrayContaining([name]) });
    expect(result.clusters.web?.holders).not.toContain(name);
  });
});
