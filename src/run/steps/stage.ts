import { changesOf, type HostPlan } from '../../engine/plan.ts';
import type { Resource } from '../../resources/resource.ts';
import type { StepResult } from '../../resources/steps/action.ts';
import { StepFailure } from '../../resources/steps/step-failure.ts';
import { takeLease } from '../lock/lock-unit.ts';
import { lockIsFree } from '../lock/wait-for-lock.ts';
import { hasCutOff } from '../undo/undo-targets.ts';
import type { PlannedHost } from '../unit/policy.ts';
import { allAgree, report, type TaskHost, tallyOf, type UnitRun } from '../unit/unit.ts';
import { allOk, gatherAll, refreshStale, unitFacts } from '../unit/unit-facts.ts';
import { type Answer, type TaskOrigin, tagsOf } from './questions/answer.ts';
import { withdrawing } from './withdrawn.ts';

/** Resources of one host that go out together: observe, plan, apply, observe again. */
export class Stages {
  /** With --check: what earlier stages would have made, so that later ones are planned upon it. */
  readonly #foreseen: Resource[] = [];
  readonly #task: TaskHost;
  readonly #origin: TaskOrigin;

  constructor(task: TaskHost, origin: TaskOrigin) {
    this.#task = task;
    this.#origin = origin;
  }

  /** The results of all of them, in their order; or what failed. */
  async make(resources: readonly Resource[]): Promise<Answer> {
    const { run, host } = this.#task;
    const { play, role } = this.#origin;
    const named = resources.map((resource) => ({ role: role.name, resource: this.#tagged(resource) }));
    const wanted = run.choice.steps(play, host, named);
    const { result: made, problems } = await run.turn(() => withdrawing(run, () => this.#make(wanted)));
    if (made !== undefined) return { kind: 'value', value: made };
    if (problems.length === 0) return { kind: 'stopped' };
    const names = wanted.map(({ name }) => name).join(', ');
    return { kind: 'failed', failure: new StepFailure(names, problems) };
  }

  /** Whether a resource is due; what is to be done for it is for others. With a check it counts as foreseen. */
  async owed(resource: Resource): Promise<Answer> {
    const { run, host } = this.#task;
    if (run.request.check) {
      const made = await this.make([resource]);
      return made.kind === 'value' ? { ...made, value: (made.value as readonly StepResult[])[0] } : made;
    }
    const { play, role } = this.#origin;
    const wanted = run.choice.steps(play, host, [{ role: role.name, resource: this.#tagged(resource) }]);
    const { result: planned, problems } = await run.turn(() => withdrawing(run, () => this.#plan(wanted)));
    if (planned === undefined)
      return problems.length === 0
        ? { kind: 'stopped' }
        : { kind: 'failed', failure: new StepFailure(resource.name, problems) };
    const tally = tallyOf(run, host.name);
    tally.planned(planned.plan, false);
    for (const { change } of changesOf(planned.plan)) tally.step(resource.name, 'changed', change.reason);
    return { kind: 'value', value: resultsOf(wanted, planned.plan)[0] };
  }

  async #make(wanted: readonly Resource[]): Promise<readonly StepResult[] | undefined> {
    const { run, host } = this.#task;
    const first = await this.#plan(wanted);
    if (first === undefined || !(await lockIsFree(run))) return undefined;
    if (run.request.check) return this.#foresee(first, wanted);
    if (changesOf(first.plan).length === 0 && !hasCutOff(run)) {
      tallyOf(run, host.name).planned(first.plan, false);
      return resultsOf(wanted, first.plan);
    }
    // With the lock comes a fresh look, and the plan is made from that.
    const planned = (await takeLease(run)) ? await this.#plan(wanted) : undefined;
    if (planned === undefined || refused(run, planned)) return undefined;
    tallyOf(run, host.name).planned(planned.plan, false);
    if (!(await run.policy.apply([planned]))) return undefined;
    return resultsOf(wanted, planned.plan);
  }

  async #plan(wanted: readonly Resource[]): Promise<PlannedHost | undefined> {
    const { run, host } = this.#task;
    const session = run.sessions.get(host.name);
    if (session === undefined || !(await refreshStale(run))) return undefined;
    const desired = {
      origin: { ...this.#origin.role.origin, what: `the play "${this.#origin.play.name}"` },
      facts: [...unitFacts(run), ...wanted.flatMap(({ facts }) => facts)],
      resources: () => [...this.#foreseen, ...wanted],
      isPart: true,
    };
    const read = await session.gather(desired.facts);
    if (!allOk(run, [read]) || !(await gatherAll(run, unitFacts(run)))) return undefined;
    const plan = await session.plan(desired);
    if (!allOk(run, [plan]) || !plan.ok) return undefined;
    const planned = { host, session, desired, plan: plan.value };
    return allAgree(run, [planned]) ? planned : undefined;
  }

  #foresee(planned: PlannedHost, wanted: readonly Resource[]): readonly StepResult[] {
    const { run, host } = this.#task;
    const items = planned.plan.items.filter(({ resource }) => wanted.includes(resource));
    tallyOf(run, host.name).planned({ items }, true);
    run.deps.record?.changes({ host: host.name, asker: this.#origin.asker }, changesOf({ items }));
    // The last word on one thing counts.
    const ids = new Set(wanted.map(({ id }) => id));
    const kept = this.#foreseen.filter(({ id }) => !ids.has(id));
    this.#foreseen.splice(0, Number.POSITIVE_INFINITY, ...kept, ...wanted);
    run.policy.foresee([planned]);
    return resultsOf(wanted, planned.plan);
  }

  #tagged(resource: Resource): Resource {
    return { ...resource, tags: tagsOf(resource, this.#origin) };
  }
}

function refused(run: UnitRun, planned: PlannedHost): boolean {
  const refusal = run.policy.refusal([planned]);
  if (refusal !== undefined) report(run, refusal);
  return refusal !== undefined;
}

function resultsOf(wanted: readonly Resource[], { items }: HostPlan): readonly StepResult[] {
  return wanted.map((resource) => {
    const state = items.find((item) => item.resource === resource)?.planned.state;
    return { changed: state === 'change', ...(state === 'skipped' && { skipped: true }) };
  });
}
