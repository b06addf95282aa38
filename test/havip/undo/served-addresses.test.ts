import { describe, expect, it } from 'vitest';
import { nameBefore, servedBefore } from '../../../src/havip/undo/served-addresses.ts';
import type { Cluster } from '../../../src/inventory/types.ts';
import { parse } from '../../../src/keepalived/parse/parse.ts';

const cluster = { havip: { addresses: ['172.16.16.12'], virtual_router_id: 51 } } as unknown as Cluster;
const OURS = '# Managed by havip-deploy\n';

function instance(name: string, id: number, ...addresses: readonly string[]): string {
  const lines = addresses.map((address) => `        ${address}/24\n`).join('');
  return `vrrp_instance ${name} {\n    virtual_router_id ${id}\n    virtual_ipaddress {\n${lines}    }\n}\n`;
}

const WEB = instance('WEB', 51, '172.16.16.12', '172.16.16.13');
const DB = instance('DB', 52, '172.16.16.22');

const INCLUDED = [{ file: 'addresses.conf', text: '172.16.16.12/24\n' }];

/** A configuration of before, what of it is the cluster's, what with another cluster on its machines, and its name. */
const CASES: readonly (readonly [string, string, string, string, string | undefined])[] = [
  ['its own instance', WEB, '12 13', '12 13', 'WEB'],
  ['somebody else’s before it', DB + WEB, '12 13', '12 13', 'WEB'],
  ['somebody else’s behind it', WEB + DB, '12 13', '12 13', 'WEB'],
  ['its router id with other addresses', DB + instance('OLD', 51, '172.16.16.9'), '9', '9', 'OLD'],
  ['its name in a file of this tool', OURS + DB + instance('VI_1', 9, '172.16.16.9'), '9', '9', 'VI_1'],
  ['that name in somebody else’s file', DB + instance('VI_1', 9, '172.16.16.9'), '22 9', '', undefined],
  ['one that is another in all', instance('OLD', 7, '172.16.16.9'), '9', '', undefined],
  [
    'with an address that is included',
    instance('WEB', 51).replace('    }', '        include addresses.conf\n    }'),
    '12',
    '12',
    'WEB',
  ],
  ['none', 'global_defs {\n}\n', '', '', undefined],
  ['no file', '', '', '', undefined],
];

describe('what a cluster has by a configuration of before', () => {
  it.each(CASES)('%s', (_name, configuration, alone, beside, name) => {
    const config = parse(configuration, 'keepalived.conf', { include: () => INCLUDED });
    const short = (addresses: readonly string[]) =>
      addresses.map((address) => address.split('.').at(-1)).join(' ');
    expect([
      short(servedBefore(cluster, true)(config)),
      short(servedBefore(cluster, false)(config)),
      nameBefore(cluster)(config),
    ]).toEqual([alone, beside, name]);
  });
});
