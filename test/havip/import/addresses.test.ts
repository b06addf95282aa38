import { expect, it } from 'vitest';
import { findClusters } from '../../../src/havip/import/clusters.ts';
import { addresses } from '../../../src/havip/import/settings/addresses.ts';
import { nodeFrom, type PairStyle, pair } from './sample.ts';

function described(style: PairStyle) {
  const [found] = findClusters(pair(style).map((text, index) => nodeFrom(`n${index + 1}`, text)));
  if (found === undefined) throw new Error('no cluster');
  return addresses(found);
}

it('names the interface of an address that goes onto another', () => {
  const havip = described({ addresses: ['10.0.0.9', '10.1.0.9 dev eth1'] });
  expect(havip).toEqual({ addresses: ['10.0.0.9', { address: '10.1.0.9', dev: 'eth1' }] });
});

it('keeps out of the adverts what is kept out there, and what is more than an inventory takes', () => {
  const all = [1, 2, 3, 4, 5, 6].map((last) => `10.0.0.${last + 10}`);
  const more = 'virtual_ipaddress_excluded {\n 2001:db8::9/64 no_track\n 10.0.0.77 noprefixroute\n }';
  expect(described({ addresses: all, more })).toEqual({
    addresses: all.slice(0, 5),
    excluded_addresses: [
      '10.0.0.16',
      { address: '2001:db8::9', prefix: 64, no_track: true },
      { address: '10.0.0.77', noprefixroute: true },
    ],
  });
});
