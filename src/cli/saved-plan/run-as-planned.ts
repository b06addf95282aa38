import type { HostResult } from '../../core/events/document.ts';
import { exitCodeFor, type Problem } from '../../core/problem.ts';
import type { Redactor } from '../../core/secret.ts';
import type { HavipRequest } from '../../havip/request.ts';
import type { Host } from '../../inventory/types.ts';
import type { RunnerKinds } from '../../run/kinds.ts';
import type { RunDeps } from '../../run/request.ts';
import { type RunResult, runPlaybook } from '../../run/run-playbook.ts';
import { PlanGuard } from '../../run/saved-plan/plan-guard.ts';
import { PlanRecord } from '../../run/saved-plan/plan-record.ts';
import { driftOf } from './drift.ts';
import { KeptConnections } from './kept-connections.ts';
import { planContentOf } from './plan-content.ts';
import type { PlanFile } from './plan-file.ts';
import { Survivors } from './survivors.ts';

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
  const kept = new KeptConnections(deps.connect);
  try {
    return await compareAndRun(
      { saved, request, hosts },
      kindsFor,
      { ...deps, connect: kept.connect },
      redactor,
    );
  } finally {
    await kept.end();
  }
}

async function compareAndRun(
  { saved, request, hosts }: SavedRun,
  kindsFor: (request: HavipRequest) => RunnerKinds,
  deps: RunDeps,
  redactor: Redactor,
): Promise<RunResult> {
  const made = saved.madeAt.replace('T', ' ').replace(/\.\d+Z$/, ' UTC');
  deps.onEvent({ type: 'notice', text: `comparing with the plan of ${made}` });
  const record = new PlanRecord();
  const looking = toLook(request);
  const looked = await runPlaybook(looking, kindsFor(looking), {
    ...deps,
    onEvent: () => undefined,
    record,
  });
  const found = driftOf(saved.plan, await planContentOf(record, looked, redactor, saved.salt));
  const left = new Survivors(request, hosts, record, redactor);
  left.refuse(looked.errors, found);
  const problems = [...looked.errors, ...left.told(found), ...left.tooFew(kindsFor(request))];
  const refused = refusal(looked, left.names, problems);
  for (const problem of problems) deps.onEvent({ type: 'problem', problem });
  if (left.names.size === 0 || deps.signal.aborted) return refused;
  const rest = { ...request, limit: left.names };
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

/** All hosts are looked at, however many of them cannot be. */
function toLook({ waves: _, ...request }: HavipRequest): HavipRequest {
  const plays = request.playbook.plays.map((play) => ({
    ...play,
    maxFailures: Number.POSITIVE_INFINITY,
    anyErrorsFatal: false,
  }));
  return { ...request, check: true, playbook: { ...request.playbook, plays } };
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
      // What would be done to its address is no result of a run.
      Object.entries(looked.clusters).map(([name, { effect: _, ...result }]) => [
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
