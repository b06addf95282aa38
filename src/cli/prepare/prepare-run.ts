import { failure, type Outcome, success } from '../../core/outcome.ts';
import type { Problem } from '../../core/problem.ts';
import type { Redactor } from '../../core/secret.ts';
import type { HavipRequest } from '../../havip/request.ts';
import type { Host } from '../../inventory/types.ts';
import { ForeseenFacts } from '../../run/check/foreseen-facts.ts';
import type { CommandContext } from '../context.ts';
import type { EngineOptions } from '../engine/options.ts';
import type { CommonOptions } from '../options/options.ts';
import { type RollingOptions, rollingRequest } from '../options/rolling-options.ts';
import { type StepOptions, stepRequest } from '../options/step-options.ts';
import { checkFolder } from '../output/output-folder.ts';
import { checkPlanPlace, type PlanFile } from '../saved-plan/plan-file.ts';
import {
  checkPlan,
  checkPlanFlags,
  openPlan,
  type PlanFlags,
  type PlannedRequest,
} from '../saved-plan/saved-plan.ts';
import { type PreparedInventory, prepareInventory, tellWarnings } from './prepare-inventory.ts';

/** A command that runs a playbook on an inventory. */
export interface PlaybookCommand<P> {
  readonly command: string;
  readonly playbook: P;
  /** The argument; `-i` may name more. */
  readonly inventory: string | undefined;
  /** Where the playbook lies, whose `group_vars/` and `host_vars/` count; the current folder for our own. */
  readonly playbookFolder?: string;
  readonly options: CommonOptions &
    RollingOptions &
    StepOptions &
    EngineOptions &
    PlanFlags & { readonly detailedExitcode?: boolean };
}

/** What is to be run; a person's own playbook comes with how its code is called. */
type RunCode = Pick<HavipRequest, 'playbook' | 'userCode' | 'rollbackConsent'> & {
  /** The text of each of its files. */
  readonly code?: readonly string[];
  /** Where they lie. */
  readonly codePaths?: readonly string[];
};

/** Gives what is to be run; the inventory is undefined where something is wrong with it. */
export type LoadCode = (prepared: PreparedInventory | undefined) => Promise<Outcome<RunCode>>;

/** A run that may begin. */
export interface PreparedRun extends PlannedRequest {
  /** The plan that it carries out. */
  readonly saved?: PlanFile;
  /** Where the files of a person's own playbook lie. */
  readonly codePaths?: readonly string[];
}

/** Everything that can be wrong with the input, found before anything is contacted. */
export async function prepareRun(
  context: CommandContext,
  { command, inventory: path, playbookFolder, options }: PlaybookCommand<string>,
  load: LoadCode,
  redactor: Redactor,
): Promise<Outcome<PreparedRun>> {
  const prepared = await prepareInventory(context, path, options, redactor, playbookFolder);
  const playbook = await load(prepared.ok ? prepared.value : undefined);
  const folder = await checkFolder(options.report, '--report');
  const place = await checkPlanPlace(options.out);
  const flags = checkPlanFlags(options);
  const rolling = rollingRequest(context, options);
  const steps = stepRequest(context, options);
  const others = problemsOf(folder, place, flags);
  if (!prepared.ok || !playbook.ok || others.length > 0 || !rolling.ok || !steps.ok) {
    const problems = [...problemsOf(prepared, playbook), ...others, ...problemsOf(rolling, steps)];
    // Nothing will be run, so nobody is used; what is wrong with the hosts is told all the same.
    const hosts = prepared.ok ? prepared.value.inventory.problemsOf(prepared.value.limit) : [];
    return failure(...hosts, ...problems);
  }
  const { inventory, limit } = prepared.value;
  const { code = [], codePaths, ...toRun } = playbook.value;
  const given: HavipRequest = {
    command,
    ...toRun,
    inventory,
    ...(limit && { limit }),
    check: options.check === true,
    forks: options.forks,
    selection: { tags: options.tags, skipTags: options.skipTags },
    verify: options.verify ?? 'auto',
    skipPreflight: options.skipPreflight === true,
    ...rolling.value,
    ...steps.value,
    lockWaitMs: options.lockWait ?? 0,
    foreseen: new ForeseenFacts(),
    ...(options.drills && { drills: options.drills }),
    ...(options.repeat && { repeat: options.repeat }),
  };
  const { playbook: run, waves } = given;
  if (waves?.windows !== undefined && run.strategy !== 'free') return failure(noWindow(run.name));
  const err = (text: string) => context.err(redactor.redact(text));
  const ready = await readyToRun({ ...context, err }, options.plan, given, code);
  return ready.ok && codePaths !== undefined ? success({ ...ready.value, codePaths }) : ready;
}

function noWindow(playbook: string): Problem {
  return {
    code: 'usage.no-window',
    summary: `--window lets units begin on their own, and the plays of ${playbook} wait for each other`,
    fix: "Give the playbook `strategy: 'free'`, or start the run by a timer of the system.",
  };
}

/** What a run begins with: a plan's own options where it carries one out, and all of it checked. */
async function readyToRun(
  context: CommandContext,
  plan: string | undefined,
  given: HavipRequest,
  code: readonly string[],
): Promise<Outcome<PreparedRun>> {
  const opened = plan === undefined ? undefined : await openPlan(plan, given);
  if (opened?.ok === false) return opened;
  const { request, saved } = opened?.value ?? { request: given, saved: undefined };
  const checked = await context.endedBySignals(() => check(context, request));
  if (!checked.ok) return checked;
  const run = { request, code, hosts: await hostsOf(request) };
  const outdated = saved === undefined ? [] : await checkPlan(saved, run);
  return outdated.length > 0 ? failure(...outdated) : success({ ...run, ...(saved && { saved }) });
}

/** Asks the playbook's own code, too, which may never come to an end. */
async function check(context: CommandContext, request: HavipRequest): Promise<Outcome<void>> {
  const [{ checkRequest }, { havipKinds }] = await Promise.all([
    import('../../run/check/check-request.ts'),
    import('../../havip/kinds.ts'),
  ]);
  const found = checkRequest(request, havipKinds(request), (warnings) => tellWarnings(context, warnings));
  return found.length > 0 ? failure(...found) : success(undefined);
}

/** The hosts that a run is about. */
async function hostsOf(request: HavipRequest): Promise<readonly Host[]> {
  const [{ playHosts }, { havipKinds }] = await Promise.all([
    import('../../run/check/check-request.ts'),
    import('../../havip/kinds.ts'),
  ]);
  const kinds = havipKinds(request);
  return [...new Set(request.playbook.plays.flatMap((play) => playHosts(request, kinds, play)))];
}

/** All that is wrong, in one answer. */
export function problemsOf(...outcomes: readonly Outcome<unknown>[]): readonly Problem[] {
  return outcomes.flatMap((each) => (each.ok ? [] : each.problems));
}
