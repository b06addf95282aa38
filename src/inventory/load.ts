import { failure, type Outcome, success } from '../core/outcome.ts';
import { buildClusters } from './build-clusters.ts';
import { askClouds } from './cloud/cloud-machines.ts';
import { ExecRunner } from './exec/exec-runner.ts';
import { LazyHost } from './placed-host.ts';
import { ProblemList } from './problem-list.ts';
import { SopsFiles } from './sops/sops-file.ts';
import { readTree } from './sources/read-tree.ts';
import { placeOf } from './sources/source.ts';
import { createMerger, groupDepths, ownVariables } from './tree/merge.ts';
import type { RawGroup, Tree } from './tree/tree.ts';
import type { Group, Inventory, LoadOptions } from './types.ts';
import { createSecretStore, type SecretStore, toListed, toPlain } from './variables/secrets.ts';
import { Templates } from './variables/templates.ts';
import { VaultOpener } from './vault/opener.ts';

/**
 * Reads an inventory with its `group_vars/` and `host_vars/`. What is wrong with its files is told at once; what is
 * wrong with single hosts and clusters, `problemsOf` tells to whom uses them.
 */
export async function loadInventory(options: LoadOptions): Promise<Outcome<Inventory>> {
  const problems = new ProblemList();
  const opener = new VaultOpener(options.vaultKeys ?? [], new ExecRunner(options.environment));
  const sops = new SopsFiles();
  const region = options.environment?.TENCENTCLOUD_REGION ?? '';
  const paths = typeof options.path === 'string' ? [options.path] : options.path;
  const sources = {
    ...{ paths, playbookFolder: options.playbookFolder, opener, sops, region },
    clouds: await askClouds(paths, region, options.searchCloud),
    passesOver: options.isOnlyShown === true,
  };
  const { tree, complete } = readTree(sources, problems);
  await sops.prepare({ environment: options.environment ?? {}, homeDirectory: options.homeDirectory });
  if (isEmpty(tree) && problems.isEmpty && options.isOnlyShown !== true) reportEmpty(paths, problems);
  const depths = groupDepths(tree, problems);
  options.warn?.(problems.warnings);
  // What stands in a file that cannot be parsed would be told as missing.
  if (depths === undefined || !complete) return failure(...problems.sorted());
  const store = createSecretStore(options.redactor);
  const { homeDirectory, localUser, connectionDefaults = {}, extraVars = {} } = options;
  const merger = createMerger(tree, depths, extraVars);
  const hosts = new Map<string, LazyHost>();
  const templates = new Templates({
    hosts,
    tree,
    environment: options.environment ?? {},
    folder: options.playbookFolder ?? '.',
  });
  const context = { homeDirectory, localUser, connectionDefaults };
  const resolving = { merger, store, problems, opener, templates, context };
  for (const [name, raw] of tree.hosts) hosts.set(name, new LazyHost(raw, resolving));
  const built = buildClusters({ tree, hosts, extraVars, homeDirectory, problems });
  if (!problems.isEmpty) {
    for (const host of hosts.values()) host.judge();
    return failure(...problems.sorted());
  }
  return success({
    path: paths.join(' '),
    hosts,
    groups: new Map([...tree.groups].map(([name, group]) => [name, finishGroup(group, store)])),
    ...built,
    get secrets() {
      return store.secrets;
    },
    placeOf: (host, variable) => {
      const spot = hosts.get(host)?.variables.get(variable)?.spot;
      return spot === undefined ? undefined : placeOf(spot);
    },
    placeOfHost: (host) => {
      const spot = hosts.get(host)?.raw.spot;
      return spot === undefined ? undefined : placeOf(spot);
    },
    problemsOf: (names = hosts.keys()) => {
      const used = new Set(names);
      for (const name of used) hosts.get(name)?.judge();
      return problems.sorted(used);
    },
  });
}

/** There are no hosts, and no groups but the two that always exist. */
function isEmpty({ hosts, groups }: Tree): boolean {
  return hosts.size === 0 && groups.size === 2;
}

function reportEmpty(paths: readonly string[], problems: ProblemList): void {
  problems.push({
    code: 'inventory.empty',
    summary: `there is no host and no group in ${paths.join(' ')}`,
    fix: 'Write at least one host, or start from: havip-deploy init',
  });
}

function finishGroup(group: RawGroup, store: SecretStore): Group {
  const { name, hosts, children, priority } = group;
  return {
    name,
    hosts: [...hosts],
    children: [...children.keys()],
    priority,
    get vars() {
      return toPlain(ownVariables(group), store);
    },
    get listed() {
      return toListed(ownVariables(group), store);
    },
  };
}
