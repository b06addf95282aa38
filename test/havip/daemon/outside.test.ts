import { expect, it } from 'vitest';
import { daemonFact } from '../../../src/havip/daemon/daemon-fact.ts';
import { judgeDaemon } from '../../../src/havip/daemon/judge-daemon.ts';
import { varsWith } from '../../roles/keepalived/sample.ts';

const ONE = 'process 7 1 100 /usr/sbin/keepalived -D\nprocess 8 7 101 /usr/sbin/keepalived -D\n';
const TWO = `${ONE}process 20 1 300 keepalived -f /root/k.conf\n`;

it.each([
  ['the main process of the unit', ONE, '7', 'unit=yes', 0],
  ['one that systemd does not know as that, in the unit', ONE, '0', 'unit=yes', 0],
  ['the same, where systemd says nothing', ONE, '', 'unit=yes', 0],
  ['one started by hand', ONE, '0', '', 1],
  ['one beside the unit', TWO, '7', 'unit=yes', 1],
  ['one beside a unit that starts', TWO, '0', 'unit=yes', 1],
  ['one that its unit has left behind', ONE, '99', 'unit=yes', 1],
])('a keepalived outside its unit: %s', async (_name, processes, mainPid, unit, outside) => {
  const [vars] = await varsWith({});
  if (vars === undefined) throw new Error('no cluster');
  const facts = daemonFact(vars.cluster).parse(`${processes}boot=b\nstate=\n${unit}\nloaded=yes\n`);
  const service = { active: true, mainPid };
  const { astray } = judgeDaemon(facts, { service, holds: false, config: undefined, cluster: vars.cluster });
  expect(astray.filter(({ kind }) => kind === 'outside')).toHaveLength(outside);
});
