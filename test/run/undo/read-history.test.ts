import { describe, expect, it } from 'vitest';
import { readHistory } from '../../../src/run/undo/history/history.ts';
import { Bench, inventory } from '../../bench/bench.ts';
import { DoubleConnection } from '../../bench/double/connection.ts';
import { site } from '../../bench/playbooks.ts';

describe('the history of hosts', () => {
  it('tells of each run from the journals, and of machines that do not answer', async () => {
    const bench = new Bench();
    await bench.run(site('1', 'app1'));
    await bench.run(site('2', 'app1'));
    const { hosts } = await inventory();
    const units = ['app1', 'app2'].map((name) => {
      const host = hosts.get(name);
      return { name, hosts: host === undefined ? [] : [host] };
    });
    const control = () => ({
      away: bench.away,
      cut: undefined,
      onProgram: () => undefined,
      onDeath: () => undefined,
    });
    const { history, exitCode } = await readHistory(units, 5, {
      connect: async ({ name }) =>
        name === 'app1'
          ? { ok: true, value: new DoubleConnection(bench.machines.app1, control) }
          : { ok: false, problems: [{ code: 'connection.refused', summary: 'no answer' }] },
    });
    expect([exitCode, Object.keys(history)]).toEqual([4, ['app1']]);
    expect(history.app1?.map(({ state, playbook: of }) => `${of} ${state}`)).toEqual([
      'site kept',
      'site kept',
    ]);
  });
});
