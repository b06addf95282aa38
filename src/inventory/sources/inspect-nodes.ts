import { type Alias, isAlias, isMap, isScalar, isSeq, type Node, type YAMLMap } from 'yaml';
import { formatPlace } from '../../core/problem.ts';
import { ExecCommand } from '../exec/exec-command.ts';
import type { Finding, ProblemList } from '../problem-list.ts';
import { keyText, placeOf, type SourceFile } from './source.ts';

/** Nodes that the aliases of one file may stand for, all together: far beyond what people write. */
const MAX_ALIASED = 200_000;

/** How deep values may be nested; every step of reading goes down with them. */
const MAX_DEPTH = 100;

/**
 * Sees every node of a file once, in order: fills in what each alias stands for, and lists keys that are there
 * twice. False when an alias stands for nothing, aliases of aliases stand for more than anybody can read, or
 * values are nested without end.
 */
export function inspectNodes(
  root: Node | null,
  source: SourceFile,
  anchors: Map<Alias, Node>,
  problems: ProblemList,
): boolean {
  const named = new Map<string, Node>();
  const sizes = new Map<Node, number>();
  let sound = true;
  let aliased = 0;
  const standsFor = (alias: Alias): number => {
    const target = named.get(alias.source);
    if (target === undefined) {
      sound = reportAlias(source, alias, problems);
      return 0;
    }
    anchors.set(alias, target);
    const size = sizes.get(target) ?? 1;
    if (aliased <= MAX_ALIASED && aliased + size > MAX_ALIASED) sound = reportBomb(source, alias, problems);
    aliased += size;
    return size;
  };
  const checkKeys = (map: YAMLMap, ours: boolean): void => {
    for (const { key } of map.items) if (isMap(key)) sound = reportTemplate(source, key, problems);
    reportDuplicates(source, map, ours, problems);
  };
  /** Gives how many nodes there are, with those that aliases stand for. */
  const walk = (node: unknown, depth: number, ours: boolean): number => {
    if (isAlias(node)) return standsFor(node);
    if (!(isMap(node) || isSeq(node) || isScalar(node))) return 0;
    if (depth === MAX_DEPTH) {
      sound = reportDepth(source, node, problems);
      return 1;
    }
    const size = 1 + (isMap(node) ? walkMap(node, depth, ours) : walkItems(node, depth, ours));
    bindCommand(node, source);
    // Only now, so that a node that contains an alias to itself is an error and no endless loop.
    if (node.anchor !== undefined) {
      named.set(node.anchor, node);
      sizes.set(node, size);
    }
    return size;
  };
  const walkItems = (node: Node, depth: number, ours: boolean): number =>
    isSeq(node) ? node.items.reduce<number>((size, item) => size + walk(item, depth + 1, ours), 0) : 0;
  /** Keys and values, in order. */
  const walkMap = (map: YAMLMap, depth: number, ours: boolean): number => {
    let size = 0;
    for (const { key, value } of map.items)
      size += walk(key, depth + 1, ours) + walk(value, depth + 1, ours || isOurs(key));
    checkKeys(map, ours);
    return size;
  };
  walk(root, 0, false);
  return sound;
}

/** A command is run where its file is, and not where others may write that. */
function bindCommand(node: Node, { path }: SourceFile): void {
  if (isScalar(node) && node.value instanceof ExecCommand) node.value = node.value.within(path);
}

/** What is below it is read by nobody but us, and a slip there moves an address. */
function isOurs(key: unknown): boolean {
  return isScalar(key) && key.value === 'havip';
}

function reportBomb(source: SourceFile, node: Alias, problems: ProblemList): false {
  problems.add(
    { source, node },
    {
      name: 'alias-bomb',
      summary: `aliases stand for more than ${MAX_ALIASED} values`,
      detail: 'Aliases of aliases multiply: a file of some lines would take all memory.',
      fix: 'Write the values out, or name fewer of them.',
    },
  );
  return false;
}

function reportDepth(source: SourceFile, node: Node, problems: ProblemList): false {
  problems.add(
    { source, node },
    {
      name: 'too-deep',
      summary: `values are nested more than ${MAX_DEPTH} deep`,
      fix: 'Look for brackets that are never closed.',
    },
  );
  return false;
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

/** As in Ansible, the last one counts with a warning; only in settings of our own it is an error. */
function reportDuplicates(source: SourceFile, map: YAMLMap, ours: boolean, problems: ProblemList): void {
  if (new Set(map.items.map(({ key }) => (isScalar(key) ? key.value : key))).size === map.items.length)
    return;
  const seen = new Map<unknown, Node>();
  for (const { key } of map.items) {
    if (!isScalar(key) || key.value === '<<') continue;
    const first = seen.get(key.value);
    if (first === undefined) {
      seen.set(key.value, key);
      continue;
    }
    const finding: Finding = {
      name: 'duplicate-key',
      summary: `"${keyText(key.value)}" is there twice`,
      detail: `The first one is at ${formatPlace(placeOf({ source, node: first }))}. Only the last counts.`,
      fix: 'Keep one of the two, or merge them.',
    };
    if (ours) problems.add({ source, node: key }, finding);
    else problems.warn({ source, node: key }, finding);
  }
}
