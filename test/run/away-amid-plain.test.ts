import { describe, expect, it } from 'vitest';
import type { Playbook } from '../../src/api/types.ts';
import { Bench } from '../bench/bench.ts';
import { pair } from '../bench/playbooks.ts';
import { tasks, write } from '../bench/tasks.ts';

/** A play on the nodes of a pair that is about something else than keepalived. */
function motd(content: string): Playbook {
  const steps = function* () {
    yield* write('/etc/motd', content);
    yield* write('/etc/issue', content);
  };
  return tasks(steps, { hosts: 'web' });
}

const AWAY = [
  ['one', 'one: making changes'],
  ['two', 'two: making changes'],
  ['two', 'one: making changes'],
] as const;

describe('a node that goes away amid a play about something else', () => {
  it.each(AWAY)('is unseen, and not a fault of the program: %s, at “%s”', async (name, moment) => {
    const bench = new Bench();
    await bench.run(pair());
    goneAt(bench, name, moment);
    const { result, codes } = await bench.run(motd('2'), { command: 'run' });
    expect([codes, result.exitCode]).toEqual([['connection.lost'], 4]);
    expect(result.clusters.web).toMatchObject({ healthy: false, unseen: [name] });
  });

  it.each([
    ['one', 'one: undoing changes', 'sh '],
    ['two', 'two: undoing changes', 'sh '],
    ['two', 'one: undoing changes', 'once all its machines answer'],
  ] as const)(
    'while that is undone ends with 8, and says what is left: %s, at “%s”',
    async (name, moment, fix) => {
      const bench = new Bench();
      await bench.run(pair());
      bench.machines.one.fails.add('write /etc/issue');
      goneAt(bench, name, moment);
      const { result } = await bench.run(motd('2'), { command: 'run' });
      expect(result.exitCode).toBe(8);
      expect(result.errors.find(({ code }) => code === 'rollback.failed')?.fix).toContain(fix);
    },
  );
});

function goneAt(bench: Bench, name: string, moment: string): void {
  bench.onProgram = (machine, label) => {
    if (label === 'undoing changes') bench.machines.one.fails.clear();
    if (`${machine}: ${label}` === moment) bench.away.add(name);
  };
}
