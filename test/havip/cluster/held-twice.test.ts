import { expect, it } from 'vitest';
import { droppedAdverts } from '../../../src/havip/cluster/state/held-twice.ts';
import { firewallFact } from '../../../src/havip/preflight/facts/firewall.ts';
import { servicesFact } from '../../../src/havip/preflight/facts/services.ts';
import { factsOf } from '../../support/facts.ts';
import { nodeOf } from '../takeover/sample.ts';

const OPEN = '{"nftables":[]}\n@iptables\n';
const rules = (text: string) => `${OPEN}*filter\n${text}\n`;
const [IN, OUT] = [rules(':INPUT DROP [0:0]'), rules(':OUTPUT ACCEPT [0:0]\n-A OUTPUT -p 112 -j DROP')];
const NO_GROUP = rules(':INPUT ACCEPT [0:0]\n-A INPUT -d 224.0.0.18/32 -j DROP');

it.each([
  ['no rules', OPEN, OPEN, {}, []],
  ['one that lets none in', IN, OPEN, {}, ['iptables on a drops VRRP (IP protocol 112) from b']],
  ['one that lets none out', OPEN, OUT, {}, ['iptables on b drops VRRP (IP protocol 112) to a']],
  [
    'both',
    IN,
    IN,
    {},
    [
      'iptables on a drops VRRP (IP protocol 112) from b',
      'iptables on b drops VRRP (IP protocol 112) from a',
    ],
  ],
  ['one that drops the group, between peers', NO_GROUP, OPEN, {}, []],
  [
    'one that drops the group, to which they speak',
    NO_GROUP,
    OPEN,
    { peers: null },
    ['iptables on a drops VRRP (IP protocol 112) from b'],
  ],
  ['rules that nobody could read', '@iptables\n', OPEN, {}, []],
])(
  'of two that hold an address, whose firewall keeps them apart: %s',
  (_what, one, other, settings, expected) => {
    const speakers = ['a', 'b'].map((host) => nodeOf(host, ['a', 'b'], settings));
    const facts = new Map([
      ['a', factsOf([firewallFact, one], [servicesFact, ''])],
      ['b', factsOf([firewallFact, other], [servicesFact, ''])],
    ]);
    expect(droppedAdverts(speakers, (host) => facts.get(host))).toEqual(expected);
    expect(droppedAdverts(speakers, () => undefined)).toEqual([]);
  },
);
