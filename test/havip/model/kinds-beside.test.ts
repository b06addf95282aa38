import { describe, expect, it } from 'vitest';
import type { ChangeOrder, MemberChange } from '../../../src/havip/model/change.ts';
import { explore } from '../../../src/havip/model/explore.ts';
import { rehearse } from '../../../src/havip/model/rehearse.ts';
import { chooseTakeover } from '../../../src/havip/takeover/choose.ts';
import { chooseForAll } from '../../../src/havip/takeover/choose-for-all.ts';
import { permutations } from '../../../src/havip/takeover/permutations.ts';
import { EVERY_ROW, longIt, sampleOf } from '../../support/long.ts';
import { companyOf, type NodeSettings, pairChange } from '../takeover/sample.ts';
import { ROWS, type Settings } from './kinds.ts';

const of = (settings: Settings, host: string) => (typeof settings === 'function' ? settings(host) : settings);

const RELEASES = [
  { a: '2.2.7', b: '2.3.3' },
  { a: '2.3.3', b: '2.2.7' },
  { a: '2.3.3', b: '2.3.3' },
  { a: '1.3.5', b: '2.2.7' },
];

/** What another cluster of the same machines may be like. */
const OTHERS: readonly NodeSettings[] = sampleOf(1, [
  {},
  { nopreempt: false },
  { peers: null },
  { version: 3 },
  { advertInt: 3 },
]);

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
    for (const settings of OTHERS)
      for (const holder of ['a', 'b'])
        for (const other of ['a', 'b']) {
          const all = [
            pairChange(before, after, holder, action),
            companyOf(settings, { holder: other, ...(action && { action }) }),
          ];
          const trouble = chooseForAll(all).map((each) => each.trouble);
          expect({ holder, other, settings, trouble }).toEqual({
            holder,
            other,
            settings,
            trouble: [undefined, undefined],
          });
        }
  });

  // Nobody hands over what is given up, and the machines go back by what they hold of the cluster that stays.
  it.each(ROWS)(
    '%s, while another cluster of the machines is taken out',
    (_name, before, after, _comes, action) => {
      for (const holder of ['a', 'b']) {
        const { order } = chooseTakeover(pairChange(before, after, holder, action));
        const steps = order.steps.filter((step) => step.do !== 'hand-over');
        for (const settings of OTHERS)
          for (const other of sampleOf(1, ['b', 'a'])) {
            const leaves = takenOut(settings, other, action);
            for (const undo of permutations(['a', 'b'])) {
              const { trouble } = explore({ ...order, steps, undo }, leaves, { faults: EVERY_ROW });
              expect({ holder, other, settings, undo, trouble }).toEqual({
                ...{ holder, other, settings, undo },
                trouble: undefined,
              });
            }
          }
      }
    },
  );
});

describe('a cluster that is taken out', () => {
  it.each([
    ['is gone when both have changed', { kind: 'none' }, '- b - a -'],
    ['goes on where the change is taken back', { kind: 'step', index: 1 }, '- b - a'],
    [
      'is left with the other machine where nobody goes on',
      { kind: 'control', index: 0, stays: true },
      '- b - a',
    ],
    ['comes back on the machine that is left', { kind: 'machine', host: 'a', atMs: 12_000 }, '- b - a - b'],
  ] as const)('%s', (_what, mishap, expected) => {
    const { order } = chooseTakeover(pairChange({}, {}));
    const leaves = takenOut({}, 'b', 'reload');
    const { history } = rehearse({ ...order, undo: ['a', 'b'] }, leaves, { phase: 0.5, mishap });
    expect(history.map(({ holders }) => holders.join() || '-').join(' ')).toBe(expected);
  });

  it('is missed where a change that is taken back does not bring it back', () => {
    const order: ChangeOrder = {
      way: 'in-turn',
      steps: [...['a', 'b'].map((host) => ({ do: 'change' as const, host })), { do: 'stop', host: 'a' }],
      undo: [],
    };
    expect(explore(order, takenOut({}, 'b', 'reload')).trouble).toEqual({
      kind: 'nobody-for-good',
      mishap: { kind: 'step', index: 2 },
      phase: 0,
    });
  });
});

function takenOut(
  settings: NodeSettings,
  holder: string,
  action: MemberChange['action'],
): readonly MemberChange[] {
  const all = companyOf(settings, { holder, ...(action && { action }) });
  return all.map((each) => ({ ...each, after: undefined }));
}
