import { join } from 'node:path';
import { isMap, isScalar } from 'yaml';
import { failure, type Outcome, success } from '../core/outcome.ts';
import { checkClusters } from '../havip/settings/cluster-rules.ts';
import { type ClusterDraft, draftCluster, finishCluster } from '../havip/settings/clusters.ts';
import type { PlacedHost } from '../havip/settings/members.ts';
import { ProblemList } from './problem-list.ts';
import { findInventory, findVariableFiles, listFolder, readText } from './sources/files.ts';
import { parseYaml, type SourceDocument } from './sources/parse-yaml.ts';
import { readGroups } from './sources/read-groups.ts';
import { readVariables } from './sources/read-variables.ts';
import { placeOf } from './sources/source.ts';
import { resolveTarget } from './target/target.ts';
import { combine, createMerger, groupDepths, type Merger } from './tree/merge.ts';
import {
  completeTree,
  emptyTree,
  type RawGroup,
  type RawHost,
  type Tree,
  type VariableMap,
} from './tree/tree.ts';
import type { Cluster, Group, Host, Inventory, LoadOptions } from './types.ts';
import { checkNames } from './variables/host-variables.ts';
import { createSecretStore, type SecretStore, toPlain } from './variables/secrets.ts';

/** Reads an inventory with its `group_vars/` and `host_vars/`: everything typed, or every problem at once. */
export async function loadInventory(options: LoadOptions): Promise<Outcome<Inventory>> {
  const problems = new ProblemList();
  const paths = typeof options.path === 'string' ? [options.path] : options.path;
  const { tree, skipped, complete } = readTree(paths, options.playbookFolder, problems);
  const depths = groupDepths(tree, problems);
  checkNames(tree, problems);
  // What stands in a file that cannot be parsed would be told as missing.
  if (depths === undefined || !complete) return failure(...problems.sorted());
  const inventory = build(tree, createMerger(tree, depths, options.extraVars ?? {}), { ...options, path: paths.join(' '), skipped }, problems);
  return problems.isEmpty ? success(inventory) : failure(...problems.sorted());
}

function build(tree: Tree, merger: Merger, options: LoadOptions, problems: ProblemList): Inventory {
  const store = createSecretStore();
  const context = { homeDirectory: options.homeDirectory, localUser: options.localUser, problems };
  const placed = new Map<string, PlacedHost>();
  for (const raw of tree.hosts.values()) {
    const variables = merger.variablesOf(raw);
    const target = resolveTarget(raw.name, variables, context);
    const groups = merger.groupsOf(raw).map(({ name }) => name);
    placed.set(raw.name, {
      raw,
      variables,
      host: { name: raw.name, vars: toPlain(variables, store), groups, target },
    });
  }
  return {
    path: options.path,
    hosts: new Map([...placed].map(([name, { host }]): [string, Host] => [name, host])),
    groups: new Map([...tree.groups].map(([name, group]) => [name, finishGroup(group, store)])),
    clusters: buildClusters(tree, merger, placed, options, problems),
    secrets: store.secrets,
    placeOf: (host, variable) => {
      const spot = placed.get(host)?.variables.get(variable)?.spot;
      return spot === undefined ? undefined : placeOf(spot);
    },
  };
}

function finishGroup({ name, hosts, children, fileVars, folderVars }: RawGroup, store: SecretStore): Group {
  const vars = toPlain(combine(fileVars, folderVars), store);
  return { name, hosts: [...hosts], children: [...children.keys()], vars };
}

function buildClusters(
  tree: Tree,
  merger: Merger,
  placed: ReadonlyMap<string, PlacedHost>,
  options: LoadOptions,
  problems: ProblemList,
): readonly Cluster[] {
  const members = membersByGroup(merger, placed);
  const drafts: ClusterDraft[] = [];
  for (const group of tree.groups.values()) {
    const own = combine(group.fileVars, group.folderVars).get('havip');
    if (own === undefined) continue;
    const extra = options.extraVars?.havip;
    drafts.push(
      draftCluster(
        group,
        extra === undefined ? own : { value: extra },
        members.get(group.name) ?? [],
        options.homeDirectory,
        problems,
      ),
    );
  }
  checkClusters({ drafts, hosts: placed, problems });
  return drafts.flatMap((draft) => finishCluster(draft, placed, options.homeDirectory, problems) ?? []);
}

/** Hosts of every group, those of its children included, in the file's order. */
function membersByGroup(merger: Merger, placed: ReadonlyMap<string, PlacedHost>): Map<string, PlacedHost[]> {
  const members = new Map<string, PlacedHost[]>([['all', [...placed.values()]]]);
  for (const host of placed.values()) {
    for (const { name } of merger.groupsOf(host.raw)) {
      const list = members.get(name);
      if (list === undefined) members.set(name, [host]);
      else list.push(host);
    }
  }
  return members;
}
