import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAlias, isMap, isPair, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import { AS_ANSIBLE_READS } from '../../src/inventory/sources/formats/scalar-tags.ts';
import { readPlainYaml } from '../../src/inventory/sources/plain/plain-yaml.ts';

function placed({ range }: { readonly range?: readonly number[] | null }, lines: LineCounter): string {
  const { line, col } = lines.linePos(range?.[0] ?? -1);
  return `${line}:${col}`;
}

/** All that readers of an inventory look at: kinds, values, how they are written, and where they stand. */
function seen(node: unknown, lines: LineCounter): unknown {
  if (isPair(node)) return [seen(node.key, lines), seen(node.value, lines)];
  if (isAlias(node)) return ['alias', node.source];
  if (isScalar(node)) return [node.value, node.type, node.source, node.tag, node.anchor, placed(node, lines)];
  if (isMap(node) || isSeq(node)) {
    const kind = isMap(node) ? 'map' : 'list';
    return [kind, placed(node, lines), node.items.map((item) => seen(item, lines))];
  }
  return node;
}

function byLibrary(text: string): unknown {
  const lines = new LineCounter();
  const { contents, errors, warnings } = parseDocument(text, {
    ...AS_ANSIBLE_READS,
    lineCounter: lines,
    uniqueKeys: false,
  });
  return errors.length + warnings.length > 0 ? 'refused' : seen(contents, lines);
}

function plainly(text: string): unknown {
  const lines = new LineCounter();
  const root = readPlainYaml(text, lines);
  return root === undefined ? undefined : seen(root, lines);
}

const KEYS = [
  'a',
  'web1',
  'vars',
  'yes',
  '12',
  '1.5',
  '10.0.0.1',
  'n[1:3]',
  '["a"]',
  '{a: b}',
  '"q k"',
  '- x',
  '?',
  '<<',
  'a b',
  'k&',
  'ключ',
];
const VALUES = [
  ...[
    '',
    'x',
    '5',
    '0640',
    '12:30',
    'no',
    '~',
    '-1',
    '-x',
    '--- ',
    '1.5e+3',
    'a b  c',
    'a: b',
    'a:b',
    'a:',
    'a#b',
    'x #c',
  ],
  ...[
    '"q"',
    "'q'",
    '"q" x',
    '"a\\n"',
    "'it''s'",
    '"open',
    '{}',
    '{ a: 1, b: x }',
    '{a: 1,}',
    '{ a: b c, d: "e" }',
    '{ a:1 }',
  ],
  ...[
    '{ a: {b: c} }',
    '{a}',
    '{ a: 1 } #c',
    '{ a: 1 } x',
    '{ a: x',
    '[a, b]',
    '[]',
    '|',
    '>-',
    '&x y',
    '*x',
    '!vault |',
    '!!str 5',
  ],
  ...[
    '{{ v }}',
    '"{{ v }}"',
    '`x`',
    '@x',
    '%x',
    '2001-12-14 10:00:00',
    'ключ',
    '\u00a0x',
    'x\u3000',
    '\tx',
    'x\t',
    'x\r',
    '!exec ls',
    ': x',
    '-',
    '- x',
    '? x',
  ],
];

const line = fc
  .tuple(
    fc.nat({ max: 4 }),
    fc.oneof(
      { weight: 5, arbitrary: fc.constantFrom(...KEYS.slice(0, 4)) },
      { weight: 1, arbitrary: fc.constantFrom(...KEYS) },
    ),
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom('', '', 'x', '5', '{ a: 1, b: x }') },
      { weight: 2, arbitrary: fc.constantFrom(...VALUES) },
    ),
    fc.constantFrom(': ', ': ', ': ', ': ', ':  ', ':', ' : '),
    fc.constantFrom('', '', '', ' ', ' # c', '#'),
  )
  .map(([indent, key, value, colon, end]) => `${'  '.repeat(indent)}${key}${colon}${value}${end}`);
const other = fc.constantFrom(
  '',
  '# c',
  '   # c',
  '  - x',
  '- y: 1',
  '    - { a: b }',
  '---',
  '...',
  ' one',
  '      text',
  '  "t"',
  '%YAML 1.1',
);

const texts = fc
  .array(fc.oneof({ weight: 6, arbitrary: line }, { weight: 1, arbitrary: other }), {
    minLength: 1,
    maxLength: 9,
  })
  .chain((lines) => fc.constantFrom('\n', '').map((end) => `${lines.join('\n')}${end}`));

describe('the plainest YAML', () => {
  it('is read as the library reads it, or left to the library', () => {
    let read = 0;
    const seed = Number(process.env.FUZZ_SEED ?? 1);
    fc.assert(
      fc.property(texts, (text) => {
        const own = plainly(text);
        if (own === undefined) return;
        read += 1;
        expect(JSON.stringify(own)).toBe(JSON.stringify(byLibrary(text)));
      }),
      { seed, numRuns: Number(process.env.FUZZ_RUNS ?? 2000) },
    );
    expect(read).toBeGreaterThan(100);
  });
});
