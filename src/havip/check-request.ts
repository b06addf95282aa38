import type { Problem } from '../core/problem.ts';
import type { Cluster, Inventory } from '../inventory/types.ts';
import { findScenario } from './drills/scenarios.ts';
import type { HavipRequest } from './request.ts';
import { wishProblems } from './version-override.ts';

/** What is wrong with a request as far as it is about clusters. */
export function havipProblems(request: HavipRequest): Problem[] {
  return [
    ...noCluster(request),
    ...drillProblems(request),
    ...wishProblems(request.install, request.inventory.clusters),
  ];
}

function noCluster({ playbook, inventory }: HavipRequest): Problem[] {
  const about = playbook.plays.some((play) => play.hosts === undefined);
  if (!about || inventory.clusters.length > 0) return [];
  return [
    {
      code: 'inventory.no-cluster',
      summary: `${inventory.path} holds no cluster`,
      detail: `The playbook ${playbook.name} is about clusters, and no group has \`havip\` among its vars.`,
      fix: 'Give a group `vars: {havip: {address: …, virtual_router_id: …}}`; `havip-deploy init` writes an example.',
    },
  ];
}

function drillProblems({ inventory, playbook, verify, drills, limit }: HavipRequest): Problem[] {
  if (verify === 'never' || !playbook.plays.some(({ kind }) => kind === 'prove')) return [];
  const named = drills ?? inventory.clusters.flatMap(({ havip }) => havip.verify.drills);
  const found = [...new Set(named)].map(findScenario);
  const unknown = found.flatMap((each) => (each.ok ? [] : each.problems));
  if (drills?.length === 0) return [noDrill];
  const byCheck = found.flatMap((each) =>
    each.ok && each.value.needsCheck === true ? [each.value.name] : [],
  );
  const unchecked = inventory.clusters.filter(
    ({ havip, members }) =>
      havip.checks.length === 0 && members.some(({ host }) => limit === undefined || limit.has(host.name)),
  );
  // What the inventory itself asks for, its own rules have checked.
  if (drills === undefined || byCheck.length === 0) return unknown;
  return [...unknown, ...unchecked.map((cluster) => uncheckedProblem(inventory, cluster, byCheck))];
}

const noDrill: Problem = {
  code: 'usage.no-drill',
  summary: '--drills names no drill',
  fix: 'Give it at least one: --drills stop,crash',
};

function uncheckedProblem(
  inventory: Inventory,
  { name, members }: Cluster,
  drills: readonly string[],
): Problem {
  const source = inventory.placeOf(members[0]?.host.name ?? '', 'havip');
  return {
    code: 'vars.missing-check',
    summary: `The drill "${drills.join('", "')}" needs havip.check, which ${name} has not`,
    fix: 'Add check: to havip and run up, or leave the drill out.',
    ...(source && { source }),
  };
}
