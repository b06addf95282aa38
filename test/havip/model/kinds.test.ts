import { describe, expect, it } from 'vitest';
import type { MemberChange } from '../../../src/havip/model/change.ts';
import { explore } from '../../../src/havip/model/explore.ts';
import { chooseTakeover } from '../../../src/havip/takeover/choose.ts';
import { longIt } from '../../support/long.ts';
import { nodeOf } from '../takeover/sample.ts';
import { ROWS, type Settings } from './kinds.ts';

describe('each kind of change, whatever machine, step, undo or control machine fails on the way', () => {
  it.each(ROWS)('%s', (_name, before, after, comes, action) => {
    const seen = ['a', 'b'].map((holder) => wayOf(['a', 'b'], before, after, holder, action));
    expect(seen).toEqual(comes);
  });

  it.each(ROWS)(
    '%s, whatever a machine watches fails on the way, for good or for a moment',
    (_name, before, after, _comes, action) => {
      for (const holder of ['a', 'b']) {
        const members = membersOf(['a', 'b'], before, after, holder, action);
        const { order } = chooseTakeover(members);
        expect(explore(order, members, { faults: true }).trouble).toBeUndefined();
      }
    },
  );

  longIt.each(ROWS)(
    '%s, with a third node, whatever fails and whatever they watch',
    (_name, before, after, _comes, action) => {
      for (const holder of ['a', 'b', 'c']) {
        const members = membersOf(['a', 'b', 'c'], before, after, holder, action);
        const { order, trouble } = chooseTakeover(members);
        expect([trouble, explore(order, members, { faults: true }).trouble]).toEqual([undefined, undefined]);
      }
    },
  );
});

function membersOf(
  hosts: readonly string[],
  before: Settings,
  after: Settings,
  holder: string,
  action: MemberChange['action'],
): MemberChange[] {
  const of = (settings: Settings, host: string) =>
    nodeOf(host, hosts, typeof settings === 'function' ? settings(host) : settings);
  return hosts.map((host) => ({
    host,
    before: of(before, host),
    after: of(after, host),
    holds: host === holder,
    action,
  }));
}

function wayOf(...change: Parameters<typeof membersOf>): string {
  const { order, forecast, trouble } = chooseTakeover(membersOf(...change));
  return [trouble && `trouble ${trouble.kind}`, order.way, ...forecast.path].filter(Boolean).join(' ');
}
