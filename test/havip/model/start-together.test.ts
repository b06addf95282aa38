import { describe, expect, it } from 'vitest';
import { type MemberChange, startOrder } from '../../../src/havip/model/change.ts';
import { explore } from '../../../src/havip/model/explore.ts';
import { type NodeSettings, nodeOf } from '../takeover/sample.ts';

/** Bare machines of a cluster that start with these settings. */
function bare(settings: NodeSettings, hosts: readonly string[]): readonly MemberChange[] {
  return hosts.map((host) => ({
    host,
    before: undefined,
    after: nodeOf(host, hosts, settings),
    holds: false,
    action: 'start' as const,
  }));
}

const SETTINGS: readonly (readonly [string, NodeSettings])[] = [
  ['the standard profile', {}],
  ['the fast profile', { version: 3, advertInt: 0.05 }],
  ['version 3 with whole seconds', { version: 3, advertInt: 1 }],
  ['a long interval', { advertInt: 4 }],
  ['preemption', { nopreempt: false }],
  ['multicast', { peers: null }],
  ['a password', { password: 'k7Qp2vXz' }],
  ['several addresses', { addresses: ['10.0.0.9', '10.0.0.10'] }],
];

const PAIR = ['a', 'b'];
const THREE = ['a', 'b', 'c'];

describe('bare machines that start within one election', () => {
  describe.each(SETTINGS)('with %s', (_name, settings) => {
    it.each([PAIR, THREE])('come up on the first, whatever fails on the way', (...hosts) => {
      const members = bare(settings, hosts);
      const headStartMs = members[0]?.after?.advertMs ?? 0;
      const { forecast, trouble, rehearsals } = explore(startOrder(members, headStartMs), members);
      expect([trouble, forecast]).toEqual([undefined, { awayMs: 0, path: ['a'] }]);
      expect(rehearsals).toBeGreaterThan(10);
    });

    it('come to one holder also where a busy machine eats the head start', () => {
      for (const headStartMs of [0, 1, 20, 60]) {
        const members = bare(settings, [...PAIR].reverse());
        expect(explore(startOrder(members, headStartMs), members).trouble).toBeUndefined();
      }
    });
  });

  it('the model sees two that do not understand each other', () => {
    const members = bare({}, PAIR).map((each) =>
      each.host === 'b' ? { ...each, after: nodeOf('b', PAIR, { routerId: 7 }) } : each,
    );
    expect(explore(startOrder(members, 1000), members).trouble?.kind).toBe('two-holders');
  });
});
