import { expect, it } from 'vitest';
import { answersFact } from '../../../src/havip/wire/answers-fact.ts';
import { networkFact } from '../../../src/index.ts';
import { network, varsWith } from '../../roles/keepalived/sample.ts';
import { codes, FLOATING, heard, OWN, PASSES, PEER, type Printed, WIRE, wireOf } from './machine.ts';

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
