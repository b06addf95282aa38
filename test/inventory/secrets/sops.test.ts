import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { revealed } from '../../../src/core/secret.ts';
import { type Inventory, listInventory, loadInventory } from '../../../src/inventory/index.ts';
import { command } from '../../cli/support/in-process.ts';
import { tell, withFolder } from '../folder.ts';
import { asDotenv, asIni, type SopsRules, type SopsTree, sopsEncrypt } from './sops-writer.ts';

let identity = '';
let recipient = '';
beforeAll(async () => {
  identity = await generateX25519Identity();
  recipient = await identityToRecipient(identity);
});

const TREE: SopsTree = {
  db_host: 'db.internal',
  port: 3306,
  ratio: 0.5,
  tls: true,
  nothing: null,
  empty: '',
  users: [{ name: 'app', word: 'hunter22' }],
};

const HOSTS = '[web]\nh1\nh2\n[other]\nh3\n';

const encrypted = (tree: SopsTree, rules: Partial<SopsRules> = {}) =>
  sopsEncrypt(tree, { recipient, ...rules });

interface Around {
  readonly environment?: Readonly<Record<string, string>>;
  readonly homeDirectory?: string;
}

/** Loads a folder's `hosts` with a key. */
function within<T>(
  files: Readonly<Record<string, string>>,
  use: (inventory: Inventory, folder: string) => T | Promise<T>,
  around?: Around,
): Promise<T> {
  return withFolder({ hosts: HOSTS, ...files }, async (folder) => {
    const loaded = await loadInventory({
      path: join(folder, 'hosts' in files && files.hosts === '' ? 'hosts.yml' : 'hosts'),
      homeDirectory: around?.homeDirectory ?? folder,
      localUser: 'me',
      environment: around?.environment ?? { SOPS_AGE_KEY: identity },
    });
    if (!loaded.ok) throw new Error(tell(loaded.problems).join('\n'));
    return use(loaded.value, folder);
  });
}

const varsOf = (inventory: Inventory, host = 'h1') => revealed({ ...inventory.hosts.get(host)?.vars });

describe('files that SOPS has encrypted', () => {
  it.each<[string, (content: Record<string, unknown>) => string]>([
    ['group_vars/web.yml', stringify],
    ['group_vars/web.sops.yaml', stringify],
    ['group_vars/web.sops.json', JSON.stringify],
    ['group_vars/all/secrets.sops.yml', stringify],
    ['group_vars/web', JSON.stringify],
    ['host_vars/h1.sops.yml', stringify],
  ])('%s gives variables of their kinds', async (file, write) => {
    await within({ [file]: write(await encrypted(TREE)) }, (inventory) => {
      expect(varsOf(inventory)).toEqual(TREE);
      expect(tell(inventory.problemsOf())).toEqual([]);
    });
  });

  it('are dotenv and INI files, too', async () => {
    const dotenv = asDotenv(await encrypted({ DB_WORD: 'a\nb', PLAIN: '1' }));
    const ini = asIni(await encrypted({ DEFAULT: { top: 'x' }, db: { word: 'hunter22' } }));
    const files = { 'group_vars/web.sops.env': dotenv, 'host_vars/h2.sops.ini': ini };
    await within(files, (inventory) => {
      expect(varsOf(inventory, 'h1')).toEqual({ DB_WORD: 'a\nb', PLAIN: '1' });
      expect(varsOf(inventory, 'h2')).toMatchObject({ top: 'x', db: { word: 'hunter22' } });
    });
  });

  it('are inventories, whose names are in clear', async () => {
    const tree = { web: { hosts: { h1: { ansible_host: '10.0.0.1', x: 'hunter22' } }, vars: { y: 'z' } } };
    await within({ hosts: '', 'hosts.yml': stringify(await encrypted(tree)) }, (inventory) => {
      expect([...inventory.groups.keys()]).toEqual(['all', 'ungrouped', 'web']);
      expect(inventory.hosts.get('h1')?.target).toMatchObject({ address: '10.0.0.1' });
      expect(varsOf(inventory)).toMatchObject({ x: 'hunter22', y: 'z' });
    });
  });

  it('come after a plain file of the same group', async () => {
    const files = {
      'group_vars/web.yml': 'a: plain\nb: plain\n',
      'group_vars/web.sops.yml': stringify(await encrypted({ b: 'secret' })),
    };
    await within(files, (inventory) => expect(varsOf(inventory)).toEqual({ a: 'plain', b: 'secret' }));
  });

  it.each<[string, Partial<SopsRules>]>([
    ['suffix', { plain: (keys) => keys.some((key) => key.endsWith('_unencrypted')) }],
    [
      'pattern',
      { plain: (keys) => !keys.some((key) => /^word/.test(key)), metadata: { encrypted_regex: '^(?:word)' } },
    ],
    [
      'pattern, a checksum of the encrypted only',
      {
        plain: (keys) => keys.some((key) => /HOST/i.test(key)),
        metadata: { unencrypted_regex: '(?i)HOST', mac_only_encrypted: true },
      },
    ],
  ])('leave in clear what a rule says: by %s', async (_, rules) => {
    const tree = { word: 'hunter22', host_unencrypted: 'db', deep: { word1: 'b', port_unencrypted: 8 } };
    await within({ 'group_vars/web.yml': stringify(await encrypted(tree, rules)) }, (inventory) => {
      expect(varsOf(inventory)).toEqual(tree);
      const listed = listInventory(inventory);
      expect(listed).toContain('"host_unencrypted": "db"');
      expect(listed).not.toContain('hunter22');
    });
  });

  it('leave a variable of the user that is called sops alone', async () => {
    const files = { 'group_vars/web.yml': 'sops: { version: 3.8.1 }\nx: 1\n' };
    await within(files, (inventory) =>
      expect(varsOf(inventory)).toMatchObject({ sops: { version: '3.8.1' }, x: 1 }),
    );
  });

  it('are secret wherever they get to', async () => {
    const files = {
      hosts: '[web]\nh1 url="https://{{ word }}@x" ansible_password="{{ word }}"\n',
      'group_vars/web.sops.yml': stringify(await encrypted({ word: 'hunter22' })),
    };
    await within(files, (inventory) => {
      const { vars, target } = inventory.hosts.get('h1') ?? {};
      expect(JSON.stringify([vars, target])).not.toContain('hunter22');
      expect(inventory.secrets.map((each) => each.reveal())).toContain('hunter22');
      for (const yaml of [false, true]) expect(listInventory(inventory, { yaml })).not.toContain('hunter22');
    });
  });

  it('are files of -e, too', async () => {
    const text = stringify(await encrypted({ word: 'hunter22', n: 3 }));
    await withFolder({ 'vars.sops.yml': text, hosts: 'h1 x="{{ word }}"\n' }, async (folder) => {
      const environment = { SOPS_AGE_KEY: identity };
      const vars = `@${join(folder, 'vars.sops.yml')}`;
      const { out } = await command(['inventory', 'host', join(folder, 'hosts'), 'h1', '-e', vars], {
        environment,
        homeDirectory: folder,
      });
      expect(JSON.parse(out)).toEqual({ word: '********', n: '********', x: '{{ word }}' });
    });
  });
});

describe('keys of age', () => {
  it.each<[string, (folder: string) => Around]>([
    ['SOPS_AGE_KEY, with comments', () => ({ environment: { SOPS_AGE_KEY: `# mine\n${identity}\n` } })],
    ['SOPS_AGE_KEY_FILE', (folder) => ({ environment: { SOPS_AGE_KEY_FILE: join(folder, 'k.txt') } })],
    ['~/.config/sops/age/keys.txt', (folder) => ({ environment: {}, homeDirectory: folder })],
    ['XDG_CONFIG_HOME', (folder) => ({ environment: { XDG_CONFIG_HOME: join(folder, '.config') } })],
  ])('are found in %s', async (_, around) => {
    const other = await generateX25519Identity();
    const files = { 'k.txt': `${other}\n${identity}\n`, '.config/sops/age/keys.txt': `${identity}\n` };
    await withFolder(files, async (folder) => {
      const vars = { 'group_vars/web.yml': stringify(await encrypted({ x: 'y' })) };
      await within(vars, (inventory) => expect(varsOf(inventory)).toEqual({ x: 'y' }), around(folder));
    });
  });
});

describe('what cannot be opened', () => {
  const swapped = (text: string) => text.replace(/^a: (.*)\nb: (.*)$/m, 'a: $2\nb: $1');
  it.each<[string, (text: string) => string, Record<string, string> | undefined, RegExp]>([
    ['no key', (text) => text, {}, /There is no key of age in SOPS_AGE_KEY, .*no program sops/],
    ['another key', (text) => text, { SOPS_AGE_KEY: 'other' }, /No key of age that was found opens it/],
    ['a misspelt key', (text) => text, { SOPS_AGE_KEY: 'AGE-SECRET-KEY-1ABC' }, /is misspelt/],
    [
      'a changed value',
      (text) => text.replace(/data:(.)/, (_, first) => `data:${first === '+' ? '/' : '+'}`),
      undefined,
      /\(MAC\) differs, at a/,
    ],
    ['two swapped values', swapped, undefined, /\(MAC\) differs, at a/],
    ['a value in clear', (text) => text.replace(/^a: .*/m, 'a: x'), undefined, /\(MAC\) differs, at a/],
    [
      'a value in clear changed',
      (text) => text.replace('c_unencrypted: 1', 'c_unencrypted: 2'),
      undefined,
      /\(MAC\) differs\./,
    ],
    ['a value that is gone', (text) => text.replace(/^b: .*\n/m, ''), undefined, /\(MAC\) differs\./],
    ['another time', (text) => text.replace('2026-01-02', '2026-01-03'), undefined, /\(MAC\) differs\./],
  ])('%s is told with its place, and only to who uses it', async (_, change, environment, message) => {
    const rules = { plain: (keys: readonly string[]) => keys[0] === 'c_unencrypted' };
    const text = stringify(await encrypted({ a: 'one', b: 'two', c_unencrypted: 1 }, rules), {
      lineWidth: 0,
    });
    const other = await generateX25519Identity();
    const given = environment?.SOPS_AGE_KEY === 'other' ? { SOPS_AGE_KEY: other } : environment;
    const around = given === undefined ? undefined : { environment: { PATH: '/none', ...given } };
    await within(
      { 'group_vars/web.yml': change(text) },
      (inventory) => {
        expect(inventory.problemsOf(['h3'])).toEqual([]);
        expect(inventory.problemsOf(['h1'])).toEqual([]);
        expect(inventory.hosts.get('h1')?.vars.a).toBeUndefined();
        const [problem] = inventory.problemsOf(['h1']);
        expect(problem).toMatchObject({ code: 'inventory.sops', source: { line: 1, column: 4 } });
        expect(problem?.detail).toMatch(message);
        expect(problem?.source?.file).toMatch(/group_vars\/web\.yml$/);
      },
      around,
    );
  });

  it('is opened by the program sops where that is there', async () => {
    const content = await encrypted({ a: 'one', deep: { list: ['x', 'y'] } });
    const sops = { ...(content.sops as object), age: [], pgp: [{ fp: 'ABC' }] };
    const text = stringify({ ...content, sops });
    await withFolder({}, async (folder) => {
      const bin = join(folder, 'bin');
      await mkdir(bin);
      const print = `printf '%s' '{"a": "one", "deep": {"list": ["x", "y"]}}'`;
      await writeFile(join(bin, 'sops'), `#!/bin/sh\ncase "$*" in *--decrypt*web.yml) ${print};; esac\n`);
      await chmod(join(bin, 'sops'), 0o755);
      const environment = { PATH: `${bin}:/usr/bin:/bin` };
      await within(
        { 'group_vars/web.yml': text },
        (inventory) => expect(varsOf(inventory)).toEqual({ a: 'one', deep: { list: ['x', 'y'] } }),
        { environment },
      );
      await writeFile(join(bin, 'sops'), '#!/bin/sh\necho "no secret key" >&2\nexit 128\n');
      await within(
        { 'group_vars/web.yml': text },
        (inventory) => {
          void inventory.hosts.get('h1')?.vars.a;
          expect(inventory.problemsOf(['h1'])[0]?.detail).toBe(
            'It has no key of age. The program sops did not open it: no secret key.',
          );
        },
        { environment },
      );
    });
  });
});
