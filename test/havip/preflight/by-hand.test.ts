import { expect, it } from 'vitest';
import { daemonFact } from '../../../src/havip/daemon/daemon-fact.ts';
import { processesFact } from '../../../src/havip/preflight/facts/processes.ts';
import { servicesFact } from '../../../src/havip/preflight/facts/services.ts';
import { networkFact } from '../../../src/index.ts';
import { serviceFact } from '../../../src/resources/services/service-facts.ts';
import { network, varsWith } from '../../roles/keepalived/sample.ts';
import { codes, FLOATING, found, OWN, PEER, type Printed } from './machine.ts';

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

/** A node whose keepalived does not run, though the address is there. */
async function stopped(result: string, state = ''): Promise<Printed> {
  const [vars] = await varsWith();
  if (vars === undefined) throw new Error('no cluster');
  return [
    [networkFact, network(OWN, `${FLOATING}/20`)],
    [serviceFact('keepalived'), 'LoadState=loaded\nActiveState=inactive\nMainPID=0'],
    [servicesFact, `Id=keepalived.service\nLoadState=loaded\nActiveState=inactive\nResult=${result}\n`],
    [processesFact, ''],
    [daemonFact(vars.cluster), `boot=b\nstate=${state}\nloaded=yes\n`],
  ];
}

const recorded = (state: string, boot: string) =>
  `{"v":1,"instance":"VI_1","state":"${state}","prio":250,"vip_held":true,"at_iso":"2026-01-01T00:00:00+0000","at_mono":9.5,"boot_id":"${boot}","seq":1,"keepalived_pid":7}`;

it.each([
  ['by hand', 'success', '', 'error host.static-address'],
  ['of a daemon that the kernel has killed', 'oom-kill', '', 'warning host.address-left'],
  ['of a daemon that somebody has killed', 'signal', '', 'warning host.address-left'],
  ['of a daemon that could not start', 'exit-code', '', 'error host.static-address'],
  ['of a master that is gone', 'success', recorded('MASTER', 'b'), 'warning host.address-left'],
  ['after a boot, of a master from before', 'success', recorded('MASTER', 'a'), 'error host.static-address'],
  ['of one that was stopped', 'success', recorded('STOP', 'b'), 'error host.static-address'],
])('the address is there without a keepalived, %s', async (_name, result, state, expected) => {
  const all = await codes(await stopped(result, state));
  expect(all.filter((code) => code.includes('address'))).toEqual([expected]);
});

it('is no finding where another member serves it: it is taken off', async () => {
  const serves: Printed = [
    [networkFact, network(PEER, `${FLOATING}/32`)],
    [serviceFact('keepalived'), 'LoadState=loaded\nActiveState=active\nMainPID=7'],
  ];
  const all = await codes(await stopped('success'), {}, serves);
  expect(all.filter((code) => code.includes('static') || code.includes('left'))).toEqual([]);
});

it('says how an address goes that no keepalived has set', async () => {
  const findings = await found(await stopped('success'));
  const finding = findings.find(({ problem }) => problem.code === 'host.static-address');
  expect(finding?.problem.fix).toContain(`\`ip addr del ${FLOATING}/20 dev eth0\``);
});

it('says who has it, and how it goes', async () => {
  const [finding] = await found(await node('BACKUP', true));
  expect(finding?.problem.summary).toContain(`HAVIP-01 has ${FLOATING} although its keepalived is BACKUP`);
  expect(finding?.problem.fix).toContain(`ip addr del ${FLOATING}/32 dev eth0`);
});
