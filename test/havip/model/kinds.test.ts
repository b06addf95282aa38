import { describe, expect, it } from 'vitest';
import type { MemberChange } from '../../../src/havip/model/change.ts';
import { chooseTakeover } from '../../../src/havip/takeover/choose.ts';
import { longIt } from '../../support/long.ts';
import { nodeOf } from '../takeover/sample.ts';
import { ROWS, type Settings } from './kinds.ts';

describe('each kind of change, whatever machine, step, undo or control machine fails on the way', () => {
  it.each(ROWS)('%s', (_name, before, after, comes, action) => {
    const seen = ['a', 'b'].map((holder) => wayOf(['a', 'b'], before, after, holder, action));
    expect(seen).toEqual(comes);
  });

  longIt.each(ROWS)('%s, with a third node', (_name, before, after, _comes, action) => {
    for (const holder of ['a', 'b', 'c'])
      expect(wayOf(['a', 'b', 'c'], before, after, holder, action)).not.toContain('trouble');
  });
});

function wayOf(
  hosts: readonly string[],
  before: Settings,
  after: Settings,
  holder: string,
  action: MemberChange['action'],
): string {
  const of = (settings: Settings, host: string) =>
    nodeOf(host, hosts, typeof settings === 'function' ? settings(host) : settings);
  const { order, forecast, trouble } = chooseTakeover(
    hosts.map((host) => ({
      host,
      before: of(before, host),
      after: of(after, host),
      holds: host === holder,
      action,
    })),
  );
  return [trouble && `trouble ${trouble.kind}`, order.way, ...forecast.path].filter(Boolean).join(' ');
}
