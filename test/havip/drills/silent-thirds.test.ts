import { describe, expect, it } from 'vitest';
import type { KeepalivedVars } from '../../../roles/keepalived/vars.ts';
import { silentThirds } from '../../../src/havip/drills/verdict/silent-thirds.ts';
import { groupListenersFact } from '../../../src/havip/wire/listeners.ts';
import { networkFact } from '../../../src/resources/network.ts';
import { network, varsWith } from '../../roles/keepalived/sample.ts';
import { factsOf } from '../../support/facts.ts';

const [{ cluster }] = (await varsWith()) as [KeepalivedVars];

/** What is told of a pair whose primary has heard this. */
function told(...said: readonly string[]) {
  const facts = factsOf(
    [networkFact, network('172.16.16.5')],
    [groupListenersFact(cluster), ['group 224.0.0.18', ...said].join('\n')],
  );
  const { problem, notice } = silentThirds(cluster, new Map([['HAVIP-01', facts]]));
  return problem?.code ?? notice;
}

describe('before a drill of a multicast pair', () => {
  it.each([
    ['nobody but members', ['listens 172.16.16.5', 'asked'], undefined],
    ['one who speaks', ['listens 172.16.16.9', 'advert 172.16.16.9 7', 'asked'], undefined],
    ['a machine that could not ask', ['listens 172.16.16.9'], undefined],
    ['one who says nothing', ['listens 172.16.16.9', 'asked'], 'verify.silent-router'],
    [
      'one who says nothing, and members that speak',
      ['listens 172.16.16.9', 'advert 172.16.16.5 51', 'asked'],
      'verify.silent-router',
    ],
    [
      'one who may belong to another pair',
      ['listens 172.16.16.9', 'advert 172.16.16.8 7', 'asked'],
      "web: 172.16.16.9 listens to VRRP's group 224.0.0.18 and is no member; it may belong to router id 7, whose adverts are heard",
    ],
  ])('%s', (_name, said, expected) => {
    expect(told(...said)).toBe(expected);
  });
});
