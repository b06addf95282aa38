import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { loadCached } from '../../src/cli/code-cache.ts';

let folder = '';
let atExit: (() => void)[] = [];
const cache = () => join(folder, 'cache', 'havip-deploy');
const file = () => join(cache(), readdirSync(cache()).find((name) => name.startsWith('bundle')) ?? '');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'havip-cache-'));
  writeFileSync(join(folder, 'bundle.cjs'), `module.exports = { answer: (${add}).call(null, 40, 2) };\n`);
  mkdirSync(join(folder, 'cache'));
  vi.stubEnv('XDG_CACHE_HOME', join(folder, 'cache'));
  vi.spyOn(process, 'once').mockImplementation((_event, listener) => {
    atExit.push(listener as () => void);
    return process;
  });
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

const add = 'function (one, two) { return one + two; }';

/** One run of the program: what it loads, and whether it believed what an earlier one has kept. */
function run(): { readonly answer: number; readonly believed: boolean } {
  atExit = [];
  const { answer } = loadCached<{ answer: number }>(pathToFileURL(join(folder, 'bundle.cjs')), 'up');
  const believed = atExit.length === 0;
  for (const listener of atExit) listener();
  return { answer, believed };
}

describe('compiled code', () => {
  it('is kept for this user only, and believed by the next run', () => {
    expect(run()).toEqual({ answer: 42, believed: false });
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(statSync(cache()).mode & 0o777).toBe(0o700);
    expect(run()).toEqual({ answer: 42, believed: true });
    expect(readdirSync(cache())).toHaveLength(1);
  });

  it('is not believed with any byte changed', () => {
    run();
    const whole = readFileSync(file());
    for (let at = 0; at < whole.length; at += Math.max(1, Math.floor(whole.length / 40))) {
      const flipped = Buffer.from(whole);
      flipped[at] = (flipped[at] ?? 0) ^ 0x41;
      writeFileSync(file(), flipped);
      expect(run(), `byte ${at}`).toEqual({ answer: 42, believed: false });
      expect(run(), `after byte ${at}`).toEqual({ answer: 42, believed: true });
    }
  });

  it.each([
    ['nothing in it', () => truncateSync(file(), 0)],
    ['half of it', () => truncateSync(file(), statSync(file()).size / 2)],
    ['mode 0666', () => chmodSync(file(), 0o666)],
    ['mode 0620', () => chmodSync(file(), 0o620)],
    ['another owner', () => chownSync(file(), 65_534, 65_534)],
    [
      'a link in its place',
      () => {
        renameSync(file(), join(folder, 'elsewhere'));
        symlinkSync(join(folder, 'elsewhere'), join(cache(), nameOfIt));
      },
    ],
  ])('is not believed, and written anew, with %s', (_name, spoil) => {
    run();
    nameOfIt = readdirSync(cache())[0] ?? '';
    spoil();
    expect(run()).toEqual({ answer: 42, believed: false });
    expect(run()).toEqual({ answer: 42, believed: true });
    expect(statSync(file())).toMatchObject({ uid: process.geteuid?.() });
  });

  it.each([
    ['others can write', () => chmodSync(cache(), 0o777)],
    ['belongs to somebody else', () => chownSync(cache(), 65_534, 65_534)],
  ])('is neither believed nor kept in a folder that %s', (_name, spoil) => {
    run();
    const before = readFileSync(file());
    spoil();
    expect(run()).toEqual({ answer: 42, believed: false });
    expect(run()).toEqual({ answer: 42, believed: false });
    expect(readFileSync(file())).toEqual(before);
  });

  it('is done without where nothing can be kept', () => {
    writeFileSync(cache(), 'a file in its place');
    expect(run()).toEqual({ answer: 42, believed: false });
    expect(existsSync(join(folder, 'cache', 'havip-deploy', 'x'))).toBe(false);
  });
});

let nameOfIt = '';
