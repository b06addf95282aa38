import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { command } from '../cli/support/in-process.ts';
import { pair, withFolder } from './folder.ts';

/** Runs one command line with everything caught. */
const run = (...words: readonly string[]) => command(words, { homeDirectory: '/home/me', localUser: 'me' });

function inPair<T>(use: (path: string) => Promise<T>): Promise<T> {
  const text = pair('auth_pass: "s3cret"').replace(
    'role: primary',
    'role: primary, ansible_password: hunter22',
  );
  return withFolder({ 'inventory.yaml': text }, (folder) => use(join(folder, 'inventory.yaml')));
}

describe('inventory', () => {
  it('lists everything as JSON, secrets masked', async () => {
    const { code, out } = await inPair((path) => run('inventory', 'list', path, '-e', 'color=red'));
    expect(code).toBe(0);
    expect(out).not.toMatch(/s3cret|hunter22/);
    expect(JSON.parse(out)).toMatchObject({
      _meta: {
        hostvars: { n1: { ansible_password: '********', color: 'red', havip: { auth_pass: '********' } } },
      },
      all: { children: ['ungrouped', 'web', 'witnesses'] },
      web: { hosts: ['n1', 'n2'] },
    });
  });

  it('lists what is set where, as JSON and as YAML, secrets masked', async () => {
    const { out } = await inPair((path) => run('inventory', 'list', path, '--export', '-e', 'color=red'));
    expect(out).not.toMatch(/s3cret|hunter22|color/);
    const web = { hosts: ['n1', 'n2'], vars: { havip: { auth_pass: '********' } } };
    expect(JSON.parse(out)).toMatchObject({ web, _meta: { hostvars: { n2: { havip_role: 'secondary' } } } });
    const yaml = (await inPair((path) => run('inventory', 'list', path, '--export', '--yaml'))).out;
    expect(yaml).not.toMatch(/s3cret|hunter22/);
    expect(yaml).toContain(
      '        n2:\n          ansible_host: 172.16.16.6\n          havip_role: secondary\n',
    );
    const tree = (await inPair((path) => run('inventory', 'graph', path, 'web', '--vars'))).out;
    expect(tree).toContain('  |--n2\n  |  |--{ansible_host = 172.16.16.6}\n');
    expect(tree).toContain("'auth_pass': '********'");
  });

  it('lists as TOML, into a file, secrets masked', async () => {
    const text = `all:
  children:
    web: { hosts: { h1: { a: 1.0, b: [1, x], c: null, db_password: hunter22 }, h2: }, vars: { d: yes } }
    db: { hosts: { h1: }, children: { inner: } }
`;
    await withFolder({ 'hosts.yml': text }, async (folder) => {
      const file = join(folder, 'out.toml');
      const words = ['list', join(folder, 'hosts.yml'), '--toml', '--export', '--output', file];
      const { code, out } = await run('inventory', ...words);
      expect([code, out]).toEqual([0, '']);
      const written = await readFile(file, 'utf8');
      expect(written).toContain('a = 1.0');
      expect(parse(written)).toEqual({
        db: { children: ['inner'], hosts: { h1: {} } },
        web: { hosts: { h1: { a: 1, b: [1, 'x'], db_password: '********' }, h2: {} }, vars: { d: true } },
      });
      const bad = await run('inventory', 'list', join(folder, 'hosts.yml'), '--output', join(folder, 'no/x'));
      expect(bad.code).toBe(5);
      expect(bad.err).toContain('cannot write');
    });
  });

  it('masks no name, whoever has it for a password', async () => {
    const text = 'web: { hosts: { vagrant: { ansible_password: vagrant, x: the vagrant } } }\n';
    const { out } = await withFolder({ 'hosts.yml': text }, (folder) =>
      run('inventory', 'list', join(folder, 'hosts.yml')),
    );
    expect(JSON.parse(out)).toMatchObject({
      _meta: { hostvars: { vagrant: { ansible_password: '********', x: 'the ********' } } },
      web: { hosts: ['vagrant'] },
    });
  });

  it.each([
    ['a name', '{{ zabbix_api_port }}', true],
    ['a path', '/etc/zabbix/agent.conf', true],
    ['a host', 'zabbix.example.org', true],
    ['the name of a package', 'zabbix-agent', true],
    ['a URL', 'mysql://root:zabbix@db/x', false],
    ['an option', '--password=zabbix', false],
    ['words', 'the password is zabbix.', false],
    ['itself', 'zabbix', false],
  ])('leaves a password that is but a word in %s: %s, %s', async (_, value, stays) => {
    const text = `all: { hosts: { h: { db_password: zabbix, x: ${JSON.stringify(value)} } } }\n`;
    const { out } = await withFolder({ 'hosts.yml': text }, (folder) =>
      run('inventory', 'list', join(folder, 'hosts.yml')),
    );
    const x = stays ? value : value.replace('zabbix', '********');
    expect(JSON.parse(out)).toMatchObject({ _meta: { hostvars: { h: { db_password: '********', x } } } });
  });

  it('shows a template that only names a secret, and masks what it comes to', async () => {
    const hosts = `h: { ansible_password: "{{ vault_pw | trim }}", db_password: "{{ 'hunter2' }}", vault_pw: hunter22 }`;
    const { out } = await withFolder({ 'hosts.yml': `all: { hosts: { ${hosts} } }\n` }, (folder) =>
      run('inventory', 'host', join(folder, 'hosts.yml'), 'h'),
    );
    expect(out).not.toMatch(/hunter2/);
    expect(JSON.parse(out)).toMatchObject({ ansible_password: '{{ vault_pw | trim }}' });
  });

  it('limits the list', async () => {
    const { out } = await inPair((path) => run('inventory', 'list', path, '--limit', 'n2'));
    expect(JSON.parse(out).web).toEqual({ hosts: ['n2'] });
  });

  it.each([
    ['list', ['-i', 'h1,'], '"h1"'],
    ['list, beside an argument', ['h1,', '-i', 'h2,'], '"h2"'],
    ['graph', ['-i', 'h1,'], '@all:\n  |--@ungrouped:\n  |  |--h1\n'],
    ['graph of a group', ['ungrouped', '-i', 'h1,', '-i', 'h2,'], '@ungrouped:\n  |--h1\n  |--h2\n'],
    [
      'graph of a group, beside an argument',
      ['h1,', 'ungrouped', '-i', 'h2,'],
      '@ungrouped:\n  |--h1\n  |--h2\n',
    ],
    ['host', ['h1', '-i', 'h1,', '-e', 'x=1'], '"x": "1"'],
    ['host, beside an argument', ['h1,', 'h2', '-i', 'h2,', '-e', 'x=1'], '"x": "1"'],
  ])('takes -i as all commands do: %s', async (called, words, printed) => {
    const { code, out } = await run('inventory', called.split(/\W/)[0] ?? '', ...words);
    expect(out).toContain(printed);
    expect(code).toBe(0);
  });

  it.each([
    [['host'], "missing required argument 'host'"],
    [['host', 'h1'], 'no inventory was given'],
    [['graph'], 'no inventory was given'],
    [['--list', '-i', 'h1,'], 'It is a word here: havip-deploy inventory list.'],
  ])('says what is missing: %j', async (words, said) => {
    const { code, err } = await run('inventory', ...words);
    expect([code, err]).toEqual([5, expect.stringContaining(said)]);
  });

  it('passes over what cannot be read and names it, where no run would', async () => {
    const files = { 'i/1': 'h1\n', 'i/2': '[web\nh2\n', 'i/3.yml': 'plugin: aws_ec2\n' };
    await withFolder(files, async (folder) => {
      const path = join(folder, 'i');
      const { code, out, err } = await run('inventory', 'graph', path);
      expect([code, out]).toEqual([0, '@all:\n  |--@ungrouped:\n  |  |--h1\n']);
      expect(err).toContain(`${path}/2:1:1: ${path}/2 is not read: `);
      expect(err).toContain(`${path}/3.yml is not read: a plugin configuration`);
      expect((await run('exec', 'all', '-i', path, 'true')).code).toBe(5);
      expect((await run('lint', path)).code).toBe(5);
    });
  });

  it('draws the tree, from a group down', async () => {
    expect((await inPair((path) => run('inventory', 'graph', path))).out).toBe(`@all:
  |--@ungrouped:
  |--@web:
  |  |--n1
  |  |--n2
  |--@witnesses:
  |  |--probe
`);
    expect((await inPair((path) => run('inventory', 'graph', path, 'web'))).out).toBe(
      '@web:\n  |--n1\n  |--n2\n',
    );
  });

  it('shows one host', async () => {
    const { out } = await inPair((path) => run('inventory', 'host', path, 'probe'));
    expect(out).toBe('{\n    "ansible_host": "172.16.16.9"\n}\n');
  });

  it.each([
    [['host', 'n3'], 'the inventory has no host "n3"'],
    [['graph', 'wbe'], 'the inventory has no group "wbe"'],
    [['list', '-l', 'wbe'], 'pattern "wbe" matches no host'],
    [['list', '-e', 'nonsense'], '-e number 1 is not understood'],
  ])('%j is bad input', async ([command = '', ...rest], message) => {
    const { code, out, err } = await inPair((path) => run('inventory', command, path, ...rest));
    expect({ code, out }).toEqual({ code: 5, out: '' });
    expect(err).toContain(message);
  });

  it('tells problems with their places', async () => {
    await withFolder({ 'inventory.yaml': pair().replace('hosts:', 'host:') }, async (folder) => {
      const { code, err } = await run('inventory', 'list', join(folder, 'inventory.yaml'));
      expect(code).toBe(5);
      expect(err).toContain('inventory.yaml:8:7');
    });
  });
});

describe('init', () => {
  it('writes a first inventory, and replaces none unless told to', async () => {
    await withFolder({ 'mine.yaml': 'precious' }, async (folder) => {
      const [fresh, mine] = [join(folder, 'fresh.yaml'), join(folder, 'mine.yaml')];
      expect((await run('init', fresh)).code).toBe(0);
      expect((await run('inventory', 'graph', fresh)).code).toBe(0);
      const refused = await run('init', mine);
      expect(refused.code).toBe(5);
      expect(refused.err).toContain('--force');
      expect(await readFile(mine, 'utf8')).toBe('precious');
      expect((await run('init', mine, '--force')).code).toBe(0);
      expect(await readFile(mine, 'utf8')).toContain('virtual_router_id');
    });
  });

  it('says why it cannot write', async () => {
    const { code, err } = await run('init', '/no/such/folder/inventory.yaml');
    expect(code).toBe(5);
    expect(err).toContain('ENOENT');
  });
});
