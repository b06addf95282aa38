import { describe, expect } from 'vitest';
import type { MemberChange } from '../../../src/havip/model/change.ts';
import { chooseTakeover } from '../../../src/havip/takeover/choose.ts';
import { chooseForAll } from '../../../src/havip/takeover/choose-for-all.ts';
import { longIt } from '../../support/long.ts';
import { type NodeSettings, pairChange } from '../takeover/sample.ts';
import { ROWS, type Settings } from './kinds.ts';

const of = (settings: Settings, host: string) => (typeof settings === 'function' ? settings(host) : settings);

const RELEASES = [
  { a: '2.2.7', b: '2.3.3' },
  { a: '2.3.3', b: '2.2.7' },
  { a: '2.3.3', b: '2.3.3' },
  { a: '1.3.5', b: '2.2.7' },
];

/** Another cluster of the same machines, which stays as it is. */
function company(holder: string, action: MemberChange['action'], preempts: boolean): readonly MemberChange[] {
  const settings = (host: string): NodeSettings => ({
    routerId: 52,
    addresses: ['10.0.0.19'],
    priority: host === 'b' ? 250 : 240,
    nopreempt: !preempts,
  });
  return pairChange(settings, settings, holder, action);
}

describe('each kind of change has a safe order', () => {
  longIt.each(ROWS)('%s, among releases', (_name, before, after, _comes, action) => {
    for (const release of RELEASES)
      for (const holder of ['a', 'b']) {
        const on = (settings: Settings) => (host: string) => ({
          ...of(settings, host),
          release: release[host === 'a' ? 'a' : 'b'],
        });
        const { trouble } = chooseTakeover(pairChange(on(before), on(after), holder, action));
        expect({ release, holder, trouble }).toEqual({ release, holder, trouble: undefined });
      }
  });

  longIt.each(ROWS)('%s, beside another cluster of the machines', (_name, before, after, _comes, action) => {
    for (const preempts of [false, true])
      for (const holder of ['a', 'b'])
        for (const other of ['a', 'b']) {
          const all = [pairChange(before, after, holder, action), company(other, action, preempts)];
          const trouble = chooseForAll(all).map((each) => each.trouble);
          expect({ holder, other, preempts, trouble }).toEqual({
            holder,
            other,
            preempts,
            trouble: [undefined, undefined],
          });
        }
  });
});
