import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { uploadProgram } from '../../src/connection/shell/upload.ts';
import { quote } from '../../src/core/programs/shell.ts';
import { JOURNAL_FUNCTIONS } from '../../src/engine/journal/functions.ts';
import { file, fileFact } from '../../src/resources/file.ts';
import type { Resource } from '../../src/resources/resource.ts';
import { factsOf, planOf } from '../support/facts.ts';
import { type Shell, shells } from '../support/shells.ts';

const NOBODY = 65_534;
const { all, close } = shells();
afterAll(close);

let root = '';
const at = (...names: readonly string[]) => join(root, ...names);

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'havip-beside-'));
  chmodSync(root, 0o755);
  mkdirSync(at('theirs'));
  chownSync(at('theirs'), NOBODY, NOBODY);
  mkdirSync(at('etc'));
  writeFileSync(at('etc', 'victim'), 'victim\n', { mode: 0o600 });
  mkdirSync(at('journal', 'before'), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true }));

const target = () => at('theirs', 'X');
const functions = () => `journal=${quote(at('journal'))}\n${JOURNAL_FUNCTIONS}\n`;

/** What a plan says that was made before anything was planted. */
function script(wish: Resource): string {
  const planned = planOf(wish, factsOf([fileFact(target()), 'kind=absent\n']));
  return 'script' in planned ? planned.script : 'exit 99';
}

/** Every way in which a file comes into a folder on a machine, as the program that brings it. */
const WAYS: readonly { readonly way: string; readonly program: () => string }[] = [
  {
    way: 'a file',
    program: () => {
      const wish = file({ path: target(), content: 'ours\n', owner: 'nobody', group: 'nogroup' });
      return `${functions()}( set -eu\n${script(wish)}\n)`;
    },
  },
  {
    way: 'a file that is judged first',
    program: () => {
      const wish = file({ path: target(), content: 'ours\n', validate: 'grep -q ours "$candidate"' });
      return `${functions()}( set -eu\n${script(wish)}\n)`;
    },
  },
  {
    way: 'an undo',
    program: () => {
      mkdirSync(join(at('journal', 'before'), at('theirs')), { recursive: true });
      writeFileSync(join(at('journal', 'before'), target()), 'ours\n');
      return `${functions()}( set -eu\nput_back ${quote(target())}\n)`;
    },
  },
  { way: 'an upload', program: () => `printf 'ours\\n' | (\n${uploadProgram(target(), 5, 0o644)}\n)` },
];

/** What another user may have put there. */
const PLANTS: readonly { readonly plant: string; readonly put: () => void; readonly refused?: true }[] = [
  { plant: 'nothing', put: () => undefined },
  {
    plant: 'a link under the old temporary name',
    put: () => symlinkSync(at('etc', 'victim'), `${target()}.havip-deploy-new`),
  },
  { plant: 'a link in the place itself', put: () => symlinkSync(at('etc', 'victim'), target()) },
  { plant: 'a link to a folder in the place itself', put: () => symlinkSync(at('etc'), target()) },
  { plant: 'a dangling link', put: () => symlinkSync(at('etc', 'new'), target()) },
  { plant: 'a folder in the place itself', put: () => mkdirSync(target()), refused: true },
];

describe.each(all)('in a folder of somebody else’s, by $name', (shell: Shell) => {
  const cases = WAYS.flatMap((way) => PLANTS.map((plant) => ({ ...way, ...plant })));
  it.each(cases)('$way where there is $plant', async ({ program, put, refused }) => {
    put();
    const { status, output } = await shell.run(program());
    expect(readFileSync(at('etc', 'victim'), 'utf8')).toBe('victim\n');
    expect(statSync(at('etc', 'victim'))).toMatchObject({ uid: 0 });
    expect(statSync(at('etc', 'victim')).mode & 0o777).toBe(0o600);
    expect(readdirSync(at('etc'))).toEqual(['victim']);
    // Nothing of ours is left beside it.
    expect(readdirSync(at('theirs')).filter((name) => name.startsWith('.havip-deploy-new'))).toEqual([]);
    if (refused === true) {
      expect(status, output).not.toBe(0);
      return;
    }
    expect(readFileSync(target(), 'utf8'), output).toBe('ours\n');
    expect(lstatSync(target()).isFile()).toBe(true);
  });

  it('holds while somebody swaps names all the time', async () => {
    // Names that it has swapped are left to it: only what it cannot reach must stay as it is.
    const swapper = `cd ${at('theirs')}; while [ ! -e ${at('stop')} ]; do
  for each in .havip-deploy-new.*; do
    if [ -L "$each" ]; then ln -sfT ${at('etc', 'victim')} "$each"
    elif [ -d "$each" ]; then mv -T "$each" "away.$each" && ln -sT ${at('etc')} "$each"
    else rm -f "$each"; ln -sT ${at('etc', 'victim')} "$each"; fi
  done
done 2>/dev/null`;
    const swapping = all[0]?.run(swapper);
    const one = WAYS[1]?.program() ?? '';
    for (let round = 0; round < 10; round += 1) await shell.run(one);
    writeFileSync(at('stop'), '');
    await swapping;
    expect(readFileSync(at('etc', 'victim'), 'utf8')).toBe('victim\n');
    expect(statSync(at('etc', 'victim')).mode & 0o777).toBe(0o600);
    expect(readdirSync(at('etc'))).toEqual(['victim']);
    expect(existsSync(at('new'))).toBe(false);
  });
});
