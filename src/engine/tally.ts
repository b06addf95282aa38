import type { FindingResult, HostResult, TaskResult } from '../core/events/document.ts';
import type { RunEvent, TaskStatus } from '../core/events/event.ts';
import { areaOf, type Problem } from '../core/problem.ts';
import type { Change } from '../resources/resource.ts';
import { changesOf, type HostPlan, type PlannedChange } from './plan.ts';

/** Counts what became of every step on one host, and tells as it happens. */
export class Tally {
  readonly host: string;
  readonly #onEvent: (event: RunEvent) => void;
  readonly #tasks = new Map<string, { status: TaskStatus | 'rescued'; result: TaskResult }>();
  readonly problems: Problem[] = [];
  readonly #findings: FindingResult[] = [];

  constructor(host: string, onEvent: (event: RunEvent) => void) {
    this.host = host;
    this.#onEvent = onEvent;
  }

  /**
   * Records what a plan leaves alone, and with `would` also what it would change.
   * @param prepared those of its changes that are made before anything that runs is touched
   */
  planned(plan: HostPlan, would: boolean, prepared: readonly PlannedChange[] = []): void {
    for (const { resource, planned } of plan.items) {
      if (planned.state === 'unchanged') this.#record(resource.name, 'ok', { note: planned.reason });
      if (planned.state === 'skipped') this.#record(resource.name, 'skipped', { note: planned.reason });
    }
    if (!would) return;
    const ids = new Set(prepared.map(({ resource }) => resource.id));
    for (const { resource, change } of changesOf(plan)) {
      const first = ids.has(resource.id) ? { prepared: true as const } : {};
      this.#record(resource.name, 'would-change', { note: change.reason, ...shownDiff(change.diff) }, first);
    }
  }

  /** A step that has changed the machine. */
  changed(name: string, change: Pick<Change, 'reason' | 'diff'>): void {
    this.#record(name, 'changed', { note: change.reason, ...shownDiff(change.diff) });
  }

  /**
   * A step outside any plan.
   * @param output what it printed, for who wants to see all
   */
  step(name: string, status: 'ok' | 'changed' | 'would-change', note: string, output?: string): void {
    const said = output === undefined ? {} : { output };
    this.#record(name, status, { note, ...(status === 'ok' ? {} : { diff: note }), ...said });
  }

  /** A step that was left out. */
  left(name: string, reason: string): void {
    this.#record(name, 'skipped', { note: reason });
  }

  /** A step that failed. */
  failed(name: string, problem: Problem, diff?: string): void {
    this.#record(name, 'failed', { problem, ...shownDiff(diff) });
    this.problem(problem);
  }

  /** Something that went wrong outside any step. */
  problem(problem: Problem): void {
    if (this.problems.includes(problem)) return;
    // Once a connection is lost, everything else that wants it fails of the same.
    const unreachable = (each: Problem) => areaOf(each) === 'connection';
    if (unreachable(problem) && this.problems.some(unreachable)) return;
    this.problems.push(problem);
    this.#onEvent({ type: 'problem', problem });
  }

  /** Takes problems back that somebody else deals with; gives those that were recorded here. */
  withdraw(problems: readonly Problem[]): Problem[] {
    const taken = this.problems.filter((problem) => problems.includes(problem));
    this.problems.splice(0, Infinity, ...this.problems.filter((problem) => !taken.includes(problem)));
    return taken;
  }

  /** Steps that failed of these, and whose playbook has gone on from there. */
  rescued(problems: readonly Problem[]): void {
    for (const [name, { status, result }] of this.#tasks) {
      const problem = problems.find(({ summary }) => summary === result.error);
      if (status !== 'failed' || problem === undefined) continue;
      this.#tasks.set(name, { status: 'rescued', result: { ...result, rescued: true } });
      // What it printed last is nearly always the cause.
      const said = problem.detail?.trimEnd().split('\n').at(-1) ?? '';
      const text = `${name} failed, and the playbook goes on from there${said === '' ? '' : `: ${said}`}`;
      this.#onEvent({ type: 'notice', host: this.host, text });
    }
  }

  /** A step that failed here, and is the failure of who had it done here. */
  disown({ summary }: Problem): void {
    for (const [name, { status, result }] of this.#tasks)
      if (status === 'failed' && result.error === summary) this.#tasks.delete(name);
  }

  /** Something that the preflight has found, whether it stops the run or not. */
  finding(severity: FindingResult['severity'], { code, summary, fix }: Problem): void {
    if (this.#findings.some((each) => each.code === code && each.summary === summary)) return;
    this.#findings.push({ severity, code, summary, fix: fix ?? null });
  }

  /** All that the preflight has found so far. */
  get findings(): readonly FindingResult[] {
    return this.#findings;
  }

  /** The host's part of the document; `changed` steps count as ok too, as in Ansible's recap. */
  result(roundTrips: number): HostResult {
    const count = (...wanted: readonly (TaskStatus | 'rescued')[]) =>
      [...this.#tasks.values()].filter(({ status }) => wanted.includes(status)).length;
    const rescued = count('rescued');
    return {
      ok: count('ok', 'changed', 'would-change'),
      changed: count('changed', 'would-change'),
      failed: Math.max(count('failed'), this.problems.some(isFailure) ? 1 : 0),
      skipped: count('skipped'),
      ...(rescued > 0 && { rescued }),
      unreachable: this.problems.some((problem) => areaOf(problem) === 'connection'),
      roundTrips,
      tasks: [...this.#tasks.values()].map(({ result }) => result),
      ...(this.#findings.length > 0 && { findings: this.#findings }),
    };
  }

  #record(
    name: string,
    status: TaskStatus,
    more: Pick<Extract<RunEvent, { type: 'task-finished' }>, 'note' | 'diff' | 'output' | 'problem'>,
    told: Pick<TaskResult, 'prepared'> = {},
  ): void {
    const changed = status === 'changed' || status === 'would-change';
    // A step that changed in an earlier round stays a change when the next look finds it in place.
    if (status === 'ok' && this.#tasks.has(name)) return;
    const error = more.problem === undefined ? null : more.problem.summary;
    this.#tasks.set(name, { status, result: { name, changed, diff: more.diff ?? null, error, ...told } });
    this.#onEvent({ type: 'task-finished', host: this.host, task: name, status, ...more });
  }
}

function shownDiff(diff: string | undefined): { readonly diff?: string } {
  return diff === undefined ? {} : { diff };
}

/** A failure of the host outside any step; a playbook that is wrong may show only as its steps are done. */
function isFailure(problem: Problem): boolean {
  const area = areaOf(problem);
  return area === 'host' || area === 'playbook';
}
