import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { pair } from '../../havip/import/sample.ts';
import { type Bench, command, startBench } from '../support/in-process.ts';

let bench: Bench;
let number = 0;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.close());

describe('import of what a cluster would not have', () => {
  it.each([
    ['a MAC address of its own', { more: 'use_vmac' }, 'use_vmac'],
    ['AH', { more: 'authentication {\n auth_type AH\n auth_pass x\n }' }, 'auth_type AH'],
    ['a network namespace', { before: 'net_namespace n\n' }, 'net_namespace n'],
    [
      'adverts that no peer would take',
      {
        multicast: true,
        more: 'unicast_src_ip OWN\n unicast_peer {\n OTHER min_ttl 255\n }\n unicast_ttl 64\n check_unicast_src',
      },
      'unicast_peer min_ttl 255',
    ],
    ['strict mode', { globals: 'vrrp_strict', multicast: true }, 'vrrp_strict'],
    [
      'a weight in reverse',
      { before: 'vrrp_script c {\n script /c\n weight -60 reverse\n}\n', more: 'track_script {\n c\n }' },
      'weight -60 reverse',
    ],
    [
      'an instance of IPv6',
      {
        after:
          'vrrp_instance B {\n interface eth0\n virtual_router_id 9\n virtual_ipaddress {\n fd00::9\n }\n}\n',
      },
      'vrrp_instance B',
    ],
  ])('keeps the files of a pair whole that have %s, and names it', async (_, style, name) => {
    const texts = pair(style);
    const files = await Promise.all(texts.map((text, index) => bench.write(`whole${index}.conf`, text)));
    const out = join(bench.folder, `whole-${number++}.yaml`);
    const { code, out: shown } = await command(['import', ...files, '-o', out]);
    expect(code).toBe(0);
    expect(shown).toContain('What a cluster would not have (--leave-out makes one without it)');
    expect(shown).toContain(`${name}: `);
    const { keepalived_files: kept } = parseYaml(await readFile(out, 'utf8')).all.children;
    expect(Object.values(kept.hosts)).toEqual(texts.map((text) => ({ keepalived_conf: text })));
    const json = await command(['import', ...files, '-o', out, '--check', '--json']);
    expect(JSON.parse(json.out).import.kept[0].because).toContainEqual(expect.objectContaining({ name }));
    const left = await command(['import', ...files, '-o', out, '--check', '--json', `--leave-out=${name}`]);
    expect(JSON.parse(left.out).import).toMatchObject({ kept: [], clusters: [{ name: 'VI_1' }] });
  });

  it('keeps a file whole whose address no inventory takes', async () => {
    const [file = ''] = await Promise.all(
      pair({ addresses: ['169.254.0.1/24'] }).map((text, index) => bench.write(`local${index}.conf`, text)),
    );
    const { out } = await command(['import', file, '--check', '--json']);
    expect(JSON.parse(out).import.clusters).toEqual([]);
    expect(out).toContain('169.254.0.1 is a link-local address');
  });

  it('takes all nodes that a file names by its ids, where none is asked for', async () => {
    const shared = await bench.write(
      'ids.conf',
      'vrrp_instance VI_1 {\n interface eth0\n virtual_router_id 51\n@a priority 120\n@b priority 90\n virtual_ipaddress {\n 10.0.0.9\n }\n}\n',
    );
    const { out } = await command(['import', shared, '--check', '--json']);
    expect(JSON.parse(out).import.clusters).toMatchObject([
      {
        members: [
          { host: 'a', priority: 120 },
          { host: 'b', priority: 90 },
        ],
        notExpressed: [],
      },
    ]);
  });
});
