import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { FIND_OWN } from '../../../src/havip/drills/programs/node-sampler.ts';

const DUMP = `------< VRRP Topology >------
 VRRP Instance = web_ha
   VRRP Version = 2
   State = BACKUP
   Interface = eth0
   Unicast Peer (1):
     172.16.18.1
   Virtual IP (1):
     172.16.19.1/24 dev eth0 scope global
   Tracked interfaces:
     State = UP, RUNNING
 VRRP Instance = VI_2
   VRRP Version = 2
   State = MASTER
   Virtual IP (1):
     172.16.19.20 dev eth0 scope global set
`;
const [, first = ''] = DUMP.split(/(?=------)| VRRP Instance = VI_2/);

it.each<[string, string, string, string, string]>([
  ['the address of the first', DUMP, '172.16.19.1', 'VI_2', 'BACKUP'],
  ['the address of the second', DUMP, '172.16.19.20', 'web_ha', 'MASTER'],
  ['one address of two', DUMP, '10.0.0.1 172.16.19.20', 'VI_9', 'MASTER'],
  ['a part of an address', DUMP, '172.16.19.2', 'VI_9', ''],
  ['the peer of the first', DUMP, '172.16.18.1', 'VI_2', 'BACKUP'],
  ['the name of the second', DUMP, '10.0.0.1', 'VI_2', 'MASTER'],
  ['neither name nor address', DUMP, '10.0.0.1', 'VI_9', ''],
  ['neither, of a single one', first, '10.0.0.1', 'VI_9', 'BACKUP'],
  ['nothing at all', '', '10.0.0.1', 'VI_1', ''],
])('the state by %s', (_name, account, addresses, instance, expected) => {
  for (const shell of ['dash', 'bash']) {
    const program = `${FIND_OWN}\nfind_own\nprintf %s "$asked"`;
    const { stdout } = spawnSync(shell, ['-euc', program], {
      env: { account, addresses, instance },
      encoding: 'utf8',
    });
    expect([shell, stdout]).toEqual([shell, expected]);
  }
});
