import { isMap, isScalar, isSeq, type Node, type YAMLMap } from 'yaml';
import type { Finding, ProblemList } from '../problem-list.ts';
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
  if (typeof entry.key === 'string' && entry.key !== '') {
    if (hasOddSpace(entry.key)) reading.problems.warn(spotOf(reading, entry), oddSpace(what));
    return entry.key;
  }
  reading.problems.add(spotOf(reading, entry), {
    name: 'wrong-type',
    summary: `the name of ${what} must be text`,
    detail: `YAML reads this as ${kindOf(entry.key)}.`,
    fix: 'Put it in quotes.',
  });
  return undefined;
}

/** A blank that looks like an ordinary one, or like nothing. */
export function hasOddSpace(name: string): boolean {
  return /[\u00a0\ufeff]/.test(name);
}

export function oddSpace(what: string): Finding {
  return {
    name: 'odd-space',
    summary: `the name of ${what} contains a non-breaking space`,
    detail: 'Text pasted from a web page often has them.',
    fix: 'Replace it with an ordinary space or remove it.',
  };
}

/** The mapping below a key; undefined when it is empty, or, with a problem, something else. */
export function mappingOf(reading: Reading, entry: Entry, what: string, fix: string): YAMLMap | undefined {
  const node = resolveAlias(reading.source, entry.valueNode);
  if (isMap(node)) return node;
  if (!isNothing(node)) {
    const spot = { source: reading.source, node: entry.valueNode };
    reading.problems.add(spot, notAMapping(spot, what, fix));
  }
  return undefined;
}

/** An empty value. */
export function isNothing(node: Node | null): boolean {
  return node === null || (isScalar(node) && node.value === null);
}

/** What Python takes for false, and Ansible for an empty mapping in some places. */
export function isFalse(node: Node | null): boolean {
  return isScalar(node) ? !node.value : isSeq(node) && node.items.length === 0;
}

/** Says of a value that it should be a mapping. */
export function notAMapping(spot: Spot, what: string, fix: string): Finding {
  const node = resolveAlias(spot.source, spot.node);
  return {
    name: 'not-a-mapping',
    summary: `${what} must be a mapping, not ${isScalar(node) ? kindOf(node.value) : 'a list'}`,
    fix,
  };
}
