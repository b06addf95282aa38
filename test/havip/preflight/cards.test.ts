import { expect, it } from 'vitest';
import { kernelFact } from '../../../src/havip/preflight/facts/kernel.ts';
import { answersFact } from '../../../src/havip/wire/answers-fact.ts';
import { networkFact } from '../../../src/index.ts';
import { network, varsWith } from '../../roles/keepalived/sample.ts';
import { codes, FLOATING, found, heard, OWN, PASSES, PEER, type Printed, WIRE, wireOf } from './machine.ts';

const SECOND = '02:00:00:00:01:06';
const VIRTUAL = '00:00:5e:00:01:33';

/** The peer holds the address, has these cards, and is the one that answers. */
const HOLDS: Printed = [
  [networkFact, `${network(PEER)}2: eth0    inet ${FLOATING}/32 scope global eth0\n`],
  [wireOf(PEER, OWN), `mac 02:00:00:00:00:06\npeer ${OWN} PR 60 02:00:00:00:00:05\ndone`],
];

it.each([
  ['a second one in the subnet, beside the first', ['02:00:00:00:00:06', SECOND], []],
  ['the virtual one of VRRP', [VIRTUAL], []],
  ['one that no member has', ['02:00:00:00:00:99'], ['error host.address-taken']],
  [
    'one that no member has, beside a member’s',
    [SECOND, '02:00:00:00:00:99'],
    ['error host.address-taken', 'warning host.address-twice'],
  ],
])('a card that answers for the address: %s', async (_name, answering, expected) => {
  const [vars] = await varsWith({});
  if (vars === undefined) throw new Error('no cluster');
  const cards = ['02:00:00:00:00:06', SECOND, VIRTUAL].map((mac) => `own ${mac}`).join('\n');
  const lines = answering.map((mac) => `arp ${FLOATING} ${mac}`);
  expect(
    await codes([[WIRE, heard(PASSES, ...lines)]], {}, [...HOLDS, [answersFact(vars.cluster), cards]]),
  ).toEqual(expected);
});

it.each([
  ['loose', 'conf/all/rp_filter=2\nconf/eth0/rp_filter=1', false],
  ['off', 'conf/all/rp_filter=0\nconf/eth0/rp_filter=0', false],
  ['strict on the interface', 'conf/all/rp_filter=0\nconf/eth0/rp_filter=1', true],
  ['strict on all', 'conf/all/rp_filter=1\nconf/eth0/rp_filter=0', true],
])('a second interface in the subnet, with rp_filter %s', async (_name, printed, strict) => {
  const second = `${network(OWN)}3: eth1    inet 172.16.16.7/20 scope global eth1\n`;
  const [told, ...more] = await found([
    [networkFact, second],
    [kernelFact, printed],
  ]);
  expect([told?.problem.code, more]).toEqual(['host.second-interface', []]);
  expect(told?.problem.summary.includes('rp_filter drops')).toBe(strict);
  expect(told?.problem.fix?.includes('rp_filter=2')).toBe(strict);
});
