import { failure, type Outcome } from '../../../core/outcome.ts';
import { exitCodeFor, type Problem } from '../../../core/problem.ts';
import { LEASE_SECONDS } from '../../../engine/lease/lease.ts';
import { formatElapsed } from '../../../report/index.ts';
import {
  jobName,
  type UnitContext,
  type UnitEnd,
  type UnitJob,
  type UnitWork,
} from '../../../rollout/context.ts';
import type { Attempt, Submissions } from '../../../rollout/dbos/store/submissions.ts';
import type { Json } from '../../../rollout/json.ts';
import type { RunDeps } from '../../../run/request.ts';
import { type RunResult, runPlaybook } from '../../../run/run-playbook.ts';
import { lookingAgain } from '../../../run/waves/look-again.ts';
import type { CommandContext } from '../../context.ts';
import type { VaultOptions } from '../../vault/options.ts';
import { version } from '../../version.ts';
import { type PreparedRollout, prepareRollout } from '../submit/prepared-rollout.ts';

/** What works on the units of rollouts is made of. */
export interface CarrierOptions {
  readonly context: CommandContext;
  readonly submissions: Submissions;
  /** What opens encrypted files here. */
  readonly vault: VaultOptions;
  /** Told what a unit came to, unless that does not count. */
  readonly ended: (result: RunResult) => void;
  /** What a person should know. */
  readonly tell: (text: string) => void;
}

/** A lease whose owner has died runs out after so long; that is waited for, since it may be this rollout's own. */
const LEAST_LOCK_WAIT_MS = 2 * LEASE_SECONDS * 1000;

/** Works on units of rollouts, each with the inventory that it was submitted with. */
export class Carrier {
  readonly #options: CarrierOptions;
  readonly #rollouts = new Map<string, Promise<Outcome<PreparedRollout>>>();

  constructor(options: CarrierOptions) {
    this.#options = options;
  }

  readonly work: UnitWork = (job, context) =>
    // One step: what is in flight when a worker dies is done again, from the beginning.
    context.step('run', async () => plain(await this.#run(job, context))) as unknown as Promise<UnitEnd>;

  /** Removes all files that were unpacked. */
  async close(): Promise<void> {
    for (const prepared of this.#rollouts.values()) {
      const rollout = await prepared;
      if (rollout.ok) await rollout.value.close();
    }
  }

  async #run(job: UnitJob, { rollout: id, leave }: UnitContext): Promise<UnitEnd> {
    const { submissions, context, tell, ended } = this.#options;
    const begunAt = context.clock.monotonicMs();
    const attempt = await submissions.beginAttempt(id, jobName(job));
    tell(`rollout ${id}, ${job.unit}: ${job.kind === 'all' ? 'begun' : 'looked at again'}`);
    const rollout = await this.#prepared(id);
    const result = rollout.ok
      ? await this.#resultOf(id, job, rollout.value, attempt)
      : problemsAlone(rollout.problems);
    const kept = rollout.ok ? rollout.value.cleaned(result) : result;
    if (!(await submissions.isLastAttempt(id, jobName(job), attempt))) {
      tell(`rollout ${id}, ${job.unit}: taken over by another worker; what came of it here does not count`);
      return leave();
    }
    await submissions.putResult(id, job.unit, job.kind, plain(kept));
    ended(kept);
    const end = endOf(kept);
    // The first is the reason.
    for (const problem of kept.errors.slice(1)) tell(`rollout ${id}, ${job.unit}: ${inWords(problem)}`);
    const took = formatElapsed(context.clock.monotonicMs() - begunAt);
    const why = end.reason === undefined ? '' : `: ${end.reason}`;
    tell(`rollout ${id}, ${job.unit}: ${end.verdict} after ${took}${why}`);
    return end;
  }

  #prepared(id: string): Promise<Outcome<PreparedRollout>> {
    const { context, submissions, vault } = this.#options;
    const known = this.#rollouts.get(id) ?? prepareRollout(context, submissions, id, vault);
    this.#rollouts.set(id, known);
    return known;
  }

  async #resultOf(id: string, job: UnitJob, rollout: PreparedRollout, token: Attempt): Promise<RunResult> {
    const { submissions, context, tell } = this.#options;
    const unit = rollout.units.get(job.unit);
    if (unit === undefined) return problemsAlone([noUnit(job.unit)]);
    const request = {
      ...rollout.request,
      limit: new Set(unit.hosts.map(({ name }) => name)),
      lockWaitMs: Math.max(rollout.request.lockWaitMs ?? 0, LEAST_LOCK_WAIT_MS),
    };
    const deps: RunDeps = {
      clock: context.clock,
      onEvent: (event) => {
        if (event.type === 'notice')
          tell(rollout.cleaned(`rollout ${id}, ${event.host ?? job.unit}: ${event.text}`));
      },
      // What has begun is finished, whoever wants the rollout or the worker to end.
      signal: new AbortController().signal,
      connect: rollout.connect,
      token,
      version,
    };
    const kinds = rollout.kindsFor(request);
    if (job.kind === 'all') return runPlaybook(request, kinds, deps);
    const before = asUnitResult(await submissions.result(id, job.unit, 'all'));
    const seen = await runPlaybook(
      request,
      kinds,
      deps,
      lookingAgain(() => before),
    );
    return { ...seen, hosts: before.hosts as RunResult['hosts'] };
  }
}

/** As a unit's own progress has it. */
function asUnitResult(result: Json | undefined) {
  const { hosts = {}, clusters = {} } = (result ?? {}) as { hosts?: object; clusters?: object };
  return { hosts, unit: Object.entries(clusters) };
}

function endOf({ ok, hosts, clusters, errors }: RunResult): UnitEnd {
  const drills = Object.values(clusters).map((cluster) => cluster.drills);
  const isMeasured = drills.some(({ length }) => length > 0);
  const isProved = isMeasured && drills.every((all) => all.length > 0 && all.every(({ passed }) => passed));
  const changed = isMeasured || Object.values(hosts).some((host) => host.changed > 0);
  if (ok) return { verdict: 'passed', changed, ...(isProved && { proved: true }) };
  return {
    verdict: errors.every(({ code }) => UNMEASURED.has(code)) ? 'inconclusive' : 'failed',
    changed,
    reason: errors[0] === undefined ? 'it failed' : inWords(errors[0]),
  };
}

function inWords({ host, summary }: Pick<Problem, 'host' | 'summary'>): string {
  return host === undefined ? summary : `${host}: ${summary}`;
}

/** What was to be proved could not be measured: nothing says that it is ill. */
const UNMEASURED: ReadonlySet<string> = new Set([
  'verify.no-bash',
  'verify.no-http-client',
  'verify.no-nanoseconds',
  'verify.no-ping',
  'verify.not-possible',
  'verify.ping-ended',
  'verify.sampler-ended',
]);

function problemsAlone(errors: readonly Problem[]): RunResult {
  return { ok: false, exitCode: exitCodeFor(errors), hosts: {}, clusters: {}, errors };
}

function noUnit(unit: string): Problem {
  const [problem] = failure({
    code: 'usage.no-match',
    summary: `the inventory as it was submitted has no ${unit} here`,
    detail: 'What it says depends on the machine that reads it: a template with a lookup, maybe.',
    fix: 'Let the environment and the files that the inventory reads be the same on all workers.',
  }).problems;
  return problem as Problem;
}

/** As plain as it will be read again. */
function plain(value: object): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}
