import type { ReplaceConfig } from '../../api/types.ts';
import { failure, type Outcome, success } from '../../core/outcome.ts';
import type { Problem } from '../../core/problem.ts';
import { findClusters } from '../../havip/import/clusters.ts';
import { compare } from '../../havip/import/compare/compare.ts';
import { forecastOf } from '../../havip/import/compare/forecast.ts';
import { type DescribedCluster, describeCluster } from '../../havip/import/describe.ts';
import { describeTogether } from '../../havip/import/describe-together.ts';
import type { FoundNode } from '../../havip/import/found.ts';
import { inventoryText } from '../../havip/import/inventory-text.ts';
import { type PlainHost, plainHost } from '../../havip/import/plain-hosts.ts';
import { type Judged, keptWhole, type Whole } from '../../havip/import/whole.ts';
import type { Loss } from '../../havip/takeover/losses/loss.ts';
import { loadInventory } from '../../inventory/index.ts';
import type { CommandContext } from '../context.ts';
import type { Imported, ImportedCluster, ImportOptions } from './imported.ts';
import { type Described, type Rendering, renderTogether } from './render-cluster.ts';
import { type Draft, draftFile } from './write-inventory.ts';

type World = Pick<CommandContext, 'homeDirectory' | 'localUser' | 'environment'>;
type Options = Pick<ImportOptions, 'out' | 'force' | 'check' | 'fromHosts' | 'leaveOut'>;

/** An inventory that is written beside its place, and what comes of it. */
interface Made {
  readonly described: readonly DescribedCluster[];
  readonly plain: readonly PlainHost[];
  readonly draft: Draft;
  readonly compared: readonly ImportedCluster[];
}

/** Makes the inventory, reads it as `up` would, and compares what comes of it with what was found. */
export async function importNodes(
  context: World,
  nodes: readonly FoundNode[],
  options: Options,
): Promise<Outcome<Imported>> {
  const { out, force = false, check = false, fromHosts } = options;
  const made = await makeBest(context, nodes, options);
  if (!made.ok) return made;
  const { described, plain, draft, compared } = made.value;
  if (check) await draft.discard();
  else {
    const kept = await draft.keep(force);
    if (!kept.ok) return kept;
  }
  return success({
    file: check ? undefined : out,
    holdsPassword:
      plain.some(({ text }) => /pass/i.test(text)) || described.some(({ havip }) => 'auth_pass' in havip),
    fromHosts: fromHosts !== undefined,
    clusters: compared,
    plain,
  });
}

/** Clusters where an inventory has words for all of a machine, and the file as it is where it has not. */
async function makeBest(
  context: World,
  nodes: readonly FoundNode[],
  options: Options,
): Promise<Outcome<Made>> {
  const together = await make(context, nodes, options, false);
  // Several clusters of the same machines have more to agree on than an inventory may take.
  const made = together.ok ? together : await make(context, nodes, options, true);
  const first = made.ok ? made : together;
  const whole = first.ok
    ? keptWhole(judged(first.value), namesIn(options.leaveOut))
    : refusedWhole(nodes, first.problems);
  if (whole.size === 0) return first;
  const next = await make(context, nodes, options, false, whole);
  if (!next.ok) return first;
  if (first.ok) await first.value.draft.discard();
  return next;
}

function namesIn(leaveOut: string | undefined): ReplaceConfig {
  return leaveOut === 'all'
    ? 'all'
    : (leaveOut ?? '')
        .split(',')
        .map((name) => name.trim())
        .filter(Boolean);
}

function judged({ described, compared }: Made): readonly Judged[] {
  return described.flatMap(({ name, found }) => {
    const one = compared.find((each) => each.name === name);
    return one === undefined ? [] : [{ found, comparisons: one.comparisons }];
  });
}

/** An inventory takes none of it: a value that it refuses, such as an address that no cloud has. */
function refusedWhole(nodes: readonly FoundNode[], problems: readonly Problem[]): Whole {
  const because = (file: string): readonly Loss[] =>
    problems.map(({ summary }) => ({
      name: 'refused',
      does: summary,
      place: { file, line: 1, column: 1 },
    }));
  return new Map(nodes.map((node) => [node, because(node.config.file)]));
}

/**
 * @param alone each machine in one cluster only
 * @param whole what is in none
 */
async function make(
  context: World,
  nodes: readonly FoundNode[],
  { out, fromHosts }: Options,
  alone: boolean,
  whole: Whole = new Map(),
): Promise<Outcome<Made>> {
  const clusters = findClusters(
    nodes.filter((node) => !whole.has(node)),
    alone,
  );
  const left = nodes.filter((node) => !clusters.some(({ members }) => members.some((m) => m.node === node)));
  const plain = left.map((node) => plainHost(node, whole.get(node)) ?? nothingIn(node));
  const problems = plain.flatMap((each) => ('code' in each ? [each] : []));
  if (problems.length > 0) return failure(...problems);
  const kept = plain.flatMap((each) => ('code' in each ? [] : [each]));
  const described = describeTogether(
    clusters.map((found) => describeCluster(found, fromHosts !== undefined)),
  );
  const from = nodes.map(({ name, config }) => (fromHosts === undefined ? config.file : name));
  const draft = await draftFile(out, inventoryText(described, from, kept));
  if (!draft.ok) return draft;
  const compared = await compareAll(context, draft.value.path, described);
  if (compared.ok) return success({ described, plain: kept, draft: draft.value, compared: compared.value });
  await draft.value.discard();
  return compared;
}

async function compareAll(
  { homeDirectory, localUser, environment }: World,
  path: string,
  described: readonly DescribedCluster[],
): Promise<Outcome<readonly ImportedCluster[]>> {
  const loaded = await loadInventory({ path, homeDirectory, localUser, environment });
  if (!loaded.ok) return loaded;
  const problems = loaded.value.problemsOf();
  if (problems.length > 0) return failure(...problems.map(notTaken));
  const all = described.flatMap((each): Described[] => {
    const cluster = loaded.value.clusters.find(({ name }) => name === each.name);
    return cluster === undefined ? [] : [{ described: each, cluster }];
  });
  const imported: ImportedCluster[] = [];
  for (const each of all) {
    const first = each.described.found.first ?? each.described.found;
    const beside = all.filter(({ described: { found } }) => (found.first ?? found) === first);
    const rendered = renderTogether(beside);
    if (!rendered.ok) return rendered;
    imported.push(importedCluster(each, beside, rendered.value));
  }
  return success(imported);
}

function importedCluster(
  { cluster, described }: Described,
  beside: readonly Described[],
  { configs, refusals }: Rendering,
): ImportedCluster {
  const found = described.hosts.flatMap(({ name, found: member }) => {
    const config = configs.get(name);
    return member === undefined || config === undefined ? [] : [{ member, config }];
  });
  const forecast = forecastOf(cluster, found);
  const clusters = beside.map((each) => each.cluster);
  return {
    name: cluster.name,
    addresses: cluster.havip.addresses,
    routerId: cluster.havip.virtual_router_id,
    members: cluster.members.map(({ host, role, priority, privateIp }) => ({
      host: host.name,
      role,
      priority,
      address: privateIp,
      file: described.hosts.find(({ name }) => name === host.name)?.found?.node.config.file,
    })),
    comparisons: found.map(({ member, config }) => compare(member, cluster, config, clusters)),
    assumptions: described.assumptions,
    effect: forecast?.effect,
    trouble: forecast?.trouble ?? false,
    refusals: [...new Set(refusals.map(refusalText))],
  };
}

/** On one line for all machines that it is told of; where the words of linting are many, their first. */
function refusalText({ summary, detail, fix }: Problem): string {
  const [first = ''] = (detail ?? '').split('\n');
  return [summary, first, fix ?? '']
    .filter((text) => text !== '')
    .join('. ')
    .replaceAll('..', '.');
}

/** A place in the draft helps nobody: it is gone by then. */
function notTaken({ source, ...problem }: Problem): Problem {
  const detail = `${problem.detail ?? ''} The configuration has a value that no inventory takes.`.trim();
  return source === undefined ? problem : { ...problem, detail };
}

function nothingIn({ name, config }: FoundNode) {
  return {
    code: 'lint.nothing-to-import',
    summary: `${name} has nothing that an inventory could hold`,
    detail: 'It has no vrrp_instance, virtual_server or the like, or what would be evaluated as Jinja.',
    fix: 'Leave the file out, or look at it with havip-deploy lint.',
    source: { file: config.file, line: 1, column: 1 },
  } as const;
}
