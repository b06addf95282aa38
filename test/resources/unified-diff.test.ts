import { describe, expect, it } from 'vitest';
import { unifiedDiff } from '../../src/resources/unified-diff.ts';

const path = '/etc/f';

describe('unifiedDiff', () => {
  it.each<[string, string | null, string | null, string]>([
    ['equal texts', 'a\n', 'a\n', ''],
    ['a changed line', 'a\nb\n', 'a\nc\n', '--- /etc/f\n+++ /etc/f\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n'],
    ['a new file', null, 'a\n', '--- /dev/null\n+++ /etc/f\n@@ -0,0 +1,1 @@\n+a\n'],
    ['a removed file', 'a\n', null, '--- /etc/f\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-a\n'],
    [
      'a missing last newline',
      'a',
      'a\n',
      '--- /etc/f\n+++ /etc/f\n@@ -1,1 +1,1 @@\n-a\n\\ No newline at end of file\n+a\n',
    ],
  ])('%s', (_, before, after, expected) => {
    expect(unifiedDiff(before, after, { path })).toBe(expected);
  });

  it('shows three lines of context', () => {
    const lines = Array.from({ length: 20 }, (_, index) => `line ${index}\n`);
    const diff = unifiedDiff(lines.join(''), lines.join('').replace('line 10', 'changed'), { path });
    expect(diff.split('\n')[2]).toBe('@@ -8,7 +8,7 @@');
  });

  const text = (name: string) => Array.from({ length: 6000 }, (_, index) => `${name}${index}\n`).join('');

  it('gives up on long texts that have nothing in common', () => {
    expect(unifiedDiff(text('a'), text('b'), { path })).toBe(
      '--- /etc/f\n+++ /etc/f\n@@ more than 1000 lines differ @@\n',
    );
  });

  it.each([
    ['auth_pass "s3cret"', 'auth_pass "********"'],
    ["auth_pass 's3cret'  ", "auth_pass '********'"],
    ['auth_pass "s3cret', 'auth_pass "********'],
    ['auth_pass s3cret"', 'auth_pass ********'],
    ['auth_pass s3cret', 'auth_pass ********'],
  ])('masks %s to its end, and keeps the quotes around it', (line, shown) => {
    const diff = unifiedDiff(null, `${line}\n`, { path, secretAfter: /auth_pass +["']?/ });
    expect(diff.split('\n')[3]).toBe(`+${shown}`);
  });

  it('shows all of a long new file', () => {
    expect(unifiedDiff(null, text('a'), { path }).split('\n')).toHaveLength(6004);
  });
});
