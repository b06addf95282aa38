import { describe, expect, it } from 'vitest';
import { loaded, pair, problemsOf } from '../../inventory/folder.ts';

const SECOND = `    db:
      vars: { havip: { address: 172.16.16.20, virtual_router_id: 52 } }
      hosts:
        d1: { ansible_host: 172.16.16.15, havip_role: primary }
        d2: { ansible_host: 172.16.16.16, havip_role: secondary }
`;
const both = pair() + SECOND;

describe('rules between hosts and clusters', () => {
  it.each<[string, string, string, string, readonly string[]]>([
    [
      'two primaries',
      both,
      'd2: { ansible_host: 172.16.16.16, havip_role: secondary',
      'd2: { ansible_host: 172.16.16.16, havip_role: primary',
      ['18:55 inventory.two-primaries: cluster "db" has 2 primaries: "d1" and "d2"'],
    ],
    [
      'no primary',
      pair(),
      'role: primary',
      'role: secondary',
      ['5:9 inventory.no-primary: cluster "web" has no primary'],
    ],
    [
      'no secondary',
      pair(),
      '        n2: { ansible_host: 172.16.16.6, havip_role: secondary }\n',
      '',
      ['5:9 inventory.no-secondary: cluster "web" has no secondary'],
    ],
    [
      'no hosts',
      pair(),
      /hosts:\n {8}n1[\s\S]*?(?= {4}witnesses)/.exec(pair())?.[0] ?? '',
      'hosts:\n',
      [
        '5:9 inventory.no-primary: cluster "web" has no primary',
        '5:9 inventory.no-secondary: cluster "web" has no secondary',
      ],
    ],
    [
      'no role',
      pair(),
      ', havip_role: secondary',
      '',
      ['10:9 inventory.no-role: host "n2" has no havip_role'],
    ],
    [
      'a mistyped role',
      pair(),
      'role: secondary',
      'role: secondry',
      ['10:54 inventory.wrong-value: havip_role must be primary or secondary (did you mean "secondary"?)'],
    ],
    [
      'a role outside',
      pair(),
      'probe: { ansible_host: 172.16.16.9',
      'probe: { havip_role: primary',
      ['13:30 inventory.no-cluster: host "probe" has a role, but is in no cluster'],
    ],
    [
      'havip on a host',
      pair(),
      'probe: { ansible_host: 172.16.16.9',
      'probe: { havip: {}',
      ['13:18 inventory.havip-on-host: havip is a variable of host "probe"'],
    ],
    [
      'one host in two clusters',
      both,
      'd2: { ansible_host: 172.16.16.16, havip_role: secondary }',
      'n2:',
      ['10:9 inventory.two-clusters: host "n2" is in two clusters: "web" and "db"'],
    ],
    [
      'a router id twice',
      both,
      'router_id: 52',
      'router_id: 51',
      ['15:66 inventory.router-id-taken: virtual_router_id 51 is also that of cluster "web"'],
    ],
    [
      'a HAVIP twice',
      both,
      '172.16.16.20',
      '172.16.16.12',
      ['15:33 inventory.address-taken: HAVIP 172.16.16.12 is also that of cluster "web"'],
    ],
    [
      "a node's address",
      pair(),
      'address: 172.16.16.12',
      'address: 172.16.16.6',
      ['6:20 inventory.address-own: HAVIP 172.16.16.6 is the ansible_host of "n2"'],
    ],
    [
      "another cluster's node",
      both,
      '172.16.16.20',
      '172.16.16.6',
      ['15:33 inventory.address-own: HAVIP 172.16.16.6 is the ansible_host of "n2"'],
    ],
    [
      "the witness's address",
      pair(),
      'address: 172.16.16.12',
      'address: 172.16.16.9',
      ['6:20 inventory.address-own: HAVIP 172.16.16.9 is the ansible_host of "probe"'],
    ],
    [
      'a private_ip',
      pair(),
      'ansible_host: 172.16.16.5',
      'private_ip: 172.16.16.12',
      ['6:20 inventory.address-own: HAVIP 172.16.16.12 is the private_ip of "n1"'],
    ],
    [
      'loopback',
      pair(),
      '172.16.16.12',
      '127.0.0.1',
      ['6:20 inventory.address-unusable: HAVIP 127.0.0.1 is a loopback address'],
    ],
    [
      'equal priorities',
      pair(),
      /n1: \{[\s\S]*secondary/.exec(pair())?.[0] ?? '',
      'n1: { havip_role: primary, havip_priority: 9 }\n        n2: { havip_role: secondary, havip_priority: 9',
      ['10:54 inventory.priority: havip_priority 9 is also that of "n1"'],
    ],
    [
      'a secondary above',
      pair(),
      'role: secondary',
      'role: secondary, havip_priority: 251',
      ['10:81 inventory.priority: priority 251 of "n2" is not below the primary\'s 250 in cluster "web"'],
    ],
    [
      'a priority of 255',
      pair(),
      'role: primary',
      'role: primary, havip_priority: 255',
      ['9:79 inventory.wrong-value: havip_priority must be a whole number from 1 to 254'],
    ],
    [
      'one machine twice',
      pair(),
      '172.16.16.6',
      '172.16.16.5',
      ['10:29 inventory.same-machine: hosts "n1" and "n2" of cluster "web" are the same machine'],
    ],
    [
      'a private_ip that is none',
      pair(),
      'ansible_host: 172.16.16.6',
      'private_ip: 10.0.0',
      ['10:27 inventory.wrong-value: private_ip must be an IPv4 address'],
    ],
  ])('%s', async (_, text, from, to, expected) => {
    expect(text).toContain(from);
    expect(await problemsOf(text.replace(from, to))).toEqual(
      expected.map((line) => `inventory.yaml:${line}`),
    );
  });

  it('accepts two sound clusters, and one router id in two VPCs', async () => {
    const cloud = (vpc: string) =>
      `cloud: { provider: tencent, region: ap-x, vpc_id: ${vpc}, havip_id: havip-1 }`;
    const text = pair(cloud('vpc-1')) + SECOND.replace('router_id: 52', `router_id: 51, ${cloud('vpc-2')}`);
    expect((await loaded(text)).clusters).toHaveLength(2);
    expect(await problemsOf(text.replace('vpc-2', 'vpc-1'))).toHaveLength(1);
  });

  it('accepts machines behind one forwarder that differ in their port', async () => {
    const text = pair()
      .replace('172.16.16.5', '127.0.0.1, ansible_port: 2201')
      .replace('172.16.16.6', '127.0.0.1, ansible_port: 2202');
    expect((await loaded(text)).clusters).toHaveLength(1);
  });
});
