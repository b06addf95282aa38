import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { connectionSettings } from '../../src/cli/ansible-cfg/connection-settings.ts';
import { readAnsibleConfig } from '../../src/cli/ansible-cfg/read-config.ts';
import { tell, withFolder } from '../inventory/folder.ts';
import { command } from './support/in-process.ts';

type Environment = Readonly<Record<string, string>>;

/** The settings in a folder whose home is its `home`, by name, with paths seen from it; or what is wrong. */
function settingsIn(
  files: Readonly<Record<string, string>>,
  environment: Environment = {},
): Promise<Record<string, unknown> | string[]> {
  return withFolder({ 'home/.keep': '', ...files }, async (folder) => {
    const read = readAnsibleConfig({ environment, homeDirectory: join(folder, 'home') }, folder);
    const bare = (value: unknown): unknown => JSON.parse(JSON.stringify(value).replaceAll(`${folder}/`, ''));
    if (!read.ok) return bare(tell(read.problems)) as string[];
    const sound = connectionSettings(read.value, join(folder, 'home'));
    if (!sound.ok) return bare(tell(sound.problems)) as string[];
    return Object.fromEntries([...read.value.found].map(([name, { value }]) => [name, bare(value)]));
  });
}

const cfg = (text: string) => ({ 'ansible.cfg': text });

describe('ansible.cfg', () => {
  it.each<[string, string, Environment, unknown]>([
    ['nothing', '', {}, {}],
    ['a number', '[defaults]\nforks = 20', {}, { forks: 20 }],
    ['a colon, and another case', '[defaults]\nFORKS: 20', {}, { forks: 20 }],
    ['notes', '# a\n; b\n[defaults] ; c\nforks=20 ; d\n#forks=3\n', {}, { forks: 20 }],
    ['a hash in a value', '[defaults]\nremote_user = a#b', {}, { remote_user: 'a#b' }],
    ['an empty value', '[defaults]\nremote_user =\nforks=3', {}, { forks: 3 }],
    ['quotes', '[defaults]\nremote_user = "ubuntu"', {}, { remote_user: 'ubuntu' }],
    ['truth', '[defaults]\nhost_key_checking = No', {}, { host_key_checking: false }],
    [
      'paths',
      '[defaults]\ninventory = a, b/c\nprivate_key_file=~/.ssh/k',
      {},
      {
        inventory: ['a', 'b/c'],
        private_key_file: 'home/.ssh/k',
      },
    ],
    ['a list of hosts', '[defaults]\ninventory = h1,h2,', {}, { inventory: ['h1,h2,'] }],
    [
      'a value on several lines',
      '[ssh_connection]\nssh_args = -C\n  -o LogLevel=ERROR',
      {},
      {
        ssh_args: '-C\n-o LogLevel=ERROR',
      },
    ],
    [
      'privileges',
      '[privilege_escalation]\nbecome=True\nbecome_method=sudo\nbecome_user=app',
      {},
      {
        become: true,
        become_method: 'sudo',
        become_user: 'app',
      },
    ],
    [
      'the environment counts more',
      '[defaults]\nforks=1\nremote_user=a',
      { ANSIBLE_FORKS: '7' },
      {
        forks: 7,
        remote_user: 'a',
      },
    ],
    ['other settings', '[defaults]\nroles_path=x\n[galaxy]\nserver=y', {}, {}],
    [
      'no number',
      '[defaults]\n\nforks = many',
      {},
      ['ansible.cfg:3:1 usage.ansible-cfg: forks must be a whole number above 0'],
    ],
    [
      'no truth in the environment',
      '',
      { ANSIBLE_BECOME: 'perhaps' },
      ['usage.ansible-cfg: ANSIBLE_BECOME must be true or false'],
    ],
    [
      'no line of such a file',
      '[defaults]\nforks',
      {},
      ['ansible.cfg:2:1 usage.ansible-cfg: a line of ansible.cfg is not understood'],
    ],
    [
      'twice',
      '[defaults]\nforks=1\nforks=2',
      {},
      ['ansible.cfg:3:1 usage.ansible-cfg: defaults.forks is there twice'],
    ],
    [
      'an option of ssh that is not supported',
      '[ssh_connection]\nssh_args = -o RemoteCommand=x',
      {},
      [
        'ansible.cfg:2:1 usage.ansible-cfg: ssh_args holds what is not supported: "-o RemoteCommand=x" (a session that does something else is none for commands)',
      ],
    ],
  ])('%s', async (_, text, environment, expected) => {
    expect(await settingsIn(cfg(text), environment)).toEqual(expected);
  });

  const forks = (count: number) => `[defaults]\nforks=${count}\n`;

  it('is looked for in the order of Ansible', async () => {
    const files = {
      'named.cfg': forks(1),
      'named/ansible.cfg': forks(2),
      'ansible.cfg': forks(3),
      'home/.ansible.cfg': forks(4),
    };
    const { 'ansible.cfg': _, ...elsewhere } = files;
    expect(await settingsIn(files, { ANSIBLE_CONFIG: 'named.cfg' })).toEqual({ forks: 1 });
    expect(await settingsIn(files, { ANSIBLE_CONFIG: 'named' })).toEqual({ forks: 2 });
    expect(await settingsIn(files, { ANSIBLE_CONFIG: 'missing.cfg' })).toEqual({ forks: 3 });
    expect(await settingsIn(files)).toEqual({ forks: 3 });
    expect(await settingsIn(elsewhere)).toEqual({ forks: 4 });
  });

  it.each([
    ['folder', '.'],
    ['file', 'ansible.cfg'],
  ])('is passed over where others can write the %s, unless it is named', async (_, open) => {
    await withFolder({ 'ansible.cfg': forks(3), 'home/.ansible.cfg': forks(4) }, async (folder) => {
      await chmod(join(folder, open), 0o777);
      const world = { environment: {}, homeDirectory: join(folder, 'home') };
      const read = readAnsibleConfig(world, folder);
      const named = readAnsibleConfig({ ...world, environment: { ANSIBLE_CONFIG: 'ansible.cfg' } }, folder);
      if (!read.ok || !named.ok) throw new Error('not read');
      expect(read.value.writableByOthers).toBe(join(folder, 'ansible.cfg'));
      expect(read.value.value('forks')).toBe(4);
      expect(named.value.writableByOthers).toBe(undefined);
      expect(named.value.value('forks')).toBe(3);
    });
  });
});

describe('with an ansible.cfg', () => {
  const files = {
    'my.cfg':
      '[defaults]\ninventory = hosts\nremote_user = ubuntu\nforks = 3\nroles_path = x\n[privilege_escalation]\nbecome = yes\n',
    hosts: '[web]\nh1\n',
  };
  const inFolder = (use: (environment: Environment, folder: string) => Promise<void>) =>
    withFolder(files, (folder) => use({ ANSIBLE_CONFIG: join(folder, 'my.cfg') }, folder));

  it('no inventory needs to be named', async () => {
    await inFolder(async (environment) => {
      const { out } = await command(['inventory', 'list'], { environment });
      expect(JSON.parse(out).web).toEqual({ hosts: ['h1'] });
      const listed = await command(['exec', 'all', '--list-hosts', '--', 'true'], { environment });
      expect(listed).toMatchObject({ code: 0, out: expect.stringContaining('h1') });
    });
  });

  it('inventory config tells what is in force, and what has no effect', async () => {
    await inFolder(async (environment, folder) => {
      const { out } = await command(['inventory', 'config'], { environment });
      expect(out.replaceAll(`${folder}/`, '')).toBe(`ansible.cfg: my.cfg
inventory = hosts (my.cfg:2:1)
remote_user = ubuntu (my.cfg:3:1)
forks = 3 (my.cfg:4:1)
become = true (my.cfg:7:1)
without effect here: defaults.roles_path
`);
    });
  });

  it('what is wrong with it is bad input', async () => {
    await withFolder({ 'my.cfg': '[defaults]\nforks=x\n', hosts: 'h1\n' }, async (folder) => {
      const environment = { ANSIBLE_CONFIG: join(folder, 'my.cfg') };
      const words = ['exec', 'all', '-i', join(folder, 'hosts'), '--', 'true'];
      const { code, err } = await command(words, { environment });
      expect(code).toBe(5);
      expect(err).toContain('my.cfg:2:1');
    });
  });
});
