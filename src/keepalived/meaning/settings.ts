import type { Place } from '../../core/problem.ts';
import type { ConfigNode, Word } from '../parse/syntax.ts';

/** One keyword with its first argument. */
export interface Setting {
  readonly value: string;
  /** Where the argument stands, or the keyword where it has none. */
  readonly place: Place;
}

export function placeOf(node: ConfigNode): Place {
  return node.words[0].place;
}

/** The statements with a keyword, in their order. */
export function all(nodes: readonly ConfigNode[], keyword: string): readonly ConfigNode[] {
  return nodes.filter((node) => node.words[0].text === keyword);
}

/** The last statement with a keyword: a repeated one replaces the earlier. */
export function last(nodes: readonly ConfigNode[], keyword: string): ConfigNode | undefined {
  return all(nodes, keyword).at(-1);
}

export function setting(nodes: readonly ConfigNode[], keyword: string): Setting | undefined {
  const node = last(nodes, keyword);
  if (node === undefined) return undefined;
  const argument: Word = node.words[1] ?? node.words[0];
  return { value: node.words[1]?.text ?? '', place: argument.place };
}

/** The entries of every value block with a keyword. */
export function entries(nodes: readonly ConfigNode[], keyword: string): readonly ConfigNode[] {
  return all(nodes, keyword).flatMap((node) => node.children ?? []);
}

/** The number that a setting holds, or the default where it is missing or no number. */
export function numberOf(found: Setting | undefined, fallback: number): number {
  if (found === undefined || !/^-?\d+(?:\.\d+)?$/.test(found.value)) return fallback;
  return Number(found.value);
}

/** Where a value must lie for keepalived to take it. */
export interface Range {
  readonly from: number;
  readonly to: number;
  readonly whole?: true;
}

/** The value of a number, or `fallback` where it is left out, is none or is outside its range: keepalived reports it and goes on so. */
export function numberWithin(
  found: Setting | undefined,
  { from, to, whole }: Range,
  fallback: number,
): number {
  const value = numberOf(found, fallback);
  const fits = value >= from && value <= to && (whole === undefined || Number.isInteger(value));
  return fits ? value : fallback;
}

/** Whether a keyword is there: for those whose value keepalived does not read. */
export function isGiven(nodes: readonly ConfigNode[], keyword: string): boolean {
  return last(nodes, keyword) !== undefined;
}

/** Whether a flag is given; `off`, `no` and `false` count as not given. */
export function isOn(nodes: readonly ConfigNode[], keyword: string): boolean {
  const found = setting(nodes, keyword);
  return found !== undefined && !/^(?:off|no|false)$/.test(found.value);
}
