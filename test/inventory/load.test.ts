import { describe, expect, it } from 'vitest';
import { Secret } from '../../src/core/secret.ts';
import { cpuMsOf } from '../support/cpu-time.ts';
import { load, loaded, loadText, pair, tell, withFolder } from './folder.ts';

describe('loadInventory', () => {
  it('gives the clusters with everything filled in', async () => {
    const { clusters } = await loaded(pair());
    expect(clusters).toMatchObject([
      {
        name: 'web',
        havip: {
          addresses: ['172.16.16.12'],
          virtual_router_id: 51,
          interface: 'auto',
          profile: 'standard',
          advert_int: 1,
          preempt: false,
          install: { method: 'auto', min_version: '1.2.24' },
          notify: { email: [], smtp_connect_timeout: 30_000 },
          verify: { interval: 100, max_interruption: 5000, drills: ['stop'] },
        },
        members: [
          { host: { name: 'n1', groups: ['web'] }, role: 'primary', priority: 250 },
          { host: { name: 'n2', groups: ['web'] }, role: 'secondary', priority: 240 },
        ],
      },
    ]);
  });

  it('says where a variable comes from, in whichever file that is', async () => {
    const files = {
      'inventory.yaml': pair(),
      'group_vars/web.yml': '# first\ncolor: red\n',
      'host_vars/n2/x.yml': 'color: blue\n',
    };
    await withFolder(files, async (folder) => {
      const outcome = await load(`${folder}/inventory.yaml`, { size: 3 });
      if (!outcome.ok) throw new Error(tell(outcome.problems).join());
      const { value: inventory } = outcome;
      expect(inventory.placeOf('n1', 'color')).toEqual({
        file: `${folder}/group_vars/web.yml`,
        line: 2,
        column: 8,
      });
      expect(inventory.placeOf('n2', 'color')).toEqual({
        file: `${folder}/host_vars/n2/x.yml`,
        line: 1,
        column: 8,
      });
      expect(inventory.placeOf('n1', 'ansible_host')?.line).toBe(9);
      expect(inventory.placeOf('n1', 'size')).toBeUndefined();
      expect(inventory.placeOf('n9', 'color')).toBeUndefined();
      expect([inventory.placeOfHost('n1')?.line, inventory.placeOfHost('n9')]).toEqual([9, undefined]);
      expect(inventory.hosts.get('n2')?.vars).toMatchObject({ color: 'blue', size: 3 });
    });
  });

  it('merges a directory of files, each in its turn', async () => {
    const files = {
      'all/1.yaml': 'web: { hosts: { a: { x: 1, y: 1 } } }',
      'all/2.yml': 'web: { hosts: { a: { x: 2 }, b: } }',
      'all/notes.txt': 'no: [yaml',
      'all/group_vars/web': 'z: 3',
    };
    await withFolder(files, async (folder) => {
      const outcome = await load(`${folder}/all`);
      expect(outcome.ok && outcome.value.hosts.get('a')?.vars).toEqual({ x: 2, y: 1, z: 3 });
      expect(outcome.ok && [...outcome.value.hosts.keys()]).toEqual(['a', 'b']);
    });
  });

  it('lets extra vars win over everything', async () => {
    const inventory = await loaded(
      { 'inventory.yaml': pair(), 'host_vars/n1': 'ansible_port: 23' },
      { ansible_port: '2222', havip: { address: '10.0.0.9', virtual_router_id: 9 } },
    );
    expect(inventory.hosts.get('n1')?.target.port).toBe(2222);
    expect(inventory.clusters[0]?.havip.addresses).toEqual(['10.0.0.9']);
  });

  it('keeps secrets closed wherever they stand', async () => {
    const inventory = await loaded(
      pair("auth_pass: 's3cret'").replace(
        'havip_role: primary',
        'havip_role: primary, ansible_password: hunter22, db: { api_key: abc123 }',
      ),
      { ansible_become_password: new Secret('sudo-pw'), ansible_become: true },
    );
    const shown = JSON.stringify([
      ...inventory.hosts.values(),
      ...inventory.groups.values(),
      ...inventory.clusters,
    ]);
    expect(shown).not.toMatch(/s3cret|hunter22|abc123|sudo-pw/);
    expect(inventory.clusters[0]?.havip.auth_pass?.reveal()).toBe('s3cret');
    expect(inventory.hosts.get('n1')?.target.password?.reveal()).toBe('hunter22');
    expect(inventory.hosts.get('n1')?.target.become?.password?.reveal()).toBe('sudo-pw');
    const all = inventory.secrets.map((secret) => secret.reveal());
    expect(all.sort()).toEqual(['abc123', 'hunter22', 's3cret', 'sudo-pw']);
  });

  it('takes a fleet of 500 pairs in little time', { timeout: 60_000 }, async () => {
    const clusters = Array.from({ length: 500 }, (_, index) => {
      const [net, part] = [Math.floor(index / 250), index % 250];
      const cloud = `{ provider: tencent, region: ap-x, vpc_id: vpc-${net}, havip_id: havip-${index} }`;
      return `c${index}:
  vars: { havip: { address: 10.${net}.${part}.12, virtual_router_id: ${part + 1}, cloud: ${cloud} } }
  hosts:
    n${index}a: { ansible_host: 10.${net}.${part}.5, havip_role: primary }
    n${index}b: { ansible_host: 10.${net}.${part}.6, havip_role: secondary }
`;
    });
    const costs = await cpuMsOf(async () => {
      expect((await loaded(clusters.join(''))).clusters).toHaveLength(500);
    });
    expect(costs).toBeLessThan(15_000);
  });

  it('replaces a mapping whole, as Ansible does', async () => {
    const inventory = await loaded(
      'all: { vars: { m: { a: 1, b: 1 } }, children: { g: { vars: { m: { b: 2 } }, hosts: { h: } } } }',
    );
    expect(inventory.hosts.get('h')?.vars).toEqual({ m: { b: 2 } });
  });

  it('tells the problems of all files at once, in their order', async () => {
    const outcome = await loadText({
      'inventory.yaml': pair('preempt: maybe'),
      'group_vars/web.yml': 'ansible_port: many',
      'host_vars/n1.yml': 'havip_role: boss',
    });
    expect(outcome.ok ? [] : tell(outcome.problems)).toEqual([
      'inventory.yaml:8:20 inventory.wrong-value: havip.preempt must be true or false',
      'group_vars/web.yml:1:15 inventory.wrong-value: ansible_port must be a port from 1 to 65535',
      'host_vars/n1.yml:1:13 inventory.wrong-value: havip_role must be primary or secondary',
    ]);
  });
});
