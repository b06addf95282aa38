import { failure, type Outcome, success } from '../../core/outcome.ts';
import type { Problem } from '../../core/problem.ts';
import type { Redactor } from '../../core/secret.ts';
import type { Target } from '../../core/ssh/target.ts';
import type { HavipRequest } from '../../havip/request.ts';
import type { Host } from '../../inventory/types.ts';
import type { RunResult } from '../../run/run-playbook.ts';
import type { PlanRecord } from '../../run/saved-plan/plan-record.ts';
import { version } from '../version.ts';
import { digestOf, newSalt } from './digest.ts';
import { differingParts, type InventoryContent, inventoryParts } from './inventory-parts.ts';
import { helpersIn, type PlanContent, planContentOf } from './plan-content.ts';
import { type PlanFile, type PlanOptions, readPlanFile, writePlanFile } from './plan-file.ts';

/** A run's request, with the code of its playbook where a person wrote it. */
export interface PlannedRequest {
  readonly request: HavipRequest;
  /** Text of each file. */
  readonly code: readonly string[];
  /** The hosts that it is about. */
  readonly hosts: readonly Host[];
}

/** Writes what a check has found to be due. */
export async function savePlan(
  path: string,
  { request, code, hosts }: PlannedRequest,
  record: PlanRecord,
  result: RunResult,
  redactor: Redactor,
): Promise<void> {
  const salt = newSalt();
  const plan = await planContentOf(record, result, redactor, salt);
  const inventory = inventoryOf(request, withHelpers(request, hosts, plan));
  await writePlanFile(path, {
    format: 'havip-deploy plan 2',
    version,
    madeAt: new Date().toISOString(),
    salt,
    playbook: { name: request.playbook.name, digest: await digestOf(code, salt) },
    inventory: await digestOf(inventory, salt),
    parts: await inventoryParts(inventory, salt),
    options: optionsOf(request),
    plan,
  });
}

/** Reads a plan, and gives the request with the options that it was made with. */
export async function openPlan(
  path: string,
  request: HavipRequest,
): Promise<Outcome<{ readonly saved: PlanFile; readonly request: HavipRequest }>> {
  const read = await readPlanFile(path);
  if (!read.ok) return read;
  const { options } = read.value;
  const { limit: _, startAt: __, replaceConfig: ___, ...rest } = request;
  return success({
    saved: read.value,
    request: {
      ...rest,
      selection: { tags: options.tags, skipTags: options.skipTags },
      skipPreflight: options.skipPreflight,
      install: { ...request.install, allowDowngrade: options.allowDowngrade },
      ...(options.limit && { limit: new Set(options.limit) }),
      ...(options.startAt !== null && { startAt: options.startAt }),
      ...(options.replaceConfig && { replaceConfig: options.replaceConfig }),
    },
  });
}

/** Whether the plan was made by this program, of this playbook and this inventory. */
export async function checkPlan(
  saved: PlanFile,
  { request, code, hosts }: PlannedRequest,
): Promise<readonly Problem[]> {
  const { salt, playbook } = saved;
  const inventory = inventoryOf(request, withHelpers(request, hosts, saved.plan));
  const [codeNow, inventoryNow] = await Promise.all([digestOf(code, salt), digestOf(inventory, salt)]);
  return [
    ...(saved.version === version
      ? []
      : [outdated(`havip-deploy ${saved.version} made the plan, and this is ${version}`)]),
    ...(playbook.name === request.playbook.name && playbook.digest === codeNow
      ? []
      : [outdated(`the playbook ${playbook.name} is another one than when the plan was made`)]),
    ...(saved.inventory === inventoryNow
      ? []
      : [
          outdated(
            'the inventory says something else of these hosts than when the plan was made',
            `${differingParts(saved.parts, await inventoryParts(inventory, salt))} Options that stand for it, such as -e, -u and --become, count as well. Nothing was contacted.`,
          ),
        ]),
  ];
}

function outdated(summary: string, detail = 'Nothing was contacted.'): Problem {
  return {
    code: 'usage.plan-outdated',
    summary,
    detail,
    fix: 'Make a new plan, look at it, and carry that out.',
  };
}

function optionsOf({
  selection,
  limit,
  startAt,
  skipPreflight,
  install,
  replaceConfig,
}: HavipRequest): PlanOptions {
  return {
    tags: [...selection.tags],
    skipTags: [...selection.skipTags],
    limit: limit === undefined ? null : [...limit],
    startAt: startAt ?? null,
    skipPreflight: skipPreflight === true,
    allowDowngrade: install?.allowDowngrade === true,
    replaceConfig: typeof replaceConfig === 'object' ? [...replaceConfig] : (replaceConfig ?? null),
  };
}

/** With those on which a plan has something done for them. */
function withHelpers(
  { inventory }: HavipRequest,
  hosts: readonly Host[],
  plan: PlanContent,
): readonly Host[] {
  const helpers = helpersIn(plan);
  const others = [...inventory.hosts.values()].filter(
    (host) => helpers.has(host.name) && !hosts.includes(host),
  );
  return [...hosts, ...others];
}

/** What the inventory says of hosts, and of the clusters to which they belong. */
export function inventoryOf({ inventory }: HavipRequest, hosts: readonly Host[]): InventoryContent {
  const names = new Set(hosts.map(({ name }) => name));
  return {
    hosts: hosts.map(({ name, vars, groups, target }) => ({ name, vars, groups, target: asAnyone(target) })),
    clusters: inventory.clusters
      .filter(({ members }) => members.some(({ host }) => names.has(host.name)))
      .map(({ name, havip, members, witness }) => ({
        name,
        havip,
        members: members.map(({ host, role, priority }) => [host.name, role, priority]),
        witness: witness?.target,
      })),
  };
}

/** Where nobody says who logs in, it is whoever carries out the plan. */
function asAnyone(target: Target): unknown {
  return target.via === 'ssh' && target.unsaid?.user === true ? { ...target, user: undefined } : target;
}

/** Options that a plan brings along, or that would not be what it says. */
const NOT_BESIDE = {
  limit: '--limit',
  tags: '--tags',
  skipTags: '--skip-tags',
  startAt: '--start-at',
  skipPreflight: '--skip-preflight',
  allowDowngrade: '--allow-downgrade',
  replaceConfig: '--replace-config',
  check: '--check',
  step: '--step',
} as const;

/** The options about plans of one command line. */
export interface PlanFlags {
  readonly out?: string;
  readonly plan?: string;
}

/** What is wrong with how a plan is asked for. */
export function checkPlanFlags(
  options: PlanFlags & { readonly [option in keyof typeof NOT_BESIDE]?: unknown },
): Outcome<undefined> {
  if (options.out !== undefined && options.check !== true) {
    return failure({
      code: 'usage.out-without-check',
      summary: '--out keeps a plan, and without --check this is a run',
      fix: 'Add --check; the plan is carried out by --plan FILE.',
    });
  }
  if (options.plan === undefined) return success(undefined);
  const given = Object.entries(NOT_BESIDE).flatMap(([key, name]) => {
    const value = options[key as keyof typeof NOT_BESIDE];
    const isGiven = Array.isArray(value) ? value.length > 0 : value !== undefined && value !== false;
    return isGiven ? [name] : [];
  });
  if (given.length === 0) return success(undefined);
  return failure({
    code: 'usage.options-beside-plan',
    summary: `${given.join(' and ')} cannot be given with --plan`,
    detail: 'A plan is carried out as it is, with the options that it was made with.',
    fix: 'Leave it out, or make a plan with it.',
  });
}
