import { beforeEach, describe, expect, it } from 'vitest';
import { play, playbook } from '../../../src/api/define.ts';
import { prove } from '../../../src/havip/plays.ts';
import type { StepAnswer } from '../../../src/run/choice/step-by-step.ts';
import { Bench } from '../../bench/bench.ts';
import { pair, pairPlay, site } from '../../bench/playbooks.ts';
import { file } from '../../bench/resources.ts';

let bench: Bench;

beforeEach(() => {
  bench = new Bench();
});

const files = playbook({
  name: 'files',
  plays: [
    play({ name: 'files', hosts: 'app1', tasks: () => ['/a', '/b', '/c'].map((path) => file(path, '1')) }),
  ],
});

describe('--step', () => {
  const cases: readonly (readonly [readonly StepAnswer[], number, readonly string[]])[] = [
    [['yes', 'yes', 'yes'], 3, ['/a', '/b', '/c']],
    [['no', 'yes', 'no'], 3, ['/b']],
    [['yes', 'no', 'yes'], 3, ['/a', '/c']],
    [['no', 'all'], 2, ['/b', '/c']],
    [['all'], 1, ['/a', '/b', '/c']],
    [['no', 'no', 'no'], 3, []],
  ];
  it.each(cases)('%j asks %i times and makes what was wanted', async (answers, questions, wanted) => {
    bench.stepAnswers = [...answers];
    const { changed, result } = await bench.run(files, { step: true });
    expect([result.exitCode, bench.asked.length, changed.app1]).toEqual([0, questions, wanted]);
    expect([...bench.machines.app1.files.keys()].sort()).toEqual(wanted);
    expect(bench.machines.app1.lease).toBeUndefined();
  });

  it('names host, step and reason, and asks for nothing that is in order', async () => {
    await bench.run(files, { step: true });
    expect(bench.asked[0]).toBe('app1: /a (content differs)?');
    bench.asked.length = 0;
    await bench.run(files, { step: true });
    expect(bench.asked).toEqual([]);
  });

  it('asks for what depends on a step only where that is wanted', async () => {
    await bench.run(site());
    bench.stepAnswers = ['no'];
    const { changed } = await bench.run(site('site 2'), { step: true, limit: new Set(['app1']) });
    expect([bench.asked.length, changed.app1]).toEqual([1, []]);
  });

  it('asks before anything is locked or changed, and never twice', async () => {
    const { result } = await bench.run(pair(), { step: true });
    expect(result.exitCode).toBe(0);
    expect(new Set(bench.asked).size).toBe(bench.asked.length);
    expect(bench.asked).toContain('one: keepalived.conf (content differs)?');
  });

  it('asks for a proof as a whole', async () => {
    const proved = playbook({ name: 'p', plays: [pairPlay(), prove({ name: 'proof' })] });
    bench.stepAnswers = ['all'];
    await bench.run(proved, { step: true });
    expect(bench.asked).toHaveLength(1);
    bench.asked.length = 0;
    bench.stepAnswers = ['no'];
    const { result } = await bench.run(proved, { step: true, verify: 'always' });
    expect([bench.asked, result.exitCode]).toEqual([['web: proof?'], 0]);
  });
});
