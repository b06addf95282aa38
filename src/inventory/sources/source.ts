import { type Alias, isAlias, isMap, isScalar, isSeq, type LineCounter, type Node, type YAMLMap } from 'yaml';
import type { Place } from '../../core/problem.ts';
import { ExactNumber } from '../values/exact-number.ts';

/** One file as read, with what is needed to say where something in it stands. */
export interface SourceFile {
  /** As the user would write it. */
  readonly path: string;
  readonly lines: LineCounter;
  /** What each alias of the file stands for. */
  readonly anchors: ReadonlyMap<Alias, Node>;
}

/** A node in a file: a place that is computed only when someone asks. */
export interface Spot {
  readonly source: SourceFile;
  readonly node: Node | null;
  /** Where it begins in the file, if no node says so. */
  readonly offset?: number;
}

/** One key of a mapping with its value, merge keys and aliases resolved. */
export interface Entry {
  readonly key: unknown;
  readonly keyNode: Node | null;
  readonly valueNode: Node | null;
}

/** A variable's value and where it stands; extra vars have no place. */
export interface Variable {
  readonly value: unknown;
  readonly spot?: Spot;
  /** The variable's name in the file. */
  readonly keySpot?: Spot;
  /** It comes from an encrypted file. */
  readonly secret?: true;
}

/** A node, or how far it is into its file. */
type Where = Node | number | null;

/** A variable that says where it stands only when it is asked: of thousands, nobody asks. */
export class PlacedVariable implements Variable {
  readonly value: unknown;
  readonly secret?: true;
  readonly #source: SourceFile;
  readonly #valueAt: Where;
  readonly #keyAt: Where;

  constructor(
    value: unknown,
    source: SourceFile,
    at: { readonly key: Where; readonly value: Where },
    secret = false,
  ) {
    this.value = value;
    this.#source = source;
    this.#valueAt = at.value;
    this.#keyAt = at.key;
    if (secret) this.secret = true;
  }

  get spot(): Spot {
    return spotAt(this.#source, this.#valueAt);
  }

  get keySpot(): Spot {
    return spotAt(this.#source, this.#keyAt);
  }
}

/** The same variable with another value. Not by a spread, which would leave out its places. */
export function withValue({ spot, keySpot, secret }: Variable, value: unknown): Variable {
  return {
    value,
    ...(spot === undefined ? {} : { spot }),
    ...(keySpot === undefined ? {} : { keySpot }),
    ...(secret === undefined ? {} : { secret }),
  };
}

/** A place in a file. */
export function spotAt(source: SourceFile, where: Where): Spot {
  return typeof where === 'number' ? { source, node: null, offset: where } : { source, node: where };
}

export function placeOf(spot: Spot): Place {
  const { line, col } = spot.source.lines.linePos(spot.node?.range?.[0] ?? spot.offset ?? 0);
  return { file: spot.source.path, line: Math.max(line, 1), column: Math.max(col, 1) };
}

/** The node itself, or the one an alias stands for. */
export function resolveAlias(source: SourceFile, node: unknown): Node | null {
  if (isAlias(node)) return source.anchors.get(node) ?? null;
  return isMap(node) || isSeq(node) || isScalar(node) ? node : null;
}

function isMergeKey(node: unknown): boolean {
  return isScalar(node) && node.value === '<<' && node.type === 'PLAIN';
}

/** The mappings that `<<` brings in; the first of them wins. */
function mergedMaps(source: SourceFile, value: unknown): YAMLMap[] {
  const node = resolveAlias(source, value);
  if (isMap(node)) return [node];
  return isSeq(node) ? node.items.flatMap((item) => mergedMaps(source, item)) : [];
}

/** The entries of a mapping in PyYAML's order: merged ones, then its own, which win. */
export function entriesOf(source: SourceFile, map: YAMLMap): Entry[] {
  const merged: Entry[] = [];
  const own: Entry[] = [];
  for (const pair of map.items) {
    const keyNode = resolveAlias(source, pair.key);
    if (isMergeKey(keyNode)) {
      // Of the mappings in one list the first wins, of several `<<` the last.
      const maps = mergedMaps(source, pair.value).reverse();
      merged.push(...maps.flatMap((inner) => entriesOf(source, inner)));
    } else {
      const key = isScalar(keyNode) ? keyNode.value : keyNode;
      own.push({ key, keyNode, valueNode: asNode(pair.value) });
    }
  }
  if (merged.length === 0 && new Set(own.map(({ key }) => key)).size === own.length) return own;
  // A key that comes again keeps its place.
  return [...new Map([...merged, ...own].map((entry) => [entry.key, entry])).values()];
}

/** A key as JSON has it, which knows no others than texts. */
export function keyText(key: unknown): string {
  return key instanceof ExactNumber ? key.text : String(key);
}

/** The plain value of a node, as PyYAML would load it. */
export function loadedValue(source: SourceFile, node: unknown): unknown {
  const resolved = resolveAlias(source, node);
  if (isScalar(resolved)) return resolved.value;
  if (isSeq(resolved)) return resolved.items.map((item) => loadedValue(source, item));
  if (!isMap(resolved)) return null;
  return Object.fromEntries(
    entriesOf(source, resolved).map((entry) => [keyText(entry.key), loadedValue(source, entry.valueNode)]),
  );
}

/** The spot of a nested value, or the nearest one around it that the file has. */
export function spotWithin(spot: Spot, path: readonly PropertyKey[]): Spot {
  const [first, ...rest] = path;
  if (first === undefined) return spot;
  const node = resolveAlias(spot.source, spot.node);
  if (isSeq(node)) {
    const item = node.items[Number(first)];
    return item === undefined ? spot : spotWithin({ source: spot.source, node: asNode(item) }, rest);
  }
  const entry = isMap(node)
    ? entriesOf(spot.source, node).find(({ key }) => String(key) === first)
    : undefined;
  return entry === undefined
    ? spot
    : spotWithin({ source: spot.source, node: entry.valueNode ?? entry.keyNode }, rest);
}

/**
 * The spot of a place inside a text, counted from 1: exact for a text after `|`, else where the text begins.
 */
export function spotInText(
  { source, node, ...rest }: Spot,
  { line, column }: { readonly line: number; readonly column: number },
): Spot {
  const whole = { source, node, ...rest };
  if (!isScalar(node) || node.type !== 'BLOCK_LITERAL' || typeof node.value !== 'string') return whole;
  const lines = node.value.split('\n');
  const first = source.lines.linePos(node.range?.[0] ?? 0).line;
  const startOf = (index: number) => source.lines.lineStarts[first + index];
  // How far it is indented shows in any of its lines that is not empty.
  const known = lines.findIndex((text) => text !== '');
  const [from, to] = [startOf(known), startOf(known + 1)];
  const start = startOf(line - 1);
  if (from === undefined || start === undefined) return whole;
  const indent = to === undefined ? 0 : to - from - 1 - (lines[known]?.length ?? 0);
  return { source, node: null, offset: start + Math.max(0, indent) + column - 1 };
}

/** The spot of a nested key, for a message about its name. */
export function keySpotWithin(spot: Spot, path: readonly PropertyKey[], key: string): Spot {
  const parent = spotWithin(spot, path);
  const node = resolveAlias(parent.source, parent.node);
  // An item of a list has no name of its own.
  if (isSeq(node)) return spotWithin(parent, [key]);
  const entry = isMap(node)
    ? entriesOf(parent.source, node).find((candidate) => candidate.key === key)
    : undefined;
  return entry === undefined ? parent : { source: parent.source, node: entry.keyNode };
}

function asNode(item: unknown): Node | null {
  return isAlias(item) || isMap(item) || isSeq(item) || isScalar(item) ? item : null;
}
