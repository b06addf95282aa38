import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FakeCloud, startFakeCloud } from '../../src/lab/cloud/index.ts';
import { command } from '../cli/support/in-process.ts';
import { loadText, tell, warningsOf, withFolder } from './folder.ts';

let fake: FakeCloud;
beforeAll(async () => {
  fake = await startFakeCloud();
  const { instances } = fake.cloud.world;
  const [first, second] = Object.values(instances);
  if (first === undefined || second === undefined) throw new Error('the cloud has no machines');
  first.Tags = [
    { Key: 'role', Value: 'db' },
    { Key: 'env', Value: 'prod' },
  ];
  second.Tags = [{ Key: 'role', Value: 'db' }];
  second.InstanceState = 'STOPPED';
  // More than two pages of them.
  for (let index = 0; index < 230; index += 1) {
    const id = `ins-${String(index).padStart(8, '0')}`;
    const others = {
      ...first,
      InstanceId: id,
      InstanceName: `web-${index}`,
      PrivateIpAddresses: [`10.0.${index >> 7}.${index & 127}`],
    };
    instances[id] = {
      ...others,
      Tags: [{ Key: 'role', Value: 'web' }],
      PublicIpAddresses: [`1.2.3.${index}`],
    };
  }
});
afterAll(() => fake.close());

/** Lists one file that asks the cloud; `$` stands for where that is. */
function list(text: string, secretKey = fake.credential.secretKey) {
  const settings = `endpoint: ${fake.url}\nregion: ${fake.region}\n${text}`;
  return withFolder({ 'cloud.yml': settings }, async (folder) => {
    const { code, out, err } = await command(['inventory', 'list', join(folder, 'cloud.yml')], {
      environment: {
        TENCENTCLOUD_SECRET_ID: fake.credential.secretId,
        TENCENTCLOUD_SECRET_KEY: secretKey,
      },
      homeDirectory: folder,
    });
    return { code, err, listing: out === '' ? undefined : JSON.parse(out) };
  });
}

const hostsOf = (listing: { readonly tencent?: { readonly hosts?: readonly string[] } } | undefined) =>
  listing?.tencent?.hosts ?? [];

describe('machines of a cloud as an inventory', () => {
  it('are all of them, page by page, each with what the cloud says of it', async () => {
    const { code, listing } = await list('provider: tencent\n');
    expect(code).toBe(0);
    expect(hostsOf(listing)).toHaveLength(232);
    expect(listing._meta.hostvars['HAVIP-01']).toMatchObject({
      ansible_host: '172.16.16.5',
      private_ip: '172.16.16.5',
      instance_name: 'HAVIP-01',
      instance_state: 'RUNNING',
      vpc_id: fake.ids.vpcId,
      subnet_id: fake.ids.subnetId,
      zone: 'ap-guangzhou-6',
      tags: { role: 'db', env: 'prod' },
    });
  });

  it.each<[string, string, readonly string[]]>([
    ['a tag', 'tag: { role: db }', ['HAVIP-01', 'HAVIP-02']],
    ['two tags', 'tag: { role: db, env: [test, prod] }', ['HAVIP-01']],
    ['a name', 'name: HAVIP-*', ['HAVIP-01', 'HAVIP-02']],
    ['several names', 'name: [web-1, "web-22?"]', ['web-1', ...[...'0123456789'].map((n) => `web-22${n}`)]],
    ['a state', 'state: STOPPED', ['HAVIP-02']],
    ['a VPC that has none', 'vpc: vpc-other', []],
    ['a subnet', 'subnet: SUBNET, tag: { role: [db] }', ['HAVIP-01', 'HAVIP-02']],
    ['more values than the cloud takes', 'tag: { role: [a, b, c, d, e, db] }', ['HAVIP-01', 'HAVIP-02']],
  ])('are those of %s', async (_, filters, expected) => {
    const text = `filters: { ${filters.replace('SUBNET', fake.ids.subnetId)} }`;
    const { code, listing } = await list(`plugin: tencent\n${text}\n`);
    expect(code).toBe(0);
    expect(hostsOf(listing)).toEqual(expected);
  });

  it('are grouped, named and given variables by expressions', async () => {
    const { listing } = await list(`provider: tencent
filters: { tag: { role: db } }
hostnames: [tag:env, private_ip]
keyed_groups:
  - { key: tags.role, prefix: role }
  - { key: zone }
groups:
  stopped: instance_state == 'STOPPED'
compose:
  ansible_host: "'10.9.' + private_ip.split('.')[2:] | join('.')"
`);
    expect(listing.role_db.hosts).toEqual(['prod', '172.16.16.6']);
    expect(listing._ap_guangzhou_6.hosts).toHaveLength(2);
    expect(listing.stopped.hosts).toEqual(['172.16.16.6']);
    expect(listing._meta.hostvars.prod.ansible_host).toBe('10.9.16.5');
  });

  it('are in a folder beside other sources', async () => {
    const files = {
      'inv/10-cloud.yml': `plugin: tencent\nendpoint: ${fake.url}\nregion: ${fake.region}\nfilters: { name: HAVIP-01 }\n`,
      'inv/20-static': '[db]\nHAVIP-01 x=1\nother\n',
      'inv/group_vars/tencent.yml': 'y: 2\n',
    };
    await withFolder(files, async (folder) => {
      const environment = {
        TENCENTCLOUD_SECRET_ID: fake.credential.secretId,
        TENCENTCLOUD_SECRET_KEY: fake.credential.secretKey,
      };
      const { out } = await command(['inventory', 'list', join(folder, 'inv')], { environment });
      expect(JSON.parse(out)).toMatchObject({
        db: { hosts: ['HAVIP-01', 'other'] },
        _meta: { hostvars: { 'HAVIP-01': { x: 1, y: 2, ansible_host: '172.16.16.5' } } },
      });
    });
  });

  it('that the cloud does not give are a problem of the file', async () => {
    const { code, err } = await list('provider: tencent\n', 'wrong');
    expect(code).not.toBe(0);
    expect(err).toMatch(/cloud\.yml:1:1/);
    expect(err).toMatch(/AuthFailure|signature/i);
  });

  it('are told apart where two have one name', async () => {
    const [first] = Object.values(fake.cloud.world.instances);
    const twin = { ...first, InstanceId: 'ins-zzzzzzzz' } as NonNullable<typeof first>;
    fake.cloud.world.instances[twin.InstanceId] = twin;
    const filters = 'provider: tencent\nfilters: { name: HAVIP-01 }\n';
    const { err } = await list(filters);
    expect(err).toContain('two machines are called "HAVIP-01"');
    expect(hostsOf((await list(`${filters}hostnames: instance_id\n`)).listing)).toContain('ins-zzzzzzzz');
    delete fake.cloud.world.instances[twin.InstanceId];
  });

  it.each<[string, string]>([
    [
      'region: r\nregions: [x]',
      'inventory.yaml:3:1 inventory.cloud-source: unknown key "regions"; known are',
    ],
    [
      'region: r\nfilters: { tags: { a: b }, vcp: x }',
      'inventory.cloud-source: unknown key "vcp"; known are',
    ],
    ['region: r\nfilters: [a]', 'inventory.cloud-source: "filters" must be a mapping'],
    ['region: r\nhostnames: [dns]', 'inventory.cloud-source: no host is called by "dns"'],
    ['', 'inventory.cloud-source: "region" is missing'],
  ])('of a file that says %j are bad input', async (text, problem) => {
    const outcome = await loadText(`plugin: tencent\n${text}\n`);
    expect(outcome.ok ? [] : tell(outcome.problems).join('\n')).toContain(problem);
  });

  it('are not asked for where nobody may be asked', async () => {
    expect(await warningsOf('plugin: tencent\nregion: ap-guangzhou\n')).toEqual([
      'inventory.yaml:1:1 inventory.cloud-source: the cloud is not asked for its machines here',
    ]);
  });
});
