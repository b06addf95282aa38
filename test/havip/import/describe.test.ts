import { describe, expect, it } from 'vitest';
import { findClusters } from '../../../src/havip/import/clusters.ts';
import { describeCluster } from '../../../src/havip/import/describe.ts';
import { priorities } from '../../../src/havip/import/ranks.ts';
import { nodeFrom, pair } from './sample.ts';

/** What the inventory says of the only cluster of these files. */
function described(...texts: readonly string[]) {
  const clusters = findClusters(texts.map((text, index) => nodeFrom(`n${index + 1}`, text)));
  expect(clusters).toHaveLength(1);
  const [found] = clusters;
  if (found === undefined) throw new Error('no cluster');
  return describeCluster(found, false);
}

const CHECK = (script: string) => `vrrp_script chk {\n    script "${script}"\n    interval 2\n}\n`;
const TRACK = { more: 'track_script {\n        chk\n    }' };

describe('settings', () => {
  it.each<[string, ReturnType<typeof pair>, Record<string, unknown>]>([
    ['the least', pair(), { address: '10.0.0.9', virtual_router_id: 51, interface: 'eth0', preempt: true }],
    ['nopreempt on both', pair({ more: 'nopreempt' }), { address: '10.0.0.9' }],
    ['nopreempt beside state MASTER', pair({ state: 'MASTER', more: 'nopreempt' }), { preempt: true }],
    [
      'several addresses',
      pair({ addresses: ['10.0.0.9/24', '10.0.0.8'] }),
      { addresses: [{ address: '10.0.0.9', prefix: 24 }, '10.0.0.8'] },
    ],
    [
      'an address with a label or a scope of its own',
      pair({ addresses: ['10.0.0.9/24 dev eth0 label eth0:ha', '10.0.0.8 scope link', '10.0.0.7'] }),
      {
        addresses: [
          { address: '10.0.0.9', prefix: 24, label: 'eth0:ha' },
          { address: '10.0.0.8', scope: 'link' },
          '10.0.0.7',
        ],
      },
    ],
    ['an interval of version 2', pair({ more: 'advert_int 2.4' }), { advert_int: 2 }],
    [
      'version 3',
      pair({ globals: 'vrrp_version 3', more: 'advert_int 0.5' }),
      { version: 3, advert_int: 0.5 },
    ],
    ['version 3 of an instance', pair({ more: 'version 3' }), { version: 3 }],
    [
      'what `profile: fast` makes',
      pair({ globals: 'vrrp_check_unicast_src\n vrrp_no_swap', more: 'version 3\n advert_int 0.3' }),
      { profile: 'fast' },
    ],
    [
      'a part of it',
      pair({ globals: 'vrrp_no_swap', more: 'version 3\n advert_int 0.3' }),
      { version: 3, advert_int: 0.3, raw: { global_defs: 'vrrp_no_swap\n' } },
    ],
    [
      'a password, of which keepalived reads eight characters',
      pair({ more: 'authentication {\n auth_type PASS\n auth_pass secret12345\n }' }),
      { auth_pass: 'secret12' },
    ],
    [
      'mail that somebody reads',
      pair({
        globals: 'notification_email {\n ops@example.org\n }\n smtp_server mail.example.org 2525',
        more: 'smtp_alert',
      }),
      { notify: { email: ['ops@example.org'], smtp_server: 'mail.example.org:2525' } },
    ],
    ...(
      [
        ['killall -0 nginx', { process: 'nginx' }],
        ['/usr/bin/killall -0 haproxy', { process: 'haproxy' }],
        ['pidof mysqld', { process: 'mysqld' }],
        ['pgrep -x nginx', { process: 'nginx' }],
        ['pgrep nginx', { script: '/usr/bin/env pgrep nginx' }],
        ['</dev/tcp/127.0.0.1/3306', { tcp: 3306 }],
        ['/usr/local/bin/chk.sh -p 3306', { script: '/usr/local/bin/chk.sh -p 3306' }],
        ["/bin/sh -c 'true && exit 0'", { script: "/bin/sh -c 'true && exit 0'" }],
      ] as const
    ).map(([script, probe]): [string, ReturnType<typeof pair>, Record<string, unknown>] => [
      `the check ${script}`,
      pair({ before: CHECK(script), ...TRACK }),
      { checks: [{ name: 'chk', ...probe, interval: '2s', timeout: '2s', fall: 1, rise: 1 }] },
    ]),
  ])('are read from %s', (_, texts, wanted) => {
    expect(described(...texts).havip).toMatchObject(wanted);
  });

  it.each<[string, Parameters<typeof pair>[0], Record<string, unknown>]>([
    [
      'several checks, with users and weights',
      {
        globals: 'script_user alice',
        before: 'vrrp_script a {\n script /a\n weight -60\n}\nvrrp_script b {\n script /b\n user bob\n}\n',
        more: 'track_script {\n a\n b weight -70\n }',
      },
      {
        checks: [
          { name: 'a', script: '/a', weight: -60, user: 'alice' },
          { name: 'b', script: '/b', weight: -70, user: 'bob' },
        ],
      },
    ],
    [
      'weights that move nothing',
      {
        before: 'vrrp_script a {\n script /a\n weight -40\n}\nvrrp_script b {\n script /b\n weight 120\n}\n',
        more: 'track_script {\n a\n b\n }',
      },
      { checks: [{ weight: -40 }, { weight: 120 }], idle_weights: true },
    ],
    [
      'interfaces, processes and files',
      {
        before:
          'vrrp_track_process p {\n process nginx -g x\n quorum 2\n delay 1.5\n}\ntrack_file f {\n file /run/f\n}\n',
        more: 'nopreempt\n track_interface {\n eth0\n eth1\n }\n track_process {\n p\n }\n track_file {\n f\n }',
      },
      {
        track_interface: [{ interface: 'eth1' }],
        track_process: [{ name: 'p', process: 'nginx -g x', quorum: 2, delay: '2s' }],
        track_file: [{ name: 'f', file: '/run/f' }],
      },
    ],
  ])('are read from %s', (_, style, wanted) => {
    const { havip } = described(...pair(style));
    expect(havip).toMatchObject(wanted);
  });

  it.each([
    ['AH', 'auth_type AH\n auth_pass secret'],
    ['a password that no inventory takes', 'auth_type PASS\n auth_pass "a b"'],
    ['a password that looks like a template', 'auth_type PASS\n auth_pass "{{ab"'],
  ])('leave out authentication by %s', (_, inside) => {
    const { havip } = described(...pair({ more: `authentication {\n ${inside}\n }` }));
    expect(havip).not.toHaveProperty('auth_pass');
  });
});

describe('hosts', () => {
  it('are ranked as VRRP does it: by priority, equal ones by address', () => {
    const { hosts } = described(...pair({ priorities: [100, 100] }));
    expect(hosts.map(({ name, vars }) => [name, vars.havip_role, vars.havip_priority])).toEqual([
      ['n2', 'primary', 100],
      ['n1', 'secondary', 99],
    ]);
  });

  it('have the addresses that they send from, or that their peers send to', () => {
    const [one, two] = pair();
    const bare = two.replace(/ *unicast_src_ip .*\n/, '');
    const { hosts } = described(one, bare);
    expect(hosts.map(({ vars }) => vars.private_ip)).toEqual(['10.0.0.1', '10.0.0.2']);
    expect(hosts.map(({ vars }) => vars.ansible_host)).toEqual(['10.0.0.1', '10.0.0.2']);
  });

  it('stand for peers whose files were not given, and that is told', () => {
    const { hosts, assumptions } = described(pair()[0]);
    expect(hosts.map(({ name, vars }) => [name, vars.private_ip, vars.havip_role])).toEqual([
      ['n1', '10.0.0.1', 'primary'],
      ['peer-10.0.0.2', '10.0.0.2', 'secondary'],
    ]);
    expect(assumptions.map(({ text }) => text).join()).toContain('no file of 10.0.0.2 was given');
  });

  it('stand for the unknown other of a multicast node', () => {
    const { hosts, assumptions } = described(pair({ multicast: true })[0]);
    expect(hosts.map(({ name }) => name)).toEqual(['n1', 'n1-peer']);
    expect(assumptions.map(({ text }) => text).join()).toContain('the other node is not known');
  });

  it('who are reached already keep how they are reached', () => {
    const [found] = findClusters(pair().map((text, index) => nodeFrom(`n${index + 1}`, text)));
    if (found === undefined) throw new Error('no cluster');
    expect(describeCluster(found, true).hosts.every(({ vars }) => !('ansible_host' in vars))).toBe(true);
  });

  it.each([
    [
      [255, 100],
      [254, 100],
    ],
    [
      [100, 100, 100],
      [100, 99, 98],
    ],
    [
      [1, 1],
      [2, 1],
    ],
    [
      [250, 240, 5],
      [250, 240, 5],
    ],
    [
      [255, 255, 1],
      [254, 253, 1],
    ],
  ])('of priorities %j get %j', (found, wanted) => {
    expect(priorities(found)).toEqual(wanted);
  });
});

describe('clusters', () => {
  it('are told apart by their addresses and peers', () => {
    const web = pair();
    const db = pair().map((text) => text.replaceAll('10.0.0.', '10.7.0.').replace('VI_1', 'DB'));
    const nodes = [...web, ...db].map((text, index) => nodeFrom(`n${index + 1}`, text));
    const found = findClusters([nodes[0], nodes[2], nodes[3], nodes[1]].flatMap((node) => node ?? []));
    expect(found.map(({ name, members }) => [name, members.map(({ node }) => node.name)])).toEqual([
      ['VI_1', ['n1', 'n2']],
      ['DB', ['n3', 'n4']],
    ]);
  });

  it.each([
    ['another address and id', '52', '10.0.0.7', ['VI_1', 'VI_2']],
    ['the id of the first', '51', '10.0.0.7', ['VI_1']],
    ['the address of the first', '52', '10.0.0.9', ['VI_1']],
  ])(
    'are several of the same machines, each with an id and addresses of its own: %s',
    (_name, id, ip, names) => {
      const second = `vrrp_instance VI_2 {\n interface eth0\n virtual_router_id ${id}\n virtual_ipaddress {\n ${ip}\n }\n}\n`;
      const nodes = pair({ after: second }).map((text, index) => nodeFrom(`n${index + 1}`, text));
      expect(findClusters(nodes).map(({ name }) => name)).toEqual(names);
      expect(findClusters(nodes, true).map(({ name }) => name)).toEqual(['VI_1']);
    },
  );

  it('are of one machine each where an instance is on one of two only', () => {
    const [first, second] = pair();
    const more =
      'vrrp_instance VI_2 {\n interface eth0\n virtual_router_id 52\n virtual_ipaddress {\n 10.0.0.7\n }\n}\n';
    const nodes = [`${first}${more}`, second].map((text, index) => nodeFrom(`n${index + 1}`, text ?? ''));
    expect(findClusters(nodes).map(({ name }) => name)).toEqual(['VI_1']);
  });

  it('are not called as a host or a group of Ansible is', () => {
    const nodes = pair().map((text, index) =>
      nodeFrom(index === 0 ? 'all_' : 'VI_1', text.replaceAll('VI_1', index === 0 ? 'all' : 'all')),
    );
    expect(findClusters(nodes)[0]?.name).toBe('havip_all');
  });
});
