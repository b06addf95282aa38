import { expect, it } from 'vitest';
import { announcedOtherwise } from '../../../src/havip/daemon/announced.ts';
import { parseDump } from '../../../src/keepalived/daemon/dump.ts';
import { parse } from '../../../src/keepalived/parse/parse.ts';
import type { KeepalivedConfig } from '../../../src/keepalived/parse/syntax.ts';

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

/** As the machine of an id reads it, with what the files say that it includes; undefined: they could not be read. */
function read(text: string, configId?: string, included?: string): KeepalivedConfig {
  return parse(text, '/etc/keepalived/keepalived.conf', {
    ...(configId !== undefined && { configId }),
    include: () => (included === undefined ? [] : [{ file: '/etc/keepalived/more.conf', text: included }]),
  });
}

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
  expect(announcedOtherwise([RUNS], read(config, configId))).toEqual(expected);
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
  expect(announcedOtherwise([runs], read(CONFIG, 'node0'))).toEqual(expected);
});

/** The same, with one of its parts in another file. */
const PARTS = [
  [
    'an address',
    '    172.16.16.12\n',
    '    172.16.16.13\n',
    'addresses 172.16.16.12 instead of 172.16.16.13',
  ],
  ['the priority', '@node0 priority 100\n', 'priority 90\n', 'priority 100 instead of 90'],
  [
    'the whole instance',
    CONFIG,
    CONFIG.replace('VI_1', 'VI_2'),
    'no VI_2 runs, VI_1 runs and is not in the file',
  ],
  ['another instance beside it', '', CONFIG.replace('VI_1', 'VI_2'), 'no VI_2 runs'],
] as const;

it.each(PARTS)('%s in a file that is included counts as written there', (_name, part, other, otherwise) => {
  const text = part === '' ? `${CONFIG}include more.conf\n` : CONFIG.replace(part, 'include more.conf\n');
  const told = (included?: string) => announcedOtherwise([RUNS], read(text, 'node0', included));
  expect({ same: told(part), other: told(other).join(', '), unread: told() }).toEqual({
    same: [],
    other: otherwise,
    unread: [],
  });
});
