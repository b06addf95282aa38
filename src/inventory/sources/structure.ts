import { isMap, isScalar, type YAMLMap } from 'yaml';
import type { ProblemList } from '../problem-list.ts';
import type { Tree } from '../tree/tree.ts';
import { kindOf } from '../wording.ts';
import { type Entry, resolveAlias, type SourceFile, type Spot } from './source.ts';

/** What the reader of one inventory file works on. */
export interface Reading {
  readonly source: SourceFile;
  readonly tree: Tree;
  readonly problems: ProblemList;
}

/** Where a key stands. */
export function spotOf(reading: Reading, entry: Entry): Spot {
  return { source: reading.source, node: entry.keyNode ?? entry.valueNode };
}

/** Ansible takes `hosts: web1` for `hosts: {web1: }`. */
export function loneName(reading: Reading, entry: Entry): string | undefined {
  const node = resolveAlias(reading.source, entry.valueNode);
  return isScalar(node) && typeof node.value === 'string' ? node.value : undefined;
}

/** A name; undefined, with a problem, for what is none. */
export function textKey(reading: Reading, entry: Entry, what: string): string | undefined {
  if (typeof entry.key === 'string' && entry.key !== '' && !/[\u00a0\ufeff]/.test(entry.key))
    return entry.key;
  const odd = typeof entry.key === 'string' && entry.key !== '';
  reading.problems.add(spotOf(reading, entry), {
    name: odd ? 'odd-space' : 'wrong-type',
    summary: odd ? `the name of ${what} contains a non-breaking space` : `the name of ${what} must be text`,
    detail: odd ? 'Text pasted from a web page often has them.' : `YAML reads this as ${kindOf(entry.key)}.`,
    fix: odd ? 'Replace it with an ordinary space or remove it.' : 'Put it in quotes.',
  });
  return undefined;
}

/** The mapping below a key; undefined when it is empty, or, with a problem, something else. */
export function mappingOf(reading: Reading, entry: Entry, what: string, fix: string): YAMLMap | undefined {
  const node = resolveAlias(reading.source, entry.valueNode);
  if (isMap(node)) return node;
  if (node !== null && !(isScalar(node) && node.value === null)) {
    notAMapping({ source: reading.source, node: entry.valueNode }, what, fix, reading.problems);
  }
  return undefined;
}

/** Lists a value that should be a mapping. */
export function notAMapping(spot: Spot, what: string, fix: string, problems: ProblemList): void {
  const node = resolveAlias(spot.source, spot.node);
  problems.add(spot, {
    name: 'not-a-mapping',
    summary: `${what} must be a mapping, not ${isScalar(node) ? kindOf(node.value) : 'a list'}`,
    fix,
  });
}
