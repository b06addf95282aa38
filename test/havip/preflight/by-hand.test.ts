import { expect, it } from 'vitest';
import { daemonFact } from '../../../src/havip/daemon/daemon-fact.ts';
import { networkFact } from '../../../src/index.ts';
import { serviceFact } from '../../../src/resources/service-facts.ts';
import { network, varsWith } from '../../roles/keepalived/sample.ts';
import { codes, FLOATING, found, OWN, type Printed } from './machine.ts';

/** A node whose keepalived says that it is this, with the address or without. */
async function node(state: string, holds: boolean): Promise<Printed> {
  const [vars] = await varsWith();
  if (vars === undefined) throw new Error('no cluster');
  return [
    [networkFact, holds ? network(OWN, `${FLOATING}/32`) : network(OWN)],
    [serviceFact('keepalived'), 'LoadState=loaded\nActiveState=active\nMainPID=7'],
    [
      daemonFact(vars.cluster),
      `process 7 1 100 /usr/sbin/keepalived
boot=b
state=
loaded=yes
------< VRRP Topology >------
 VRRP Instance = VI_1
   VRRP Version = 2
   State = ${state}
`,
    ],
  ];
}

it.each([
  ['MASTER', true, []],
  ['BACKUP', false, []],
  ['BACKUP', true, ['error host.static-address']],
  ['FAULT', true, ['error host.static-address']],
])('keepalived is %s and the address there: %s', async (state, holds, expected) => {
  expect(await codes(await node(state, holds))).toEqual(expected);
});

it('says who has it, and how it goes', async () => {
  const [finding] = await found(await node('BACKUP', true));
  expect(finding?.problem.summary).toContain(`HAVIP-01 has ${FLOATING} although its keepalived is BACKUP`);
  expect(finding?.problem.fix).toContain(`ip addr del ${FLOATING}/32 dev eth0`);
});
