import { isMap, isScalar } from 'yaml';
import { isMapping, truthy } from '../jinja/values.ts';
import type { Finding, ProblemList } from '../problem-list.ts';
import type { SourceDocument } from '../sources/formats/parse-yaml.ts';
import { entriesOf, loadedValue, resolveAlias, type Spot } from '../sources/source.ts';
import { withPlainScalars } from '../values/exact-number.ts';
import type { KeyedGroup } from './keyed-group.ts';

/** What makes groups and variables of those that are there already. */
export interface Construction {
  readonly strict: boolean;
  readonly folders: boolean;
  readonly leadingSeparator: boolean;
  /** Expressions by what they give: variables, groups. */
  readonly compose: ReadonlyMap<string, string>;
  readonly groups: ReadonlyMap<string, string>;
  readonly keyed: readonly KeyedGroup[];
  /** Where its parts stand. */
  readonly spot: Spot;
}

/** The name of the plugin that a YAML file is settings of, if it is any. */
export function pluginOf({ source, root }: SourceDocument): string | undefined {
  const top = resolveAlias(source, root);
  const entry = isMap(top) ? entriesOf(source, top).find(({ key }) => key === 'plugin') : undefined;
  const value = resolveAlias(source, entry?.valueNode);
  return isScalar(value) && typeof value.value === 'string' && value.value !== '' ? value.value : undefined;
}

/** Reads `strict`, `compose`, `groups` and `keyed_groups`; undefined, with a problem, where they cannot be. */
export function readOptions(document: SourceDocument, problems: ProblemList): Construction | undefined {
  const { source, root } = document;
  const spot: Spot = { source, node: root };
  const loaded = withPlainScalars(loadedValue(source, root));
  const given = isMapping(loaded) ? loaded : {};
  const { compose, groups, keyed_groups: keyed = [], leading_separator: leading = true } = given;
  const wrong = wrongPart(compose, groups, keyed);
  if (wrong !== undefined || !Array.isArray(keyed)) {
    problems.add(spot, wrong ?? NOT_A_LIST);
    return undefined;
  }
  return {
    strict: truthy(given.strict ?? false),
    folders: truthy(given.use_vars_plugins ?? false),
    leadingSeparator: leading !== false,
    compose: expressions(compose),
    groups: expressions(groups),
    keyed: keyed.filter(isMapping).map(keyedGroup),
    spot,
  };
}

function wrongPart(compose: unknown, groups: unknown, keyed: unknown): Finding | undefined {
  for (const [name, part] of Object.entries({ compose, groups })) {
    if (part !== undefined && part !== null && !isMapping(part))
      return constructedFinding(`"${name}" must be a mapping of names and expressions`);
  }
  if (!Array.isArray(keyed)) return NOT_A_LIST;
  if (!keyed.every(isMapping)) return constructedFinding('each entry of "keyed_groups" must be a mapping');
  return keyed.some(
    ({ default_value: otherwise, trailing_separator: trailing }) =>
      otherwise !== undefined && trailing !== undefined,
  )
    ? constructedFinding('"default_value" and "trailing_separator" exclude each other')
    : undefined;
}

export function constructedFinding(summary: string, detail?: string): Finding {
  return {
    name: 'constructed',
    summary,
    ...(detail === undefined ? {} : { detail }),
    fix: 'Correct it; strict: false passes over what cannot be worked out.',
  };
}

const NOT_A_LIST = constructedFinding('"keyed_groups" must be a list');

/** A number or a boolean is its own expression. */
function expressions(part: unknown): ReadonlyMap<string, string> {
  return new Map(Object.entries(isMapping(part) ? part : {}).map(([name, each]) => [name, expression(each)]));
}

function expression(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return value === null ? 'None' : String(value);
}

function keyedGroup(entry: Readonly<Record<string, unknown>>): KeyedGroup {
  const text = (value: unknown): string | undefined =>
    value === undefined || value === null ? undefined : String(value);
  return {
    key: expression(entry.key ?? null),
    prefix: text(entry.prefix) ?? '',
    separator: text(entry.separator) ?? '_',
    parent: text(entry.parent_group) || undefined,
    defaultValue: text(entry.default_value),
    trailingSeparator: entry.trailing_separator !== false,
  };
}
