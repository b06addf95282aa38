import { chmod, chown, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { revealed } from '../../../src/core/secret.ts';
import { ExecCommand } from '../../../src/inventory/exec/exec-command.ts';
import { ExecRunner } from '../../../src/inventory/exec/exec-runner.ts';
import { type Inventory, listInventory, loadInventory } from '../../../src/inventory/index.ts';
import { tell, withFolder } from '../folder.ts';

const environment = { PATH: '/usr/bin:/bin', FROM: 'env' };

/** Loads a folder's `hosts.yml`. */
function within<T>(
  files: Readonly<Record<string, string>>,
  use: (inventory: Inventory, folder: string) => T | Promise<T>,
  before: (folder: string) => Promise<unknown> = () => Promise.resolve(),
): Promise<T> {
  return withFolder(files, async (folder) => {
    await before(folder);
    const loaded = await loadInventory({
      path: join(folder, 'hosts.yml'),
      homeDirectory: folder,
      localUser: 'me',
      environment,
    });
    if (!loaded.ok) throw new Error(tell(loaded.problems).join('\n'));
    return use(loaded.value, folder);
  });
}

const HOSTS = 'all: { hosts: { h1: , h2: } }\n';

describe('!exec', () => {
  it.each<[string, string, unknown]>([
    ['a command with words', 'x: !exec printf %s hunter22', { x: 'hunter22' }],
    ['a pipe, in the folder of the file', 'x: !exec "cat word | tr a-z A-Z"', { x: 'HUNTER22' }],
    ['a variable of the environment', 'x: !exec echo "$FROM"', { x: 'env' }],
    ['several lines', 'x: !exec printf "a\\nb\\n"', { x: 'a\nb' }],
    ['below a mapping', 'db: { word: !exec echo hunter22, port: 1 }', { db: { word: 'hunter22', port: 1 } }],
    ['braces, which are no template', "x: !exec echo '{{ y }}'", { x: '{{ y }}' }],
    ['in a template', 'x: !exec echo hunter22\ny: "a-{{ x }}"', { x: 'hunter22', y: 'a-hunter22' }],
  ])('is what %s prints', async (_, text, expected) => {
    const files = { 'hosts.yml': HOSTS, 'group_vars/all.yml': text, 'group_vars/word': 'hunter22\n' };
    await within(files, (inventory) => {
      expect(revealed({ ...inventory.hosts.get('h1')?.vars })).toEqual(expected);
      expect(tell(inventory.problemsOf())).toEqual([]);
    });
  });

  it('is run when somebody uses it, and once, and secret everywhere', async () => {
    const text =
      'word: !exec echo run >> count; echo hunter22\nurl: "https://{{ word }}@x"\nansible_password: "{{ word }}"\n';
    await within(
      { 'hosts.yml': HOSTS, 'group_vars/all.yml': text, 'group_vars/count': '' },
      async (inventory, folder) => {
        const runs = () => readFile(join(folder, 'group_vars/count'), 'utf8');
        for (const options of [{}, { yaml: true }, { export: true }])
          expect(listInventory(inventory, options)).toContain('word');
        expect(await runs()).toBe('');
        for (const { vars, target } of inventory.hosts.values())
          expect(JSON.stringify([vars, target])).not.toContain('hunter22');
        expect(await runs()).toBe('run\n');
        expect(inventory.secrets.map((each) => each.reveal())).toContain('hunter22');
        expect(listInventory(inventory)).not.toContain('hunter22');
      },
    );
  });

  it.each<[string, string, RegExp]>([
    ['fails', 'echo no such entry >&2; exit 3', /^The command ended with 3: no such entry\.$/],
    ['is not there', 'no-such-program', /^The command ended with 127: .*not found\.$/],
    ['prints nothing', 'true', /^The command printed nothing\.$/],
    ['complains at length', 'printf "%01000d" 7 >&2; exit 1', /^The command ended with 1: 0{200}\.$/],
    ['prints without end', 'yes', /^The command printed more than 64 KiB\.$/],
    ['is none', '""', /^Behind !exec stands no command\.$/],
  ])('that %s is told with its place, to who uses it', async (_, command, why) => {
    const files = { 'hosts.yml': HOSTS, 'host_vars/h1.yml': `a: 1\nx: !exec ${command}\n` };
    await within(files, (inventory) => {
      expect(inventory.problemsOf()).toEqual([]);
      expect(inventory.hosts.get('h1')?.vars.x).toBeUndefined();
      const [problem] = inventory.problemsOf(['h1']);
      expect(problem).toMatchObject({ code: 'inventory.exec', source: { line: 2, column: 10 } });
      expect(problem?.detail).toMatch(why);
    });
  });

  it('that does not end is ended', () => {
    const runner = new ExecRunner(environment, 200);
    const done = runner.output(new ExecCommand('sleep 60 & sleep 60'), 'x');
    expect(done).toMatchObject({ finding: { detail: 'The command was ended after 0.2 s.' } });
  });

  it.skipIf(process.getuid?.() !== 0).each([
    ['a group of others', 1, /other users may write .*all\.yml/],
    ['a group that nobody knows', 3_999_999_999, /other users may write .*all\.yml/],
    ["the owner's own group", 0, undefined],
  ])('and where %s may write it (as root)', async (_, group, refused) => {
    const files = { 'hosts.yml': HOSTS, 'group_vars/all.yml': 'x: !exec echo hunter22\n' };
    await within(
      files,
      (inventory) => {
        expect(inventory.hosts.get('h1')?.vars.x === undefined).toBe(refused !== undefined);
        const [problem] = inventory.problemsOf(['h1']);
        if (refused === undefined) expect(problem).toBeUndefined();
        else expect(problem?.detail).toMatch(refused);
      },
      async (folder) => {
        await chown(join(folder, 'group_vars/all.yml'), 0, group);
        await chmod(join(folder, 'group_vars/all.yml'), 0o664);
      },
    );
  });

  it.each(['group_vars', 'group_vars/all.yml'])('is not run where others may write %s', async (path) => {
    const files = { 'hosts.yml': HOSTS, 'group_vars/all.yml': 'x: !exec echo 1 > ran\n' };
    await within(
      files,
      async (inventory, folder) => {
        expect(inventory.hosts.get('h1')?.vars.x).toBeUndefined();
        expect(inventory.problemsOf(['h1'])[0]?.detail).toMatch(/other users may write .*group_vars/);
        await expect(readFile(join(folder, 'group_vars/ran'))).rejects.toThrow('ENOENT');
      },
      (folder) => chmod(join(folder, path), path.endsWith('.yml') ? 0o666 : 0o777),
    );
  });
});
