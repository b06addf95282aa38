import type { HostResult } from '../../core/document.ts';
import { exitCodeFor, type Problem } from '../../core/problem.ts';
import type { Redactor } from '../../core/secret.ts';
import type { HavipRequest } from '../../havip/request.ts';
import type { Host } from '../../inventory/types.ts';
import type { RunnerKinds } from '../../run/kinds.ts';
import type { RunDeps } from '../../run/request.ts';
import { type RunResult, runPlaybook } from '../../run/run-playbook.ts';
import { PlanGuard } from '../../run/saved-plan/plan-guard.ts';
import { PlanRecord } from '../../run/saved-plan/plan-record.ts';
import { maskedLines } from '../trace/trace-text.ts';
import { type Drift, driftOf } from './drift.ts';
import { planContentOf } from './plan-content.ts';
import type { PlanFile } from './plan-file.ts';

/** A plan that is to be carried out. */
export interface SavedRun {
  readonly saved: PlanFile;
  readonly request: HavipRequest;
  /** The hosts that it is about. */
  readonly hosts: readonly Host[];
}

/**
 * Carries out a plan: all is planned anew, whoever is not as the plan has it is refused with its whole cluster,
 * and the others are changed by what is in the plan and nothing else.
 */
export async function runAsPlanned(
  { saved, request, hosts }: SavedRun,
  kindsFor: (request: HavipRequest) => RunnerKinds,
  deps: RunDeps,
  redactor: Redactor,
): Promise<RunResult> {
  const record = new PlanRecord();
  const { waves: _, ...whole } = request;
  const looking = { ...whole, check: true };
  const looked = await runPlaybook(looking, kindsFor(looking), {
    ...deps,
    onEvent: () => undefined,
    record,
  });
  const drift = driftOf(saved.plan, await planContentOf(record, looked, redactor, saved.salt));
  const problems = [...looked.errors, ...drift.map(({ problem }) => problem)];
  const left = notRefused({ saved, request, hosts }, looked.errors, drift, redactor);
  const refused = refusal(looked, left, problems);
  for (const problem of problems) deps.onEvent({ type: 'problem', problem });
  if (left.size === 0 || deps.signal.aborted) return refused;
  const rest = { ...request, limit: left };
  const done = await runPlaybook(rest, kindsFor(rest), { ...deps, guard: new PlanGuard(record) });
  const errors = [...problems, ...done.errors];
  const exitCode = exitCodeFor(errors) || done.exitCode;
  return {
    ok: exitCode === 0,
    exitCode,
    hosts: { ...refused.hosts, ...done.hosts },
    clusters: { ...refused.clusters, ...done.clusters },
    errors,
  };
}

/** The hosts of which, and of whose clusters, nothing is wrong. */
function notRefused(
  { request, hosts }: SavedRun,
  errors: readonly Problem[],
  drift: readonly Drift[],
  redactor: Redactor,
): ReadonlySet<string> {
  // Nobody knows whom a problem without a host concerns.
  if (errors.some(({ host }) => host === undefined)) return new Set();
  // A plan has names as they are shown.
  const shown = (name: string) => maskedLines(name, redactor).join('');
  const drifted = new Set(drift.map(({ problem, cluster }) => cluster ?? problem.host));
  const failed = new Set(errors.map(({ host }) => host));
  const isBad = (name: string) => failed.has(name) || drifted.has(shown(name));
  const bad = new Set(hosts.map(({ name }) => name).filter(isBad));
  for (const { name, members } of request.inventory.clusters) {
    if (!drifted.has(shown(name)) && !members.some(({ host }) => isBad(host.name))) continue;
    for (const { host } of members) bad.add(host.name);
  }
  return new Set(hosts.map(({ name }) => name).filter((name) => !bad.has(name)));
}

/** What is told of those that nothing was done to. */
function refusal(looked: RunResult, left: ReadonlySet<string>, problems: readonly Problem[]): RunResult {
  const hosts = Object.entries(looked.hosts).filter(([name]) => !left.has(name));
  const exitCode = exitCodeFor(problems);
  return {
    ok: exitCode === 0,
    exitCode,
    hosts: Object.fromEntries(hosts.map(([name, result]) => [name, untouched(name, result, problems)])),
    clusters: Object.fromEntries(
      Object.entries(looked.clusters).map(([name, result]) => [
        name,
        { ...result, skipped: 'not begun: it is not as the plan has it' },
      ]),
    ),
    errors: problems,
  };
}

function untouched(name: string, result: HostResult, problems: readonly Problem[]): HostResult {
  const failed = problems.some(({ host, code }) => host === name && !code.startsWith('connection.')) ? 1 : 0;
  return { ...result, ok: 0, changed: 0, failed, tasks: [] };
}
