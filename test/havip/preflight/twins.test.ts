import { expect, it } from 'vitest';
import { answersFact } from '../../../src/havip/wire/answers-fact.ts';
import { varsWith } from '../../roles/keepalived/sample.ts';
import { FLOATING, found, OWN, PEER } from './machine.ts';

const [A, B, C] = ['02:00:00:00:00:05', '02:00:00:00:00:06', '02:00:00:00:00:99'];
const SELF = `self ${OWN}\nown ${A}\n`;
const neighbour = (address: string, mac: string) => `${address} dev eth0 lladdr ${mac} REACHABLE\n`;

it.each([
  ['nobody', `${SELF}asked\n`, '', undefined],
  ['a machine that is no member', `${SELF}answer ${OWN} ${C}\nasked\n`, '', `another machine (card ${C})`],
  ['a member that has it beside its own', `${SELF}answer ${OWN} ${B}\nasked\n`, '', `HAVIP-02 (card ${B})`],
  ['a second card of the machine itself', `${SELF}own ${C}\nanswer ${OWN} ${C}\nasked\n`, '', undefined],
  [
    'a machine that the peer takes for this one',
    `${SELF}answer ${OWN} ${C}\nasked\n`,
    neighbour(OWN, C),
    `another machine (card ${C})`,
  ],
  [
    'a network that answers for everybody',
    `${SELF}${neighbour(PEER, C)}answer ${OWN} ${C}\nasked\n`,
    neighbour(OWN, C),
    undefined,
  ],
  [
    'a network that answers for its gateway, before any member is known',
    `${SELF}${neighbour('172.16.16.1', C)}answer ${OWN} ${C}\nasked\n`,
    '',
    undefined,
  ],
  ['nobody, where the floating one is answered', `${SELF}answer ${FLOATING} ${B}\nasked\n`, '', undefined],
])('who else has the node’s own address: %s', async (_who, said, peerSaid, named) => {
  const [vars] = await varsWith({});
  if (vars === undefined) throw new Error('no cluster');
  const fact = answersFact(vars.cluster);
  const findings = await found([[fact, said]], {}, [[fact, `own ${B}\n${peerSaid}asked\n`]]);
  const told = findings.filter(({ problem }) => problem.code === 'host.own-address-twice');
  expect(told.map(({ severity, problem }) => `${severity} ${problem.summary}`)).toEqual(
    named === undefined ? [] : [`error ${named} has ${OWN}, too, which is the own address of HAVIP-01`],
  );
});
