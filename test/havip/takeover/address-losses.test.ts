import { describe, expect, it } from 'vitest';
import { addressChanges } from '../../../src/havip/takeover/losses/address-losses.ts';
import { lossesOf } from '../../../src/havip/takeover/losses/losses.ts';
import type { Cluster } from '../../../src/inventory/types.ts';
import { viewOf } from '../../../src/keepalived/meaning/view.ts';
import { parse } from '../../../src/keepalived/parse/parse.ts';
import { configOf } from './sample.ts';

const OWN = [
  { interface: 'lo', address: '127.0.0.1', prefix: 8, secondary: false },
  { interface: 'eth0', address: '10.0.0.1', prefix: 24, secondary: false },
  { interface: 'eth0', address: '10.0.0.9', prefix: 24, secondary: true },
  { interface: 'eth0', address: '10.7.0.9', prefix: 24, secondary: false },
];

function clusterWith(placing: object): Cluster {
  return {
    name: 'web',
    havip: {
      addresses: ['10.0.0.9', '10.7.0.9'],
      virtual_router_id: 51,
      preempt: false,
      checks: [],
      hooks: [],
      vrrp: { placing: { '10.0.0.9': placing, '10.7.0.9': placing }, excluded: [] },
      tracked: { interfaces: [], processes: [], files: [] },
      notify: { email: [] },
    },
    members: [],
  } as unknown as Cluster;
}

/** What an entry of `virtual_ipaddress` made by hand would lose, and what would change of it. */
function takenOver(entry: string, placing: object = {}, next?: string) {
  const config = parse(configOf({ addresses: [entry] }), 'k.conf');
  const cluster = clusterWith(placing);
  const [instance] = viewOf(config).instances;
  if (instance === undefined) throw new Error('no instance');
  const after = next === undefined ? undefined : parse(configOf({ addresses: [next] }), 'k.conf');
  return {
    losses: lossesOf(config, cluster, after, OWN).map(({ name, does }) => `${name}: ${does}`),
    changes: addressChanges(instance, cluster, OWN),
  };
}

describe('how an address is put onto its card', () => {
  it.each(['10.0.0.9', '10.0.0.9/32', '10.0.0.9/32 dev eth0', '10.0.0.9 scope global dev eth0'])(
    'is the same: %s',
    (entry) => {
      expect(takenOver(entry)).toEqual({ losses: [], changes: [] });
    },
  );

  it.each([
    ['10.0.0.9/24', '10.0.0.9/24 becomes 10.0.0.9/32'],
    ['10.0.0.9/24 dev eth0', '10.0.0.9/24 becomes 10.0.0.9/32'],
    ['10.0.0.9 brd 10.0.0.255', '10.0.0.9 loses its broadcast address 10.0.0.255'],
  ])('changes, and nobody goes by it: %s', (entry, change) => {
    expect(takenOver(entry)).toEqual({ losses: [], changes: [change] });
  });

  it.each([
    ['10.0.0.9 label eth0:ha', 'label: has the label eth0:ha, by which ifconfig and scripts know it'],
    ['10.0.0.9 dev eth1', 'dev: is on eth1, and would be on eth0'],
    ['10.0.0.9 scope link', 'scope: has the scope link: the machine would begin to send from it'],
    ['10.0.0.9 scope 253', 'scope: has the scope 253: the machine would begin to send from it'],
    ['10.7.0.9/24', 'prefix: has /24, by which the machine reaches that whole network'],
    ['10.0.0.9 preferred_lft 0', 'preferred_lft 0: has `preferred_lft 0`'],
    ['10.0.0.9 peer 10.0.0.8', 'peer 10.0.0.8: has `peer 10.0.0.8`'],
    ['10.0.0.9 no_track', 'no_track: has `no_track`'],
    ['10.0.0.9 noprefixroute', 'noprefixroute: has `noprefixroute`'],
  ])('would be lost: %s', (entry, loss) => {
    const [address] = entry.split(/[/ ]/);
    expect(takenOver(entry).losses).toEqual([`address ${address} ${loss}`]);
  });

  it.each([
    ['10.0.0.9 label eth0:ha', { label: 'eth0:ha' }],
    ['10.0.0.9 label eth0:ha', { label: 'eth0:web' }],
    ['10.0.0.9 dev eth1', { dev: 'eth1' }],
    ['10.0.0.9 scope link', { scope: 'link' }],
    ['10.7.0.9/24', { prefix: 24 }],
    ['10.0.0.9/24 brd 10.0.0.255', { prefix: 24, brd: '10.0.0.255' }],
    ['10.0.0.9 no_track', { no_track: true }],
    ['10.0.0.9 noprefixroute', { noprefixroute: true }],
  ])('is as the inventory says: %s', (entry, placing) => {
    expect(takenOver(entry, placing)).toEqual({ losses: [], changes: [] });
  });

  it('stays where the next configuration has it word for word', () => {
    expect(takenOver('10.0.0.9 preferred_lft 0', {}, '10.0.0.9 preferred_lft 0').losses).toEqual([]);
  });
});
