import { parse, TomlError } from 'smol-toml';
import type { Finding, ProblemList } from '../../problem-list.ts';
import { ensureGroup, type RawGroup, type Tree } from '../../tree/tree.ts';
import { floatOf, integerOf } from '../../values/exact-number.ts';
import type { SourceFile } from '../source.ts';
import { countLines } from './ini-lines.ts';
import { addChildren, addPatterns, type Data, isMapping, setVariables } from './read-data.ts';
import { readIniAsFar } from './read-ini.ts';

/**
 * Adds a TOML inventory to the tree: tables `[group]`, `[group.vars]` and `[group.hosts]`. Ansible first tries to
 * read it as INI, and what that has made by then stays.
 */
export function readToml(path: string, text: string, tree: Tree, problems: ProblemList): void {
  problems.begin(path);
  const source: SourceFile = { path, lines: countLines(text), anchors: new Map() };
  if (readIniAsFar(path, text, tree)) {
    if (/^[^#\n]*=/m.test(text)) problems.warn({ source, node: null }, READ_AS_INI);
    return;
  }
  const data: Data = {
    source,
    // The parser tells no places; the first time that a name is written is one a person can search from.
    spotOf: (name) => ({ source, node: null, offset: Math.max(0, text.indexOf(name)) }),
    tree,
    problems,
  };
  const content = parseToml(path, text, problems);
  for (const [name, group] of Object.entries(content ?? {})) {
    if (isMapping(group)) readGroup(data, ensureGroup(tree, name, data.spotOf(name)), group);
    else
      problems.warn(data.spotOf(name), {
        name: 'not-a-mapping',
        summary: `group "${name}" must be a table`,
        fix: `Write [${name}.hosts], [${name}.vars] or children = ["…"] below [${name}].`,
      });
  }
}

const READ_AS_INI: Finding = {
  name: 'toml-as-ini',
  summary: 'the file is read as an INI inventory',
  detail: 'As in Ansible: every line of it can be read so, for there are no blanks around its equals signs.',
  fix: 'Write name = value, with blanks.',
};

function parseToml(path: string, text: string, problems: ProblemList) {
  try {
    const parsed: unknown = withExactNumbers(parse(text, { integersAsBigInt: true }));
    return isMapping(parsed) ? parsed : {};
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    problems.push({
      code: 'inventory.syntax',
      summary: 'not valid TOML',
      // The rest of the message quotes lines, which may hold a password.
      detail: `${error.message.split('\n')[0]}.`,
      fix: 'Mend the syntax here.',
      source: { file: path, line: error.line, column: error.column },
    });
    return undefined;
  }
}

function withExactNumbers(value: unknown): unknown {
  if (typeof value === 'bigint') return integerOf(String(value < 0n ? -value : value), value < 0n);
  if (typeof value === 'number') return floatOf(value);
  if (value instanceof Date) return value.toJSON();
  if (Array.isArray(value)) return value.map(withExactNumbers);
  if (!isMapping(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withExactNumbers(inner)]));
}

const PARTS = 'A group has the tables hosts and vars, and the list children.';

function readGroup(data: Data, group: RawGroup, body: Readonly<Record<string, unknown>>): void {
  for (const [key, value] of Object.entries(body)) {
    if (key === 'vars' && isMapping(value)) setVariables(data, group, value);
    else if (key === 'hosts' && isMapping(value)) addPatterns(data, group, value);
    else if (key === 'children' && Array.isArray(value)) addChildren(data, group, value);
    else if (['vars', 'hosts', 'children'].includes(key))
      data.problems.add(data.spotOf(key), {
        name: 'not-a-mapping',
        summary: `"${key}" in group "${group.name}" is not what it should be`,
        detail: PARTS,
        fix: 'Write [group.hosts], [group.vars] or children = ["…"].',
      });
    else
      data.problems.warn(data.spotOf(key), {
        name: 'unknown-key',
        summary: `unknown key "${key}" in group "${group.name}"`,
        detail: `It is passed over. ${PARTS}`,
        fix: 'Rename it; a variable goes below [group.vars].',
      });
  }
}
