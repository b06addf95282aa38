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
  const reading = { problems, complete: true };
  const tree = readTree(options.path, reading);
  const depths = groupDepths(tree, problems);
  checkNames(tree, problems);
  // What stands in a file that cannot be parsed would be told as missing.
  if (depths === undefined || !reading.complete) return failure(...problems.sorted());
  const inventory = build(tree, createMerger(tree, depths, options.extraVars ?? {}), options, problems);
  return problems.isEmpty ? success(inventory) : failure(...problems.sorted());
}

/** What is known while the files are read. */
interface Reading {
  readonly problems: ProblemList;
  /** Every file so far could be parsed. */
  complete: boolean;
}

function readTree(path: string, reading: Reading): Tree {
  const { problems } = reading;
  const tree = emptyTree();
  const { files, folder } = findInventory(path, problems);
  for (const file of files) {
    const document = readDocument(file, reading);
    if (document !== undefined) readGroups(document, tree, problems);
  }
  completeTree(tree);
  readFolder(join(folder, 'group_vars'), tree.groups, reading);
  readFolder(join(folder, 'host_vars'), tree.hosts, reading);
  return tree;
}

function readDocument(file: string, reading: Reading): SourceDocument | undefined {
  const text = readText(file, reading.problems);
  const document = text === undefined ? undefined : parseYaml(file, text, reading.problems);
  if (document === undefined) reading.complete = false;
  return document;
}

function readFolder(folder: string, owners: ReadonlyMap<string, RawGroup | RawHost>, reading: Reading): void {
  const present = listFolder(folder, reading.problems);
  if (present.size === 0) return;
  for (const [name, { folderVars }] of owners) {
    for (const file of findVariableFiles(folder, present, name, reading.problems)) {
      readVariableFile(file, folderVars, reading);
    }
  }
}

function readVariableFile(file: string, into: VariableMap, reading: Reading): void {
  const document = readDocument(file, reading);
  if (document === undefined) return;
  const { problems } = reading;
  const { source, root } = document;
  if (isMap(root)) readVariables(source, root, into, problems);
  else if (root !== null && !(isScalar(root) && root.value === null)) {
    problems.add(
      { source, node: root },
      {
        name: 'not-a-mapping',
        summary: `${file} must hold variables, each as "name: value"`,
        fix: 'Write "name: value" lines, without dashes.',
      },
    );
  }
}

function build(tree: Tree, merger: Merger, options: LoadOptions, problems: ProblemList): Inventory {
  const store = createSecretStore();
  const { homeDirectory, localUser, connectionDefaults = {} } = options;
  const context = { homeDirectory, localUser, connectionDefaults, problems };
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
