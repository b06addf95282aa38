import { failure, type Outcome, success } from '../../core/outcome.ts';
import type { Problem } from '../../core/problem.ts';
import { findClusters } from '../../havip/import/clusters.ts';
import { compare } from '../../havip/import/compare/compare.ts';
import { forecastOf } from '../../havip/import/compare/forecast.ts';
import { type DescribedCluster, describeCluster } from '../../havip/import/describe.ts';
import type { FoundNode } from '../../havip/import/found.ts';
import { inventoryText } from '../../havip/import/inventory-text.ts';
import { loadInventory } from '../../inventory/index.ts';
import type { Cluster } from '../../inventory/types.ts';
import type { CommandContext } from '../context.ts';
import type { Imported, ImportedCluster } from './imported.ts';
import { renderCluster } from './render-cluster.ts';
import type { ImportOptions } from './run-import.ts';
import { draftFile } from './write-inventory.ts';

/** Makes the inventory, reads it as `up` would, and compares what comes of it with what was found. */
export async function importNodes(
  context: Pick<CommandContext, 'homeDirectory' | 'localUser' | 'environment'>,
  nodes: readonly FoundNode[],
  {
    out,
    force = false,
    check = false,
    fromHosts,
  }: Pick<ImportOptions, 'out' | 'force' | 'check' | 'fromHosts'>,
): Promise<Outcome<Imported>> {
  const clusters = findClusters(nodes);
  const left = nodes.filter((node) => !clusters.some(({ members }) => members.some((m) => m.node === node)));
  if (left.length > 0) return failure(...left.map(nothingIn));
  const described = clusters.map((found) => describeCluster(found, fromHosts !== undefined));
  const from = nodes.map(({ name, config }) => (fromHosts === undefined ? config.file : name));
  const draft = await draftFile(out, inventoryText(described, from));
  if (!draft.ok) return draft;
  const compared = await compareAll(context, draft.value.path, described);
  if (!compared.ok || check) await draft.value.discard();
  if (!compared.ok) return compared;
  if (!check) {
    const kept = await draft.value.keep(force);
    if (!kept.ok) return kept;
  }
  return success({
    file: check ? undefined : out,
    holdsPassword: described.some(({ havip }) => 'auth_pass' in havip),
    fromHosts: fromHosts !== undefined,
    clusters: compared.value,
  });
}

async function compareAll(
  {
    homeDirectory,
    localUser,
    environment,
  }: Pick<CommandContext, 'homeDirectory' | 'localUser' | 'environment'>,
  path: string,
  described: readonly DescribedCluster[],
): Promise<Outcome<readonly ImportedCluster[]>> {
  const loaded = await loadInventory({ path, homeDirectory, localUser, environment });
  if (!loaded.ok) return loaded;
  const problems = loaded.value.problemsOf();
  if (problems.length > 0) return failure(...problems.map(notTaken));
  const all = described.map((each) => {
    const cluster = loaded.value.clusters.find(({ name }) => name === each.name);
    return cluster === undefined ? failure() : importedCluster(cluster, each);
  });
  const wrong = all.flatMap((outcome) => (outcome.ok ? [] : outcome.problems));
  return wrong.length > 0 ? failure(...wrong) : success(all.flatMap((each) => (each.ok ? [each.value] : [])));
}

function importedCluster(cluster: Cluster, described: DescribedCluster): Outcome<ImportedCluster> {
  const rendered = renderCluster(cluster, described);
  if (!rendered.ok) return rendered;
  const found = described.hosts.flatMap(({ name, found: member }) => {
    const config = rendered.value.get(name);
    return member === undefined || config === undefined ? [] : [{ member, config }];
  });
  const forecast = forecastOf(cluster, found);
  return success({
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
    comparisons: found.map(({ member, config }) => compare(member, cluster, config)),
    assumptions: described.assumptions,
    effect: forecast?.effect,
    trouble: forecast?.trouble ?? false,
  });
}

/** A place in the draft helps nobody: it is gone by then. */
function notTaken({ source, ...problem }: Problem): Problem {
  const detail = `${problem.detail ?? ''} The configuration has a value that no inventory takes.`.trim();
  return source === undefined ? problem : { ...problem, detail };
}

function nothingIn({ name, config, view }: FoundNode) {
  const shared = view.instances.length > 0;
  return {
    code: 'lint.nothing-to-import',
    summary: shared
      ? `${name} has no instance with an IPv4 address that makes a cluster of its own`
      : `${name} has no vrrp_instance`,
    detail: shared
      ? 'A cluster needs an IPv4 address in virtual_ipaddress, and each machine is in one cluster.'
      : 'Without one there is no floating address.',
    fix: 'Leave the file out, or look at it with havip-deploy lint.',
    source: { file: config.file, line: 1, column: 1 },
  } as const;
}
