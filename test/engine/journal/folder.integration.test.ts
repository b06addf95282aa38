import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { quote } from '../../../src/core/programs/shell.ts';
import {
  isRunId,
  journalDirectories,
  journalFolder,
  newestProgram,
  parseNewest,
  pruneProgram,
  runIdAfter,
  runIdOf,
} from '../../../src/engine/journal/folder.ts';
import { JOURNAL_FUNCTIONS } from '../../../src/engine/journal/functions.ts';
import { parseRecords, recordsProgram } from '../../../src/engine/journal/records.ts';
import { fileName } from '../../../src/resources/paths.ts';
import { shells } from '../../support/shells.ts';

const { all, close } = shells();
afterAll(close);

let root = '';
const at = (...names: readonly string[]) => join(root, ...names);
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'havip-journal-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const ids = Array.from({ length: 13 }, (_, index) => runIdOf(new Date(Date.UTC(2026, 0, index + 1))));

describe.each([
  ['web', 'web'],
  ['HAVIP-01.example.com', 'HAVIP-01.example.com'],
  ['../../../../srv/data', '%2E.%2F..%2F..%2F..%2Fsrv%2Fdata'],
  ['..', '%2E.'],
  ['.', '%2E'],
  ['', '%'],
  ['-rf', '-rf'],
  ['a b', 'a%20b'],
  ['a%20b', 'a%2520b'],
  ['büro', 'b%C3%BCro'],
  ['a\nb', 'a%0Ab'],
  ['$(reboot)', '%24%28reboot%29'],
  ["it's", 'it%27s'],
])('the unit %j', (name, encoded) => {
  it('has one folder of its own, straight below ours', () => {
    expect(fileName(name)).toBe(encoded);
    expect(journalFolder(name, ids[0] ?? '')).toBe(`/var/lib/havip-deploy/journal/${encoded}/${ids[0]}`);
    for (const directory of journalDirectories(name)) {
      expect(join(directory, '..')).toBe('/var/lib/havip-deploy/journal');
    }
  });
});

it('a name too long for a file is cut, and stays unlike others', () => {
  const [one, two] = [fileName(`${'ü'.repeat(200)}1`), fileName(`${'ü'.repeat(200)}2`)];
  expect(one).not.toBe(two);
  expect(one.length).toBeLessThanOrEqual(150);
});

describe('a run is the newest of its unit, whatever clocks say', () => {
  const OWN = '2026-11-22T20-31-05-123Z';
  it.each([
    ['nothing is on record', [], OWN],
    ['all others are older', ['2026-11-22T20-31-05-122Z'], OWN],
    ['another clock was an hour ahead', ['2026-11-22T21-31-05-999Z', OWN], '2026-11-22T21-31-06-000Z'],
    ['one has the same moment', [OWN], '2026-11-22T20-31-05-124Z'],
    ['a year that has no next', ['9999-12-31T23-59-59-999Z'], OWN],
    ['no such day', ['2026-13-99T99-99-99-999Z'], OWN],
    ['other words', ['newest', '9', '../../../etc'], OWN],
  ])('%s', (_name, others, id) => expect(runIdAfter(OWN, others)).toBe(id));
});

describe.each(all)('by $name', (shell) => {
  it('tells the newest run of each folder', async () => {
    for (const name of [ids[3], ids[1], 'zz', '9Z']) mkdirSync(at("it's", name ?? ''), { recursive: true });
    mkdirSync(at('empty'));
    const { output } = await shell.run(newestProgram([at("it's"), at('empty'), at('none')]));
    expect(parseNewest(output)).toEqual([ids[3]]);
  });

  it('only the oldest journals are cleared away, and nothing else that lies there', async () => {
    for (const id of ids) mkdirSync(at('journal', 'web', id), { recursive: true });
    for (const name of ['people', '2025', '2025-01-01', `${ids[0]}x`]) mkdirSync(at('journal', 'web', name));
    mkdirSync(at('victim', 'deep'), { recursive: true });
    symlinkSync(at('victim'), at('journal', 'web', '2020-01-01T00-00-00-000Z'));
    const { output, status } = await shell.run(pruneProgram(at('journal', 'web', ids[0] ?? '')));
    expect([output, status]).toEqual(['', 0]);
    expect(readdirSync(at('journal', 'web')).filter(isRunId)).toEqual([
      '2020-01-01T00-00-00-000Z',
      ...ids.slice(3),
    ]);
    for (const name of ['people', '2025', '2025-01-01', `${ids[0]}x`]) {
      expect(existsSync(at('journal', 'web', name))).toBe(true);
    }
    expect(existsSync(at('victim', 'deep'))).toBe(true);
  });

  it('runs that are undone push out none that is in force', async () => {
    const days = Array.from({ length: 24 }, (_, day) => `2026-10-${String(day + 1).padStart(2, '0')}`);
    const runs = days.map((day) => `${day}T00-00-00-000Z`);
    for (const [index, run] of runs.entries()) {
      mkdirSync(at('journal', 'web', run), { recursive: true });
      const ending = index % 12 === 0 ? 'proved' : 'undone';
      writeFileSync(
        at('journal', 'web', run, 'log'),
        `2026-10-01T00:00:00Z undoing\n2026-10-01T00:00:01Z ${ending}\n`,
      );
    }
    await shell.run(pruneProgram(at('journal', 'web', runs[0] ?? '')));
    const expected = runs.filter((_run, index) => index % 12 === 0 || index > 13);
    expect(readdirSync(at('journal', 'web')).sort()).toEqual(expected);
  });

  it('nothing is cleared away behind a link', async () => {
    for (const id of ids) mkdirSync(at('srv', id), { recursive: true });
    mkdirSync(at('journal'));
    symlinkSync(at('srv'), at('journal', 'web'));
    await shell.run(pruneProgram(at('journal', 'web', ids[0] ?? '')));
    expect(readdirSync(at('srv'))).toEqual(ids);
  });

  it('journals under the name as it stands are found beside those of today', async () => {
    const folders = [at('journal', fileName('a b'), ids[1] ?? ''), at('journal', 'a b', ids[0] ?? '')];
    for (const folder of folders) {
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'log'), '2026-01-01T00:00:00Z intended 1 step\n');
    }
    for (const which of ['open', 'all'] as const) {
      const directories = [at('journal', fileName('a b')), at('journal', 'a b')];
      const { output } = await shell.run(recordsProgram(directories, which));
      expect(parseRecords(output).map(({ folder }) => folder)).toEqual(folders);
    }
  });

  it.each(['etc/m16', 'x', '', './x', '../x', '~/x', 'a\nb', '/a\nb'])(
    'the path %j is neither kept nor put back, and that comes to an end',
    async (path) => {
      const journal = at('run');
      mkdirSync(join(journal, 'before'), { recursive: true });
      const program = `cd ${root}; journal=${quote(journal)}\n${JOURNAL_FUNCTIONS}\n`;
      for (const verb of ['keep', 'put_back']) {
        const { status, output } = await shell.run(`${program}( set -eu\n${verb} ${quote(path)}\n)`, 10_000);
        expect([status, output.split('\n')[0]]).toEqual([1, expect.stringContaining('not an absolute path')]);
      }
    },
  );

  it.each(['/a', '//a', '/a//b/', '/a/b/c/d', '/ ', '/*', '/-rf'])('the path %j is kept', async (path) => {
    const journal = at('run');
    mkdirSync(join(journal, 'before'), { recursive: true });
    const program = `journal=${quote(journal)}\n${JOURNAL_FUNCTIONS}\nkeep ${quote(`/no-such-folder${path}`)}`;
    expect(await shell.run(program, 10_000)).toMatchObject({ status: 0, output: '' });
  });

  it.each(['a device', 'a pipe', 'a folder'])('%s is not copied', async (kind) => {
    const journal = at('run');
    mkdirSync(join(journal, 'before'), { recursive: true });
    const make = {
      'a device': `mknod ${at('x')} c 1 5`,
      'a pipe': `mkfifo ${at('x')}`,
      'a folder': `mkdir ${at('x')}`,
    };
    const program = `${make[kind as keyof typeof make]}; journal=${quote(journal)}\n${JOURNAL_FUNCTIONS}\nkeep ${at('x')}`;
    expect(await shell.run(program, 10_000)).toMatchObject({
      status: 1,
      output: expect.stringContaining('neither a file nor a link'),
    });
  });
});
