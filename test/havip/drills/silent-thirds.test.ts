import { describe, expect, it } from 'vitest';
import type { KeepalivedVars } from '../../../roles/keepalived/vars.ts';
import { silentThirds } from '../../../src/havip/drills/verdict/silent-thirds.ts';
import { groupListenersFact } from '../../../src/havip/wire/listeners.ts';
import { networkFact } from '../../../src/resources/network.ts';
import { network, varsWith } from '../../roles/keepalived/sample.ts';
import { factsOf } from '../../support/facts.ts';

const [{ cluster }] = (await varsWith()) as [KeepalivedVars];

/** What is told of a pair whose primary has heard this, one look after the other, and how often it was asked. */
async function told(...looks: readonly (readonly string[] | undefined)[]) {
  let asked = 0;
  const thirds = await silentThirds(cluster, async (look) => {
    asked += 1;
    const said = looks[Math.min(look, looks.length - 1)];
    if (said === undefined) return undefined;
    const facts = factsOf(
      [networkFact, network('172.16.16.5')],
      [groupListenersFact(cluster, look), ['group 224.0.0.18', ...said].join('\n')],
    );
    return new Map([['HAVIP-01', facts]]);
  });
  return [thirds && (thirds.problem?.code ?? thirds.notice), asked];
}

const QUIET = ['listens 172.16.16.9', 'asked'];
const MAY_BE =
  "web: 172.16.16.9 listens to VRRP's group 224.0.0.18 and is no member; it may belong to router id 7, whose adverts are heard";

describe('before a drill of a multicast pair', () => {
  it.each<[string, readonly (readonly string[] | undefined)[], string | undefined, number]>([
    ['nobody but members', [['listens 172.16.16.5', 'asked']], undefined, 1],
    ['one who speaks', [['listens 172.16.16.9', 'advert 172.16.16.9 7', 'asked']], undefined, 1],
    ['a machine that could not ask', [['listens 172.16.16.9']], undefined, 1],
    ['one who says nothing', [QUIET], 'verify.silent-router', 12],
    [
      'one who says nothing, and members that speak',
      [['listens 172.16.16.9', 'advert 172.16.16.5 51', 'asked']],
      'verify.silent-router',
      12,
    ],
    [
      'one who may belong to another pair',
      [['listens 172.16.16.9', 'advert 172.16.16.8 7', 'asked']],
      MAY_BE,
      1,
    ],
    [
      'one whose pair fails over, or speaks seldom',
      [QUIET, QUIET, ['listens 172.16.16.9', 'advert 172.16.16.8 7', 'asked']],
      MAY_BE,
      3,
    ],
    [
      'one who has just started',
      [QUIET, ['listens 172.16.16.9', 'advert 172.16.16.9 7', 'asked']],
      undefined,
      2,
    ],
    ['one who goes away', [QUIET, ['asked']], undefined, 2],
    ['one who says nothing, before a node was lost', [QUIET, undefined], undefined, 2],
  ])('%s', async (_name, looks, expected, asked) => {
    expect(await told(...looks)).toEqual([expected, asked]);
  });
});
