import { isMap } from 'yaml';
import { isMapping } from '../jinja/values.ts';
import type { Finding, ProblemList } from '../problem-list.ts';
import type { SourceDocument } from '../sources/formats/parse-yaml.ts';
import { entriesOf, keySpotWithin, loadedValue, resolveAlias, type Spot } from '../sources/source.ts';
import { withPlainScalars } from '../values/exact-number.ts';
import type { CloudSearch } from './cloud-source.ts';

/** What a file says of the machines that it wants, and of their names. */
export interface CloudOptions {
  readonly search: CloudSearch;
  /** Only machines whose names match one of these; `*` and `?` stand for others. */
  readonly names: readonly string[] | undefined;
  /** What a host is called, the first that a machine has. */
  readonly hostnames: readonly string[];
  readonly spot: Spot;
}

const KEYS = ['plugin', 'provider', 'region', 'endpoint', 'filters', 'hostnames'];
const CONSTRUCTED = ['strict', 'compose', 'groups', 'keyed_groups', 'leading_separator', 'use_vars_plugins'];
const FILTERS = ['tag', 'tags', 'vpc', 'vpc_id', 'subnet', 'subnet_id', 'name', 'state'];
const NAMES = /^(?:name|instance_id|private_ip|public_ip|tag:.+)$/;

/** Whether a YAML file asks Tencent Cloud: by `provider: tencent`, or `plugin:` with that name. */
export function isCloudSource({ source, root }: SourceDocument): boolean {
  const top = resolveAlias(source, root);
  if (!isMap(top)) return false;
  return entriesOf(source, top).some(
    ({ key, valueNode }) =>
      (key === 'plugin' || key === 'provider') &&
      /^(?:[\w.]+\.)?tencent(?:_?cloud|_cvm)?$/.test(String(loadedValue(source, valueNode))),
  );
}

/** Reads such a file; undefined, with problems, where it cannot be used. */
export function readCloudOptions(
  document: SourceDocument,
  defaultRegion: string,
  problems: ProblemList,
): CloudOptions | undefined {
  const spot: Spot = { source: document.source, node: document.root };
  const loaded = withPlainScalars(loadedValue(document.source, document.root));
  const given = isMapping(loaded) ? loaded : {};
  const filters = isMapping(given.filters) ? given.filters : {};
  const wrong = wrongPart(given, filters);
  for (const [path, summary] of wrong)
    problems.add(keySpotWithin(spot, path.slice(0, -1), path.at(-1) ?? ''), finding(summary));
  const region = text(given.region) ?? defaultRegion;
  if (region === '') problems.add(spot, finding('"region" is missing, such as ap-guangzhou'));
  if (wrong.length > 0 || region === '') return undefined;
  const endpoint = text(given.endpoint);
  const tags = filters.tag ?? filters.tags;
  const search: CloudSearch = {
    provider: 'tencent',
    region,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(isMapping(tags)
      ? { tags: Object.fromEntries(Object.entries(tags).map(([key, value]) => [key, texts(value) ?? []])) }
      : {}),
    ...part('vpcs', filters.vpc ?? filters.vpc_id),
    ...part('subnets', filters.subnet ?? filters.subnet_id),
    ...part('states', filters.state),
  };
  return {
    search,
    names: texts(filters.name),
    hostnames: texts(given.hostnames) ?? ['name', 'instance_id'],
    spot,
  };
}

function part<K extends string>(name: K, value: unknown): { readonly [key in K]?: readonly string[] } {
  const values = texts(value);
  return (values === undefined ? {} : { [name]: values }) as { readonly [key in K]?: readonly string[] };
}

type Wrong = readonly (readonly [readonly string[], string])[];

function wrongPart(
  given: Readonly<Record<string, unknown>>,
  filters: Readonly<Record<string, unknown>>,
): Wrong {
  const unknown = (names: readonly string[], known: readonly string[], under: readonly string[]): Wrong =>
    names
      .filter((name) => !known.includes(name))
      .map((name) => [[...under, name], `unknown key "${name}"; known are ${known.join(', ')}`] as const);
  const tags = filters.tag ?? filters.tags;
  return [
    ...unknown(Object.keys(given), [...KEYS, ...CONSTRUCTED], []),
    ...unknown(Object.keys(filters), FILTERS, ['filters']),
    ...(given.filters === undefined || isMapping(given.filters)
      ? []
      : [[['filters'], '"filters" must be a mapping'] as const]),
    ...(tags === undefined || isMapping(tags)
      ? []
      : [[['filters'], '"tag" must be a mapping of names and values'] as const]),
    ...(texts(given.hostnames) ?? [])
      .filter((name) => !NAMES.test(name))
      .map(
        (name) =>
          [
            ['hostnames'],
            `no host is called by "${name}"; it is name, instance_id, private_ip, public_ip or tag:NAME`,
          ] as const,
      ),
  ];
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** One value, or a list of them. */
function texts(value: unknown): readonly string[] | undefined {
  if (value === undefined || value === null) return undefined;
  return (Array.isArray(value) ? value : [value]).map(String);
}

export function finding(summary: string, detail?: string): Finding {
  return {
    name: 'cloud-source',
    summary,
    ...(detail === undefined ? {} : { detail }),
    fix: 'Correct it; docs/inventory.md tells what such a file may say.',
  };
}
