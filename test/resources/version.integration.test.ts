import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  compareDebianVersions,
  compareEvr,
  compareRpmVersions,
} from '../../src/resources/packages/version.ts';

const hasRpm = spawnSync('rpm', ['--version']).status === 0;
const hasDpkg = spawnSync('dpkg', ['--version']).status === 0;

/** What rpm itself says about each pair, all in one call. */
function askRpm(pairs: readonly (readonly [string, string])[]): number[] {
  const calls = pairs.map(([a, b]) => `print(rpm.vercmp("${a}","${b}").." ")`).join(' ');
  const { stdout } = spawnSync('rpm', ['--eval', `%{lua:${calls}}`], { encoding: 'utf8' });
  return stdout.trim().split(/\s+/).map(Number);
}

/** What dpkg itself says about each pair, all in one shell. */
function askDpkg(pairs: readonly (readonly [string, string])[]): number[] {
  const program =
    'while read -r a b; do if dpkg --compare-versions "$a" lt "$b"; then echo -1; elif dpkg --compare-versions "$a" gt "$b"; then echo 1; else echo 0; fi; done';
  const input = pairs.map((pair) => `${pair.join(' ')}\n`).join('');
  return spawnSync('sh', ['-c', program], { encoding: 'utf8', input }).stdout.trim().split(/\s+/).map(Number);
}

const text = (units: readonly string[], minLength: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...units), minLength, maxLength: 8 });

/** Pairs that are often nearly equal, so that the rare rules decide. */
function nearPairs(version: fc.Arbitrary<string>, tail: fc.Arbitrary<string>): [string, string][] {
  const far = fc.tuple(version, version);
  const near = fc.tuple(version, tail, tail).map(([base, a, b]): [string, string] => [base + a, base + b]);
  return fc.sample(fc.oneof(far, near), { numRuns: 1000, seed: 7 });
}

it.skipIf(!hasRpm)('compareRpmVersions agrees with rpm (skipped where rpm is not installed)', () => {
  const part = text(['0', '1', '2', '10', 'a', 'B', '.', '~', '^', '_', '+'], 1);
  const pairs = nearPairs(part, part);
  expect(pairs.map(([a, b]) => compareRpmVersions(a, b))).toEqual(askRpm(pairs));
});

it.skipIf(!hasRpm)('compareEvr agrees with rpm (skipped where rpm is not installed)', () => {
  const word = text(['0', '1', '9', 'a', '.', '~', '^'], 1);
  const full = fc
    .tuple(fc.constantFrom('', '0:', '1:'), word, fc.constantFrom('', '-1', '-2.el8', '-2.el9', '-1~a'))
    .map((parts) => parts.join(''));
  const pairs = nearPairs(full, fc.constant(''));
  expect(pairs.map(([a, b]) => compareEvr(a, b))).toEqual(askRpm(pairs));
});

it.skipIf(!hasDpkg)('compareDebianVersions agrees with dpkg (skipped where dpkg is not installed)', () => {
  const word = text(['0', '1', '9', '10', 'a', 'Z', '.', '~', '+'], 0).map((tail) => `1${tail}`);
  const full = fc
    .tuple(fc.constantFrom('', '0:', '1:'), word, fc.constantFrom('', '-1', '-0', '-1~bpo', '-1+b2'))
    .map((parts) => parts.join(''));
  const pairs = nearPairs(full, fc.constant('')).slice(0, 300);
  expect(pairs.map(([a, b]) => compareDebianVersions(a, b))).toEqual(askDpkg(pairs));
});
