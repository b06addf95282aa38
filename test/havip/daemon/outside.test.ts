import { expect, it } from 'vitest';
import { placements } from '../../../roles/keepalived/vars.ts';
import { daemonFact } from '../../../src/havip/daemon/daemon-fact.ts';
import { judgeDaemon } from '../../../src/havip/daemon/judge-daemon.ts';
import type { DumpedInstance } from '../../../src/keepalived/daemon/dump.ts';
import { severalWith, varsWith } from '../../roles/keepalived/sample.ts';

const ONE = 'process 7 1 100 /usr/sbin/keepalived -D\nprocess 8 7 101 /usr/sbin/keepalived -D\n';
const TWO = `${ONE}process 20 1 300 keepalived -f /root/k.conf\n`;

it.each([
  ['the main process of the unit', ONE, '7', 'unit=yes', 'active', 0],
  ['one that systemd does not know as that, in the unit', ONE, '0', 'unit=yes', 'active', 0],
  ['the same, where systemd says nothing', ONE, '', 'unit=yes', 'active', 0],
  ['one of a unit that starts', ONE, '0', 'unit=yes', 'activating', 0],
  ['one of a unit that stops', ONE, '0', 'unit=yes', 'deactivating', 0],
  ['one started by hand', ONE, '0', '', 'inactive', 1],
  ['one beside the unit', TWO, '7', 'unit=yes', 'active', 1],
  ['one beside a unit that starts', TWO, '0', 'unit=yes', 'activating', 1],
  ['one that its unit has left behind at a restart', ONE, '99', 'unit=yes', 'active', 1],
  ['one whose unit has given it up: no PID file came', ONE, '0', 'unit=yes', 'failed', 1],
  ['one whose unit was stopped without it', ONE, '0', 'unit=yes', 'inactive', 1],
])('a keepalived outside its unit: %s', async (_name, processes, mainPid, unit, activeState, outside) => {
  const [vars] = await varsWith({});
  if (vars === undefined) throw new Error('no cluster');
  const facts = daemonFact(vars.cluster).parse(`${processes}boot=b\nstate=\n${unit}\nloaded=yes\n`);
  const service = { activeState, mainPid };
  const { astray } = judgeDaemon(facts, { service, holds: false, config: undefined, cluster: vars.cluster });
  expect(astray.filter(({ kind }) => kind === 'outside')).toHaveLength(outside);
});

/** What keepalived dumps of an instance, as far as it is asked for. */
const dumped = (name: string, routerId: number, address: string): DumpedInstance => ({
  ...{ name, routerId, state: 'Master', addresses: [address], version: 2, priority: 250, peers: [] },
  interface: 'eth0',
});

it.each([
  ['its own instance', ['web', 'db'], [dumped('VI_1', 51, '172.16.16.12')], 'MASTER', undefined],
  [
    'the only instance, of a cluster that is alone',
    ['web'],
    [dumped('x', 7, '10.0.0.1')],
    'MASTER',
    undefined,
  ],
  [
    'no instance of its own beside another cluster’s',
    ['db', 'web'],
    [dumped('VI_1', 51, '172.16.16.12')],
    undefined,
    'runs no instance of it',
  ],
  ['nothing at all', ['db', 'web'], [], undefined, 'does not dump its own'],
] as const)('the state of a cluster by what keepalived dumps: %s', async (_what, names, dump, vrrp, why) => {
  const several = { web: {}, db: {} };
  const [vars] = names.length > 1 ? await severalWith(several) : await varsWith({});
  const found = vars && placements(vars).find(({ cluster }) => cluster.name === names[0]);
  if (found === undefined) throw new Error('no cluster');
  const facts = { ...daemonFact(found.cluster).parse(`${ONE}boot=b\nstate=\nunit=yes\nloaded=yes\n`), dump };
  const { cluster } = found;
  const view = judgeDaemon(facts, {
    service: { activeState: 'active', mainPid: '7' },
    holds: true,
    config: undefined,
    cluster,
  });
  expect(view.vrrp).toBe(vrrp);
  if (why === undefined) expect(view.doubt).toBeUndefined();
  else expect(view.doubt).toContain(why);
});
