import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lintFiles } from '../../src/keepalived/lint/files.ts';
import { parse } from '../../src/keepalived/parse/parse.ts';
import { print } from '../../src/keepalived/parse/print.ts';
import { type PlainNode, plain } from '../../src/keepalived/parse/syntax.ts';

const leaf = (...words: [string, ...string[]]): PlainNode => ({ words, children: null });
const branch = (words: [string, ...string[]], ...children: PlainNode[]): PlainNode => ({ words, children });

const read = (text: string, configId?: string) =>
  plain(parse(text, 'k.conf', configId === undefined ? {} : { configId }).nodes);
const issues = (text: string) =>
  parse(text, 'k.conf').issues.map(({ kind, place }) => `${kind} ${place.line}:${place.column}`);

describe('parse', () => {
  it.each<[string, string, readonly PlainNode[]]>([
    [
      'a comment after # or !',
      'priority 100 # x\nstate BACKUP ! y',
      [leaf('priority', '100'), leaf('state', 'BACKUP')],
    ],
    ['a comment inside a word', 'auth_pass ab!cd', [leaf('auth_pass', 'ab')]],
    ['an escaped comment character', 'router_id a\\#b\\!c', [leaf('router_id', 'a#b!c')]],
    ['a comment character in double quotes', 'router_id "a # b"', [leaf('router_id', 'a # b')]],
    ['no protection by single quotes', "router_id 'a # b'", [leaf('router_id', "'a")]],
    ['CRLF line ends', 'priority 1\r\nnopreempt\r\n', [leaf('priority', '1'), leaf('nopreempt')]],
    [
      'a quote in the middle of a word splitting it',
      'router_id a"b c"d',
      [leaf('router_id', 'a', 'b c', 'd')],
    ],
    ['an empty word', 'router_id ""', [leaf('router_id', '')]],
    [
      'a brace at the line end',
      'global_defs {\n  vrrp_strict\n}',
      [branch(['global_defs'], leaf('vrrp_strict'))],
    ],
    [
      'a brace on the next line',
      'global_defs\n{\nvrrp_strict\n}',
      [branch(['global_defs'], leaf('vrrp_strict'))],
    ],
    ['everything on one line', 'a{b 1}c { d }', [branch(['a'], leaf('b', '1')), branch(['c'], leaf('d'))]],
    ['a brace in quotes', 'router_id "a{b}"', [leaf('router_id', 'a{b}')]],
    ['an empty block', 'unicast_peer { }', [branch(['unicast_peer'])]],
    [
      'a trailing backslash, which continues nothing',
      'router_id ab\\\nnopreempt',
      [leaf('router_id', 'ab\\'), leaf('nopreempt')],
    ],
    [
      'a script with nested quotes',
      `notify "/x y 'a b'" root root`,
      [leaf('notify', "/x y 'a b'", 'root', 'root')],
    ],
    ['joined pieces and escapes in a script', `script a"b c"'d e'\\x41\\n`, [leaf('script', 'ab cd eA\n')]],
    [
      'parameters',
      '$P=100\npriority $P\nrouter_id x${P}y',
      [leaf('priority', '100'), leaf('router_id', 'x100y')],
    ],
    ['a parameter of parameters', '$A=1\n$B=$A.2\nrouter_id $B', [leaf('router_id', '1.2')]],
    ['a standard parameter, which starts a comment', 'auth_pass ab${_HASH}c', [leaf('auth_pass', 'ab')]],
    ['an unknown parameter left alone', 'router_id $X', [leaf('router_id', '$X')]],
    [
      'a multi-line parameter',
      '$X=\\\npriority 1\\\nnopreempt\nvrrp_instance a {\n$X\n}',
      [branch(['vrrp_instance', 'a'], leaf('priority', '1'), leaf('nopreempt'))],
    ],
  ])('reads %s', (_, text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  it('keeps the lines meant for this host', () => {
    const text = '@a priority 1\n@b priority 2\n@^a priority 3';
    expect(read(text, 'a')).toEqual([leaf('priority', '1')]);
    expect(read(text, 'b')).toEqual([leaf('priority', '2'), leaf('priority', '3')]);
  });

  it('knows where every word stands', () => {
    const { nodes } = parse('a {\n\tpriority  100 # x\n}\n', 'k.conf');
    expect(nodes[0]?.children?.[0]?.words.map(({ place }) => place)).toEqual([
      { file: 'k.conf', line: 2, column: 2 },
      { file: 'k.conf', line: 2, column: 12 },
    ]);
  });

  it.each([
    ['a non-breaking space', '\u00A0 priority 1', ['foreign-blank 1:1']],
    ['a byte order mark', '\uFEFFglobal_defs {\n}', ['foreign-blank 1:1']],
    ['one in front of a comment', '\u00A0# x', ['foreign-blank 1:1']],
    ['none in quotes or comments', 'router_id "\u00A0" # \u00A0', []],
    ['a brace without a keyword', '# vrrp_script a\n{\n interval 1\n}', ['stray-open 2:1']],
    ['a brace too many', 'a {\n}\n}', ['stray-close 3:1']],
    ['a block left open', 'a {\n b {\n}', ['unclosed 1:3']],
    ['a quote left open', 'router_id "a', ['unmatched-quote 1:1']],
    ['a script quote left open', "script 'a", ['unmatched-quote 1:1']],
    ['a comment that cuts a word', 'auth_pass ab!cd', ['comment-in-word 1:13']],
    ['a condition nobody can decide', '@a priority 1', ['conditional 1:1']],
    ['an include', 'include x.conf', ['not-read 1:1']],
    ['a sequence', '~SEQ(i, 1, 3) router_id $i', ['not-read 1:1']],
    ['a long line', `router_id ${'a'.repeat(1000)}`, ['long-line 1:1']],
  ])('reports %s', (_, text, expected) => {
    expect(issues(text)).toEqual(expected);
  });

  it('reads the blocks of a file whose blanks are foreign', () => {
    expect(read('a {\n\u00A0\u00A0b 1\n}')).toEqual([branch(['a'], leaf('b', '1'))]);
  });
});

describe('parse and lint', () => {
  it('take any text', () => {
    const unit = fc.constantFrom(
      ...'{}"\'\\#!$@~ \n\t',
      'vrrp_instance',
      'virtual_ipaddress',
      'script',
      '1.2.3.4/24',
      '$A=',
      'x',
    );
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 60 }), (text) => {
        for (const { place } of lintFiles([{ file: 'k.conf', text }]).findings) {
          expect(place.line).toBeLessThanOrEqual(text.split('\n').length);
        }
      }),
      { numRuns: 500, seed: 1 },
    );
  });
});

const ordinary = fc.string({ minLength: 0, maxLength: 10, unit: fc.constantFrom(..."aZ09._-/# !{}$\\'@~;") });
const keyword = fc.constantFrom(
  'priority',
  'vrrp_instance',
  'x',
  'a b',
  '172.16.0.1',
  'notify',
  'script',
  'script_user',
);
const { node } = fc.letrec<{ node: PlainNode }>((tie) => ({
  node: fc.record({
    words: fc
      .tuple(keyword, fc.array(ordinary, { maxLength: 3 }))
      .map(([first, rest]): [string, ...string[]] => [first, ...rest]),
    children: fc.option(fc.array(tie('node'), { maxLength: 3 }), { maxDepth: 3 }),
  }),
}));

describe('print', () => {
  it('writes what parse reads back', () => {
    let printed = 0;
    fc.assert(
      fc.property(fc.array(node, { maxLength: 4 }), (nodes) => {
        const text = print(nodes);
        if (!text.ok) return;
        printed++;
        const config = parse(text.value, 'k.conf', { configId: 'host' });
        expect(config.issues).toEqual([]);
        expect(plain(config.nodes)).toEqual(nodes);
      }),
      { numRuns: 500, seed: 1 },
    );
    expect(printed).toBeGreaterThan(100);
  });

  it('writes the portable form', () => {
    const nodes = [
      branch(['vrrp_instance', 'VI 1'], leaf('priority', '100'), branch(['unicast_peer'], leaf('10.0.0.1'))),
    ];
    expect(print(nodes)).toEqual({
      ok: true,
      value: 'vrrp_instance "VI 1" {\n    priority 100\n    unicast_peer {\n        10.0.0.1\n    }\n}\n',
    });
  });

  it.each(['a"b', '{', 'é', 'a\nb', 'x y\\', '${_HASH}', 'a'.repeat(1000)])(
    'refuses %j, which cannot be written',
    (word) => {
      const result = print([leaf('router_id', word)]);
      expect(result.ok ? [] : result.problems.map(({ code }) => code)).toEqual(['lint.unprintable']);
    },
  );
});
