import { describe, expect, it } from 'vitest';
import { installation } from '../../../roles/keepalived/install.ts';
import { planOf } from '../../support/facts.ts';
import { type Machine, machine, SOURCE } from './machine.ts';
import { varsWith } from './sample.ts';

const NEWER = { ...SOURCE, version: '2.3.3' };

describe('a version that one run asks for', () => {
  it.each<
    [string, Readonly<Record<string, unknown>>, Machine, { version?: string; allowDowngrade?: true }, string]
  >([
    [
      'newer than what is there',
      {},
      { installed: '2.2.7-1', offered: ['2.2.7-1', '2.3.3-1'] },
      { version: '2.3.3' },
      'change 2.2.7-1 -> 2.3.3-1',
    ],
    [
      'whatever the inventory names',
      { version: '2.2.7' },
      { installed: '2.2.7-1', offered: ['2.2.7-1', '2.3.3-1'] },
      { version: '2.3.3-1' },
      'change 2.2.7-1 -> 2.3.3-1',
    ],
    ['is there already', {}, { installed: '2.3.3-1' }, { version: '2.3.3' }, 'unchanged 2.3.3-1'],
    [
      'offered nowhere',
      {},
      { installed: '2.2.7-1', offered: ['2.2.7-1', '2.3.3-1'] },
      { version: '2.4.0' },
      'blocked no keepalived exactly 2.4.0 to be had',
    ],
    [
      'not what the source is',
      { method: 'source', source: SOURCE },
      { installed: '2.2.6-1' },
      { version: '2.3.3' },
      'blocked no keepalived exactly 2.3.3 to be had',
    ],
    [
      'what the source is, and no repository has',
      { source: NEWER },
      { installed: '2.2.7-1', offered: ['2.2.7-1'] },
      { version: '2.3.3' },
      'change 2.3.3 (source',
    ],
    [
      'older than what is there',
      {},
      { installed: '2.3.3-1', offered: ['2.3.3-1', '2.2.7-1'] },
      { version: '2.2.7' },
      'blocked keepalived would go back from 2.3.3-1 to 2.2.7-1',
    ],
    [
      'older than what is there, by the inventory alone',
      { version: '2.2.7' },
      { installed: '2.3.3-1', offered: ['2.3.3-1', '2.2.7-1'] },
      {},
      'blocked keepalived would go back from 2.3.3-1 to 2.2.7-1',
    ],
    [
      'an older release of the same version',
      { version: '1:2.2.7-1' },
      { manager: 'apt', installed: '1:2.2.7-1+b2', offered: ['1:2.2.7-1+b2', '1:2.2.7-1'] },
      {},
      'blocked keepalived would go back from 1:2.2.7-1+b2 to 1:2.2.7-1',
    ],
    [
      'older than what was built',
      { method: 'source', source: SOURCE },
      { binary: '2.3.3' },
      { version: '2.2.7' },
      'blocked keepalived would go back from 2.3.3 to 2.2.7',
    ],
    [
      'older, with leave',
      {},
      { installed: '2.3.3-1', offered: ['2.3.3-1', '2.2.7-1'] },
      { version: '2.2.7', allowDowngrade: true },
      'change 2.3.3-1 -> 2.2.7-1',
    ],
    [
      'older by the inventory alone, with leave',
      { method: 'source', source: SOURCE },
      { installed: '2.3.3-1' },
      { allowDowngrade: true },
      'change 2.2.7 (source',
    ],
  ])('%s', async (_name, install, on, wish, expected) => {
    const [vars] = await varsWith({ install });
    if (vars === undefined) throw new Error('no node');
    const facts = machine(on);
    const planned = planOf(installation(vars, facts, { allowDowngrade: false, ...wish }).resource, facts);
    const words =
      planned.state === 'change'
        ? planned.diff
        : planned.state === 'blocked'
          ? planned.problem.summary
          : planned.reason;
    const [state = '', rest = ''] = expected.split(/ (.*)/);
    expect(planned.state).toBe(state);
    expect(words).toContain(rest);
  });
});
