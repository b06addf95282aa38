import { describe, expect, it } from 'vitest';
import { loadText } from '../../inventory/folder.ts';

/** Two clusters with these settings, and the hosts of the second. */
function inventory(web: string, db: string, hosts = 'a: , b: '): string {
  return `web:
  vars: { havip: { address: 10.0.0.9, virtual_router_id: 51, primary: a${web} } }
  hosts: { a: , b: }
db:
  vars: { havip: { address: 10.0.0.19, virtual_router_id: 52, primary: b${db} } }
  hosts: { ${hosts}}
`;
}

async function problemsOf(text: string): Promise<readonly string[]> {
  const found = await loadText(text);
  return found.ok ? [] : found.problems.map(({ code, summary }) => `${code}: ${summary}`);
}

const DIFFERS = 'differs between cluster "web" and cluster "db", which share their machines';

describe('clusters of the same machines', () => {
  it('have an instance and a primary each', async () => {
    const found = await loadText(inventory('', ''));
    const clusters = found.ok ? found.value.clusters : [];
    expect(
      clusters.map(({ name, instance, members }) => [
        name,
        instance,
        ...members.map(({ host, role, priority }) => `${host.name} ${role} ${priority}`),
      ]),
    ).toEqual([
      ['web', 'VI_1', 'a primary 250', 'b secondary 240'],
      ['db', 'VI_2', 'b primary 250', 'a secondary 240'],
    ]);
  });

  it('have no name of an instance where each is alone', async () => {
    const found = await loadText(
      inventory('', '', 'b: , c: ').replace('hosts: { a: , b: }', 'hosts: { a: , d: }'),
    );
    expect(found.ok && found.value.clusters.map(({ instance }) => instance)).toEqual([undefined, undefined]);
  });

  it.each([
    ['the same mail', ', notify: { email: x@y.org }', ', notify: { email: x@y.org }', []],
    [
      'a check of the same name and settings',
      ', checks: [{ name: n, tcp: 80 }]',
      ', checks: [{ name: n, tcp: 80 }]',
      [],
    ],
    ['checks of different names', ', checks: [{ name: n, tcp: 80 }]', ', checks: [{ name: m, tcp: 81 }]', []],
    ['intervals of their own', ', advert_int: 2', '', []],
    ['another profile', '', ', profile: fast', [`profile ${DIFFERS}`]],
    ['mail in one of them', ', notify: { email: x@y.org }', '', [`notify.email ${DIFFERS}`]],
    ['another version', '', ', install: { min_version: "2.2.8" }', [`install ${DIFFERS}`]],
    ['words of its own', '', ', raw: { global_defs: "vrrp_iptables" }', [`raw.global_defs ${DIFFERS}`]],
    [
      'two checks of one name',
      ', checks: [{ name: n, tcp: 80 }]',
      ', checks: [{ name: n, tcp: 81 }]',
      [`n in checks ${DIFFERS}`],
    ],
    ['two checks without a name', ', check: { tcp: 80 }', ', check: { tcp: 81 }', [`check ${DIFFERS}`]],
    ['a hook of its own', ', notify: { master: /bin/true }', '', []],
    [
      'webhooks of their own',
      ', notify: { webhooks: [{ url: "http://a.org/" }] }',
      ', notify: { webhooks: [{ url: "http://b.org/" }] }',
      [],
    ],
    ['a template of its own', '', ', template: k.hbs', [`template ${DIFFERS}`]],
  ])('%s', async (_name, web, db, expected) => {
    expect(await problemsOf(inventory(web, db))).toEqual(
      expected.map((summary) => `inventory.shared-setting: ${summary}`),
    );
  });

  it.each([
    ['one machine less', 'b: ', 'host "b" is in two clusters: "web" and "db"'],
    ['one machine more', 'a: , b: , c: ', 'host "a" is in two clusters: "web" and "db"'],
  ])('are of all of them: %s', async (_name, hosts, expected) => {
    expect(await problemsOf(inventory('', '', hosts))).toContain(`inventory.two-clusters: ${expected}`);
  });

  it('have a primary that is a member', async () => {
    const text = inventory('', '').replace('primary: b', 'primary: x');
    expect(await problemsOf(text)).toEqual([
      'inventory.unknown-primary: primary "x" is no member of cluster "db"',
    ]);
  });
});
