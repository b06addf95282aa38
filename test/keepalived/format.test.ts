import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { format } from '../../src/keepalived/parse/format.ts';
import { parse } from '../../src/keepalived/parse/parse.ts';
import { plain } from '../../src/keepalived/parse/syntax.ts';
import { GOOD } from './lint/sample.ts';

const formatted = (text: string): string => {
  const outcome = format(text, 'k.conf');
  if (!outcome.ok) throw new Error(outcome.problems[0]?.summary);
  return outcome.value;
};
const tree = (text: string) => plain(parse(text, 'k.conf').nodes);

/** What must hold of every file that is formatted at all. */
function holds(text: string): void {
  const once = formatted(text);
  expect(formatted(once)).toBe(once);
  expect(tree(once)).toEqual(tree(text));
}

describe('format', () => {
  it.each([
    ['a good file stays as it is', GOOD, GOOD],
    ['blanks', 'global_defs{\n\trouter_id\t\ta  \n}', 'global_defs {\n    router_id a\n}\n'],
    ['one line', 'a { b { c 1 } d }', 'a {\n    b {\n        c 1\n    }\n    d\n}\n'],
    ['a brace below', 'a b\n\n# why\n{\nc\n}\n', 'a b {\n    # why\n    c\n}\n'],
    ['comments at both', 'a # one\n{ # two\nc } # three', 'a { # one\n    # two\n    c\n} # three\n'],
    ['blank lines', '\n\na 1\n\n\n\nb {\n\nc\n\n}\n\n\n', 'a 1\n\nb {\n    c\n}\n'],
    ['CRLF and a byte order mark', '\uFEFFa 1\r\nb\u00A02\r\n', 'a 1\nb 2\n'],
    ['quotes', 'auth_pass   "a  b#c"  x', 'auth_pass "a  b#c" x\n'],
    ['a quote within a word', 'router_id ab"c d"e', 'router_id ab "c d" e\n'],
    [
      'a script, whose words are left alone',
      'script  "/a  b"\'c  d\'  root',
      'script "/a  b"\'c  d\'  root\n',
    ],
    ['a cut value, which stays visible', 'auth_pass ab#cd', 'auth_pass ab#cd\n'],
    ['an escape', 'auth_pass  a\\#b # c', 'auth_pass a\\#b # c\n'],
    ['both marks of comments', '! one\n  ## two', '! one\n## two\n'],
    ['a condition', 'a {\n@x   b   { c\n}\n}', 'a {\n    @x   b   { c\n    }\n}\n'],
    ['a parameter', '$P=1\na $P', '$P=1\na $P\n'],
    [
      'a value of several lines',
      '$P= \\\n  b 1 \\\n\tc 2\na {\n$P\n}',
      '$P= \\\n  b 1 \\\n\tc 2\na {\n    $P\n}\n',
    ],
    ['a parameter in braces', '$X=1\na ${X} {\nb\n}', '$X=1\na ${X} {\n    b\n}\n'],
    ['an include', 'a {\ninclude  x/*.conf\n}', 'a {\n    include  x/*.conf\n}\n'],
    ['nothing', '', ''],
    ['only blanks', ' \n\t\n', ''],
    ['a comment alone', '# a', '# a\n'],
  ])('%s', (_, text, expected) => {
    expect(formatted(text)).toBe(expected);
    holds(text);
  });

  it('keeps every comment', () => {
    const commented = GOOD.replaceAll('\n', ' # x\n');
    expect(formatted(commented).match(/# x/g)).toHaveLength(GOOD.split('\n').length - 1);
    holds(commented);
  });

  it.each([
    ['a brace without a keyword', '{\n}\n', '1:1'],
    ['a brace too many', 'a\n}\n', '2:1'],
    ['an open block', 'a {\n', '1:3'],
    ['an open quote', 'a 1\nb "c\n', '2:1'],
    ['a line that is too long', `a ${'x'.repeat(1000)}\n`, '1:1'],
    ['an include that would become one', 'a { include b }\n', '1:1'],
  ])('refuses %s', (_, text, place) => {
    const outcome = format(text, 'k.conf');
    if (outcome.ok) throw new Error(outcome.value);
    const source = outcome.problems[0]?.source;
    expect(`${source?.line}:${source?.column}`).toBe(place);
  });

  it('changes no meaning, whatever the file', () => {
    const piece = fc.constantFrom(
      ...[
        'vrrp_instance V',
        'state',
        'script "/a b" root',
        'auth_pass',
        ' ',
        '\t',
        '\n',
        '\n',
        '{',
        '}',
        ' # c',
        '!',
      ],
      ...[
        '"a b"',
        '"',
        "'",
        '\\',
        '\\#',
        '\u00A0',
        '@id ',
        '$P=1',
        '$P',
        '${P}',
        '~SEQ(x, 3)',
        'include f',
        '//',
        'é',
        '\r\n',
        ' \\\n',
      ],
    );
    const check = (pieces: readonly string[]): void => {
      const text = pieces.join('');
      const outcome = format(text, 'k.conf');
      if (outcome.ok) holds(text);
    };
    fc.assert(fc.property(fc.array(piece, { maxLength: 40 }), check), { numRuns: 300, seed: 1 });
  });

  it('changes no meaning of the fixtures', () => {
    const folder = new URL('./fixtures/', import.meta.url);
    const broken = ['guide-primary.conf', 'guide-secondary.conf'];
    for (const name of readdirSync(folder)) {
      const text = readFileSync(new URL(name, folder), 'utf8');
      if (broken.includes(name)) expect(format(text, name).ok).toBe(false);
      else holds(text);
    }
    holds(
      readFileSync(new URL('guide-primary.conf', folder), 'utf8').replace('# vrrp_script', 'vrrp_script'),
    );
  });
});
