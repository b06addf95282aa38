import { isConverging, type Play } from '../../api/types.ts';
import { groupBy } from '../../core/group-by.ts';
import type { Outcome } from '../../core/outcome.ts';
import type { Problem } from '../../core/problem.ts';
import { didYouMean } from '../../core/text/nearest.ts';
import { placeMade } from '../../core/user-code/call-site.ts';
import { OWN_CODE } from '../../core/user-code/user-code.ts';
import { selectHosts } from '../../inventory/select/patterns.ts';
import type { Host } from '../../inventory/types.ts';
import type { Fact } from '../../resources/fact.ts';
import { StartAt } from '../choice/start-at.ts';
import type { RunnerKinds } from '../kinds.ts';
import type { RunRequest } from '../request.ts';
import { unitsOf } from '../unit/units-of.ts';
import { waveSizes } from '../waves/waves.ts';
import { knownSteps, type Rehearsed, wrongIn } from './rehearse.ts';
import { type ConvergingHost, variableProblems } from './variable-problems.ts';

/** Tags that mean something on any step. */
const SPECIAL_TAGS = ['all', 'always', 'never'];

/**
 * Everything about a request that can be wrong before a host is contacted, all of it at once.
 * @param warn told what is carried out all the same, and is hardly meant so
 */
export function checkRequest(
  request: RunRequest,
  kinds: RunnerKinds,
  warn: (warnings: readonly Problem[]) => void = () => undefined,
): Problem[] {
  const { playbook, userCode = OWN_CODE } = request;
  const patterns = playbook.plays.flatMap((play) => patternProblems(request, play));
  if (patterns.length > 0) return patterns;
  const unusable = request.inventory.problemsOf(usedHosts(request, kinds));
  if (unusable.length > 0) return [...unusable];
  const origin = { what: `the playbook "${playbook.name}"` };
  const converging = convergingHosts(request, kinds);
  const checked = userCode.attempt(origin, () => variableProblems(request, converging));
  if (!checked.ok) return [...checked.problems];
  const variables = checked.value;
  // A role's code expects variables that have been checked.
  const rehearsed = variables.length > 0 ? [] : rehearseAll(request, converging);
  warn(each(listsOf(rehearsed).flatMap(({ tasks }) => tasks?.neverYielded ?? [])));
  const others = userCode.attempt(origin, () => [
    ...kinds.problems(request),
    ...playProblems(request, kinds),
  ]);
  return [
    ...limitProblems(request, kinds),
    ...partProblems(request, kinds),
    ...tagProblems(request, stepTags(rehearsed)),
    ...variables,
    ...stepProblems(rehearsed),
    ...(variables.length > 0 ? [] : startProblems(request, rehearsed)),
    ...(others.ok ? others.value : others.problems),
    ...waveProblems(request, kinds),
  ];
}

/** Who is contacted or needed: the hosts of all plays, and whom their units cannot do without. */
function usedHosts(request: RunRequest, kinds: RunnerKinds): Set<string> {
  const { plays } = request.playbook;
  const used = new Set(plays.flatMap((play) => playHosts(request, kinds, play).map(({ name }) => name)));
  return new Set([...used, ...kinds.alsoUsed(used)]);
}

/** Hosts that a play is about, in the inventory's order. */
export function playHosts(request: RunRequest, kinds: RunnerKinds, play: Play): Host[] {
  const { inventory, limit } = request;
  const selected = play.hosts === undefined ? undefined : selectHosts(inventory, play.hosts);
  const hosts = selected === undefined ? kinds.hosts(inventory) : selected.ok ? selected.value : [];
  return limit === undefined ? [...hosts] : hosts.filter(({ name }) => limit.has(name));
}

/** A limit that leaves none of the hosts that the playbook is about: nothing would be done, and seem well. */
function limitProblems(request: RunRequest, kinds: RunnerKinds): Problem[] {
  const { playbook, limit } = request;
  if (limit === undefined) return [];
  const about = (wanted: RunRequest) => playbook.plays.flatMap((play) => playHosts(wanted, kinds, play));
  const { limit: _, ...unlimited } = request;
  const all = new Set(about(unlimited).map(({ name }) => name));
  if (all.size === 0 || about(request).length > 0) return [];
  return [
    {
      code: 'usage.no-match',
      summary: `--limit leaves none of the hosts that ${playbook.name} is about`,
      detail: `It leaves ${[...limit].join(', ')}; the playbook is about ${[...all].join(', ')}.`,
      fix: 'Name one of those.',
    },
  ];
}

/** What goes back together might no longer understand each other when a part of it does not. */
function partProblems(request: RunRequest, kinds: RunnerKinds): Problem[] {
  const { playbook, inventory, limit } = request;
  const whole = playbook.plays.find(({ kind }) => kinds.plays[kind]?.needsWhole === true);
  if (limit === undefined || whole === undefined) return [];
  return kinds.units(inventory).flatMap(({ name, names, hosts }) => {
    const left = hosts.filter((host) => limit.has(host.name)).length;
    if (left === 0 || left === hosts.length) return [];
    return [
      {
        code: 'usage.part-of-cluster' as const,
        summary: `--limit leaves only a part of ${name}`,
        detail: `The play "${whole.name}" takes it as a whole.`,
        fix: `Name all of it: --limit ${names?.[0] ?? name}`,
      },
    ];
  });
}

function patternProblems({ inventory, userCode }: RunRequest, play: Play): readonly Problem[] {
  if (play.hosts === undefined) return [];
  const selected = selectHosts(inventory, play.hosts);
  const source = userCode === undefined ? undefined : placeMade(play);
  return selected.ok
    ? []
    : selected.problems.map((problem) => ({
        ...problem,
        detail: `In the play "${play.name}". ${problem.detail ?? ''}`.trim(),
        ...(source && { source }),
      }));
}

function waveProblems(request: RunRequest, kinds: RunnerKinds): readonly Problem[] {
  if (request.waves === undefined) return [];
  const names = request.playbook.plays.flatMap((play) =>
    playHosts(request, kinds, play).map(({ name }) => name),
  );
  const sizes = waveSizes(
    request.waves.totals,
    unitsOf(request.inventory, kinds.units, new Set(names)).length,
  );
  return sizes.ok ? [] : sizes.problems;
}

/** One host in one play, and the steps that it would take there. */
interface RehearsedHost {
  readonly host: Host;
  readonly known: Outcome<readonly Rehearsed[]>;
}

/** All hosts in all plays, each once: tasks may be long, and what they note in passing is there once. */
function rehearseAll(request: RunRequest, converging: readonly ConvergingHost[]): readonly RehearsedHost[] {
  return [...groupBy(converging, ({ play }) => play)].flatMap(([play, hosts]) =>
    knownSteps(request, play, hosts).flatMap((known, index) => {
      const host = hosts[index]?.host;
      if (host === undefined) return [];
      // What follows from facts may ask for more than what is known without any.
      if (known.ok && known.value.every(({ whole }) => whole))
        request.foreseen?.note(play, host, known.value.flatMap(factsOfRole));
      return [{ host, known }];
    }),
  );
}

function factsOfRole({ resources }: Rehearsed): readonly Fact<unknown>[] {
  return resources.flatMap(({ facts }) => facts);
}

function listsOf(rehearsed: readonly RehearsedHost[]): readonly Rehearsed[] {
  return rehearsed.flatMap(({ known }) => (known.ok ? known.value : []));
}

/** Tags of single steps, as far as they are known before any host is contacted. */
function stepTags(rehearsed: readonly RehearsedHost[]): string[] {
  const steps = listsOf(rehearsed).flatMap(({ resources, tasks }) => [...resources, ...(tasks?.steps ?? [])]);
  return steps.flatMap((step) => step.tags);
}

function tagProblems({ playbook, selection }: RunRequest, ofSteps: readonly string[]): Problem[] {
  const known = new Set([...SPECIAL_TAGS, ...ofSteps]);
  for (const play of playbook.plays) {
    for (const tag of play.tags) known.add(tag);
    if (isConverging(play))
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

function convergingHosts(request: RunRequest, kinds: RunnerKinds): ConvergingHost[] {
  const converging = request.playbook.plays.filter(isConverging);
  return converging.flatMap((play) => {
    const units = unitsOf(
      request.inventory,
      kinds.units,
      new Set(playHosts(request, kinds, play).map(({ name }) => name)),
    );
    return units.flatMap((unit) => unit.hosts.map((host) => ({ play, unit, host })));
  });
}

/** What is wrong with the steps themselves. */
function stepProblems(rehearsed: readonly RehearsedHost[]): Problem[] {
  return each(rehearsed.flatMap(({ known, host }) => wrongIn(known, host)));
}

/** What all hosts meet is told once. */
function each(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}

/** A start that is no step, where all steps are known before any machine is. */
function startProblems(request: RunRequest, rehearsed: readonly RehearsedHost[]): Problem[] {
  if (request.startAt === undefined) return [];
  const startAt = new StartAt(request.startAt);
  const lists = listsOf(rehearsed);
  const named = lists.flatMap(({ role, resources, tasks }) =>
    [...resources, ...(tasks?.steps ?? [])].map(({ name }) => ({ name, role })),
  );
  const plays = request.playbook.plays.filter((play) => !isConverging(play)).map(({ name }) => name);
  if (named.some(({ name, role }) => startAt.isMeant(name, role))) return [];
  if (plays.some((name) => startAt.isMeant(name))) return [];
  if (lists.some(({ whole, tasks }) => !whole || tasks?.whole === false)) return [];
  const names = [...named.map(({ name }) => name), ...plays];
  return [
    startAt.problem(
      `Of the playbook ${request.playbook.name}: ${didYouMean(request.startAt, [...new Set(names)])}`,
    ),
  ];
}

/** What each kind finds wrong with its own plays; one that nobody has registered cannot be carried out. */
function playProblems(request: RunRequest, kinds: RunnerKinds): Problem[] {
  return request.playbook.plays.flatMap((play) => kinds.plays[play.kind]?.problems?.(request, play) ?? []);
}
