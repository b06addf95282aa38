import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '..');
const MOST_LINES = 250;

/** Where packages come from is every machine's own business; so is where a checkout lies. */
const ELSEWHERE = [/\bregistry\.[\w-]+\.\w+/, /\bnpmjs\.(?:org|com)\b/, /(?<![\w}.~)-])\/work\//];

const listed = spawnSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' });
const files = (listed.status === 0 ? listed.stdout : '')
  .split('\0')
  .filter((file) => file !== '' && existsSync(join(ROOT, file)));

const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

describe.skipIf(files.length === 0)('what is in git (skipped outside a checkout)', () => {
  it('names no place where packages come from, and no place on one machine', () => {
    const own = 'test/repository.test.ts';
    const found = files.filter((file) => file !== own && ELSEWHERE.some((place) => place.test(read(file))));
    expect(found).toEqual([]);
  });

  it(`has no source file of more than ${MOST_LINES} lines`, () => {
    const long = files
      .filter((file) => /\.[cm]?[jt]s$/.test(file))
      .filter((file) => read(file).trimEnd().split('\n').length > MOST_LINES);
    expect(long).toEqual([]);
  });
});

it('package-lock.json leaves open where packages come from', () => {
  expect(read('package-lock.json')).not.toContain('"resolved"');
});

it('every decision is linked from the index of decisions', () => {
  const folder = 'docs/adr';
  const decisions = readdirSync(join(ROOT, folder)).filter((file) => /^\d+.*\.md$/.test(file));
  const index = decisions.length === 0 ? '' : read(`${folder}/README.md`);
  expect(decisions.filter((file) => !index.includes(`](${file})`))).toEqual([]);
});
