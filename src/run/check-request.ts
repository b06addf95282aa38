import type { ConvergePlay, Play } from '../api/types.ts';
import { didYouMean } from '../core/nearest.ts';
import type { Problem } from '../core/problem.ts';
import { wishProblems } from '../havip/cluster/install-wish.ts';
import { findScenario } from '../havip/drills/scenarios.ts';
import { selectHosts } from '../inventory/select/patterns.ts';
import type { Cluster, Host, Inventory } from '../inventory/types.ts';
import { rehearse } from './rehearse.ts';
import type { RunRequest } from './request.ts';
import { unitsOf } from './unit.ts';
import { waveSizes } from './waves/waves.ts';

/** Tags that mean something on any step. */
const SPECIAL_TAGS = ['all', 'always', 'never'];

/** Everything about a request that can be wrong before a host is contacted, all of it at once. */
export function checkRequest(request: RunRequest): Problem[] {
  const { playbook, inventory } = request;
  const patterns = playbook.plays.flatMap((play) => patternProblems(request, play));
  if (patterns.length > 0) return patterns;
  const unusable = inventory.problemsOf(usedHosts(request));
  if (unusable.length > 0) return [...unusable];
  const clusterPlays = playbook.plays.some((play) => play.hosts === undefined);
  const noCluster: Problem[] =
    clusterPlays && inventory.clusters.length === 0
      ? [
          {
            code: 'inventory.no-cluster',
            summary: `${inventory.path} holds no cluster`,
            detail: `The playbook ${playbook.name} is about clusters, and no group has \`havip\` among its vars.`,
            fix: 'Give a group `vars: {havip: {address: …, virtual_router_id: …}}`; `havip-deploy init` writes an example.',
          },
        ]
      : [];
  const variables = variableProblems(request);
  return [
    ...noCluster,
    ...limitProblems(request),
    ...partProblems(request),
    ...drillProblems(request),
    ...tagProblems(request),
    ...variables,
    // A role's code expects variables that have been checked.
    ...(variables.length > 0 ? [] : stepProblems(request)),
    ...wishProblems(request.install, inventory.clusters),
    ...waveProblems(request),
  ];
}

/** Who is contacted or needed: the hosts of all plays, and of a cluster the other members and the witness. */
function usedHosts(request: RunRequest): Set<string> {
  const { playbook, inventory, limit } = request;
  const used = new Set(playbook.plays.flatMap((play) => playHosts(request, play).map(({ name }) => name)));
  if (playbook.plays.some((play) => play.hosts === undefined)) {
    for (const name of inventory.memberNames) if (limit?.has(name) ?? true) used.add(name);
  }
  for (const { members, witness } of inventory.clusters) {
    if (!members.some(({ host }) => used.has(host.name))) continue;
    for (const { host } of members) used.add(host.name);
    if (witness !== undefined) used.add(witness.name);
  }
  return used;
}

/** Hosts that a play is about, in the inventory's order. */
export function playHosts(request: RunRequest, play: Play): Host[] {
  const { inventory, limit } = request;
  const selected = play.hosts === undefined ? undefined : selectHosts(inventory, play.hosts);
  const hosts =
    selected === undefined
      ? inventory.clusters.flatMap((cluster) => cluster.members.map(({ host }) => host))
      : selected.ok
        ? selected.value
        : [];
  return limit === undefined ? [...hosts] : hosts.filter(({ name }) => limit.has(name));
}

/** A limit that leaves none of the hosts that the playbook is about: nothing would be done, and seem well. */
function limitProblems(request: RunRequest): Problem[] {
  const { playbook, limit } = request;
  if (limit === undefined) return [];
  const about = (wanted: RunRequest) => playbook.plays.flatMap((play) => playHosts(wanted, play));
  const { limit: _, ...unlimited } = request;
  const all = new Set(about(unlimited).map(({ name }) => name));
  if (all.size === 0 || about(request).length > 0) return [];
  return [
    {
      code: 'usage.no-match',
      summary: `--limit leaves none of the hosts that ${playbook.name} is about`,
      detail: `It leaves ${[...limit].join(', ')}; the playbook is about ${[...all].join(', ')}.`,
      fix: 'Name a cluster or one of its members.',
    },
  ];
}

/** Nodes that are not taken back together might no longer understand each other. */
function partProblems({ playbook, inventory, limit }: RunRequest): Problem[] {
  if (limit === undefined || !playbook.plays.some(({ kind }) => kind === 'rollback')) return [];
  return inventory.clusters.flatMap(({ name, members }) => {
    const left = members.filter(({ host }) => limit.has(host.name)).length;
    if (left === 0 || left === members.length) return [];
    return [
      {
        code: 'usage.part-of-cluster' as const,
        summary: `--limit leaves only a part of ${name}`,
        detail: 'A rollback takes a cluster back as a whole.',
        fix: `Name the cluster: --limit ${name}`,
      },
    ];
  });
}

function patternProblems({ inventory }: RunRequest, play: Play): readonly Problem[] {
  if (play.hosts === undefined) return [];
  const selected = selectHosts(inventory, play.hosts);
  return selected.ok
    ? []
    : selected.problems.map((problem) => ({
        ...problem,
        detail: `In the play "${play.name}". ${problem.detail ?? ''}`.trim(),
      }));
}

function drillProblems({ inventory, playbook, verify, drills, limit }: RunRequest): Problem[] {
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
      havip.check === undefined && members.some(({ host }) => limit === undefined || limit.has(host.name)),
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

function waveProblems(request: RunRequest): readonly Problem[] {
  if (request.waves === undefined) return [];
  const names = request.playbook.plays.flatMap((play) => playHosts(request, play).map(({ name }) => name));
  const sizes = waveSizes(request.waves.totals, unitsOf(request.inventory, new Set(names)).length);
  return sizes.ok ? [] : sizes.problems;
}

function tagProblems({ playbook, selection }: RunRequest): Problem[] {
  const known = new Set(SPECIAL_TAGS);
  for (const play of playbook.plays) {
    for (const tag of play.tags) known.add(tag);
    if (play.kind === 'converge')
      for (const role of play.roles) for (const tag of [role.name, ...role.tags]) known.add(tag);
  }
  return [...selection.tags, ...selection.skipTags]
    .filter((tag) => !known.has(tag))
    .map((tag) => ({
      code: 'usage.no-such-tag',
      summary: `no step has the tag "${tag}"`,
      fix: `Of the playbook ${playbook.name}: ${didYouMean(tag, [...known])}`,
    }));
}

/** One play that makes hosts what they should be, and one of its hosts. */
interface ConvergingHost {
  readonly play: ConvergePlay;
  readonly cluster: Cluster | undefined;
  readonly host: Host;
}

function convergingHosts(request: RunRequest): ConvergingHost[] {
  const converging = request.playbook.plays.filter((play): play is ConvergePlay => play.kind === 'converge');
  return converging.flatMap((play) => {
    const units = unitsOf(request.inventory, new Set(playHosts(request, play).map(({ name }) => name)));
    return units.flatMap(({ cluster, hosts }) => hosts.map((host) => ({ play, cluster, host })));
  });
}

function variableProblems(request: RunRequest): Problem[] {
  return convergingHosts(request).flatMap(({ play, cluster, host }) =>
    play.roles.flatMap((role) => {
      const checked = role.check(host, cluster);
      if ('vars' in checked) return [];
      return checked.issues.map(({ path, message }): Problem => {
        const source = request.inventory.placeOf(host.name, path[0] ?? '');
        return {
          code: 'vars.invalid',
          host: host.name,
          summary: `${path.join('.') || 'variables'}: ${message}`,
          detail: `The role ${role.name} needs it in the play "${play.name}".`,
          fix: `Set it for the host or a group of it, or with -e: key=value gives a text, '{"key": 5}' a number.`,
          ...(source && { source }),
        };
      });
    }),
  );
}

/** What is wrong with the steps themselves; a mistake that all hosts meet is told once. */
function stepProblems(request: RunRequest): Problem[] {
  const problems = convergingHosts(request).flatMap(({ play, cluster, host }) =>
    rehearse(request, play, cluster, host),
  );
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}
