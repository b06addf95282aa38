import { expect, it } from 'vitest';
import { announcedOtherwise } from '../../../src/havip/daemon/announced.ts';
import { parseDump } from '../../../src/keepalived/daemon/dump.ts';

const CONFIG = `vrrp_instance VI_1 {
  interface eth0
  virtual_router_id 51
@node0 priority 100
@node1 priority 95
  virtual_ipaddress {
    172.16.16.12
  }
}
`;
const RUNS = {
  name: 'VI_1',
  state: 'MASTER',
  version: 2,
  interface: 'eth0',
  routerId: 51,
  priority: 100,
  addresses: ['172.16.16.12'],
  peers: [],
};

it.each([
  ['of this machine', CONFIG, 'node0', []],
  ['of another one', CONFIG, 'node1', ['priority 100 instead of 95']],
  ['of nobody knows whom', CONFIG, undefined, []],
  ['of nobody', CONFIG.replace(/^@node1.*\n/m, '').replace('@node0 ', ''), undefined, []],
  [
    'of nobody, another',
    CONFIG.replace(/^@node0.*\n/m, '').replace('@node1 ', ''),
    undefined,
    ['priority 100 instead of 95'],
  ],
])('what runs is compared with the lines %s', (_name, config, configId, expected) => {
  expect(announcedOtherwise([RUNS], config, configId)).toEqual(expected);
});

it.each([
  ['eth0', []],
  ['vrrp.51, vmac on eth0', []],
  ['vrrp.51, vmac on eth0, xmit base i/f', []],
  ['web, ipvlan on eth0', []],
  ['vrrp.51, vmac on eth1, xmit base i/f', ['interface eth1 instead of eth0']],
  ['vrrp.51, vmac on eth1', ['interface eth1 instead of eth0']],
])('an interface that the daemon tells as %s', (told, expected) => {
  const [dumped] = parseDump(
    `---< VRRP Topology >---\n VRRP Instance = VI_1\n   State = MASTER\n   Interface = ${told}\n`,
  );
  const runs = { ...RUNS, interface: dumped?.interface };
  expect(announcedOtherwise([runs], CONFIG, 'node0')).toEqual(expected);
});
