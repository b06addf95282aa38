import { type Alias, isAlias, isMap, isScalar, isSeq, type Node, type YAMLMap } from 'yaml';
import { formatPlace } from '../../core/problem.ts';
import type { ProblemList } from '../problem-list.ts';
import { placeOf, type SourceFile } from './source.ts';

/**
 * Sees every node of a file once, in order: fills in what each alias stands for, and lists keys that are there
 * twice. False when an alias stands for nothing.
 */
export function inspectNodes(
  root: Node | null,
  source: SourceFile,
  anchors: Map<Alias, Node>,
  problems: ProblemList,
): boolean {
  const named = new Map<string, Node>();
  let sound = true;
  const walk = (node: unknown): void => {
    if (isAlias(node)) {
      const target = named.get(node.source);
      if (target === undefined) sound = reportAlias(source, node, problems);
      else anchors.set(node, target);
    }
    if (isSeq(node)) node.items.forEach(walk);
    if (isMap(node)) walkMap(node);
    // Only now, so that a node that contains an alias to itself is an error and no endless loop.
    if ((isMap(node) || isSeq(node) || isScalar(node)) && node.anchor !== undefined)
      named.set(node.anchor, node);
  };
  const walkMap = (map: YAMLMap): void => {
    for (const { key, value } of map.items) {
      if (isMap(key)) sound = reportTemplate(source, key, problems);
      walk(key);
      walk(value);
    }
    reportDuplicates(source, map, problems);
  };
  walk(root);
  return sound;
}

/** `k: {{ v }}` is a mapping with a mapping for a key. */
function reportTemplate(source: SourceFile, node: Node, problems: ProblemList): false {
  problems.add(
    { source, node },
    {
      name: 'unquoted-template',
      summary: 'a value that begins with "{{" must be in quotes',
      detail: 'YAML takes it for a mapping whose key is a mapping.',
      fix: 'Put it in quotes: "{{ name }}".',
    },
  );
  return false;
}

function reportAlias(source: SourceFile, node: Alias, problems: ProblemList): false {
  problems.add(
    { source, node },
    {
      name: 'unknown-alias',
      summary: `alias "*${node.source}" has no anchor before it`,
      fix: `Write "&${node.source}" at the value that is meant, above this line.`,
    },
  );
  return false;
}

function reportDuplicates(source: SourceFile, map: YAMLMap, problems: ProblemList): void {
  const seen = new Map<unknown, Node>();
  for (const { key } of map.items) {
    if (!isScalar(key) || key.value === '<<') continue;
    const first = seen.get(key.value);
    if (first === undefined) {
      seen.set(key.value, key);
      continue;
    }
    problems.add(
      { source, node: key },
      {
        name: 'duplicate-key',
        summary: `"${String(key.value)}" is there twice`,
        detail: `The first one is at ${formatPlace(placeOf({ source, node: first }))}. Only the last would count, silently.`,
        fix: 'Keep one of the two, or merge them.',
      },
    );
  }
}
