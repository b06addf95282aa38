import { beforeEach, describe, expect, it } from 'vitest';
import { playbook, rollback } from '../../../src/api/define.ts';
import { Bench } from '../../bench/bench.ts';
import { pair, site } from '../../bench/playbooks.ts';

const CONF = '/etc/nginx/site.conf';
const back = playbook({ name: 'rollback', plays: [rollback({ name: 'back', hosts: 'app1' })] });

let bench: Bench;

beforeEach(async () => {
  bench = new Bench();
  await bench.run(site('site 1', 'app1'), { command: 'run' });
});

/** A rollback of what a command has made by a playbook of that name. */
async function takenBack(name: string, request: Parameters<Bench['run']>[1]) {
  await bench.run({ ...site('site 2', 'app1'), name }, { command: name === 'up' ? 'up' : 'run' });
  const { codes, result, notices } = await bench.run(back, { command: 'rollback', ...request });
  return {
    codes,
    exitCode: result.exitCode,
    notices,
    isBack: bench.machines.app1.files.get(CONF) === 'site 1',
  };
}

describe('a rollback', () => {
  it.each([
    ['of a playbook of a person’s, said yes to', 'site', { rollbackConsent: 'given' }, true, []],
    ['of it, asked on a terminal', 'site', { rollbackConsent: 'ask' }, true, []],
    ['of it, with nobody to ask', 'site', { rollbackConsent: 'nobody-to-ask' }, false, ['usage.no-answer']],
    ['of what the program itself made, asked', 'up', { rollbackConsent: 'ask' }, true, []],
    ['of that, with nobody to ask', 'up', { rollbackConsent: 'nobody-to-ask' }, true, []],
    ['with --check', 'site', { rollbackConsent: 'given', check: true }, false, []],
  ] as const)('%s', async (_what, name, request, isBack, codes) => {
    const done = await takenBack(name, request);
    expect([done.isBack, done.codes, done.exitCode]).toEqual([isBack, codes, codes.length === 0 ? 0 : 5]);
    expect(bench.asked).toHaveLength(request.rollbackConsent === 'ask' ? 1 : 0);
    expect(bench.machines.app1.lease).toBeUndefined();
  });

  it('that is declined changes nothing, and says so', async () => {
    bench.answer = false;
    const { isBack, codes, exitCode, notices } = await takenBack('site', { rollbackConsent: 'ask' });
    expect([isBack, codes, exitCode]).toEqual([false, [], 0]);
    expect(notices).toContain('app1: nothing was changed');
  });

  it('of which another run has changed what was shown does not begin', async () => {
    await bench.run(site('site 2', 'app1'), { command: 'run' });
    const other = site('site 3', 'app1');
    let asked = false;
    bench.onQuestion = async () => {
      if (!asked) {
        asked = true;
        await bench.run(other, { command: 'run' });
      }
    };
    const { codes } = await bench.run(back, { command: 'rollback', rollbackConsent: 'ask' });
    expect([codes, bench.machines.app1.files.get(CONF)]).toEqual([['host.moved-on'], 'site 3']);
  });

  it('names the effect on a cluster’s address with --check, and does not touch it', async () => {
    await bench.run(pair());
    await bench.run(pair({ note: '2' }), { command: 'run' });
    const web = playbook({ name: 'rollback', plays: [rollback({ name: 'back', hosts: 'web' })] });
    const moves = bench.wire.moves.length;
    const { result } = await bench.run(web, { command: 'rollback', check: true });
    expect([result.clusters.web?.effect?.kind, bench.wire.moves.length]).toEqual(['move', moves]);
  });
});
