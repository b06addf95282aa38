import type { TaskContext } from '../../api/types.ts';
import { areaOf, type Problem } from '../../core/problem.ts';
import { OWN_CODE } from '../../core/user-code/user-code.ts';
import type { Tally } from '../../engine/tally.ts';
import type { Resource } from '../../resources/resource.ts';
import { isAction, type Step, type StepQuestion, type Tasks } from '../../resources/steps/step.ts';
import { StepFailure, withCause } from '../../resources/steps/step-failure.ts';
import { taken } from '../../resources/steps/step-list.ts';
import { unansweredIn } from '../../resources/steps/wrong-steps.ts';
import { report, type TaskHost, tallyOf, type UnitRun } from '../unit/unit.ts';
import { Guess } from './guess.ts';
import { NeverYielded } from './never-yielded.ts';
import { perform } from './perform/perform.ts';
import { readFact } from './perform/read-fact.ts';
import { placed } from './placed.ts';
import { type Answer, type TaskOrigin, tasksOrigin } from './questions/answer.ts';
import { atWork, isOn, type OnQuestion } from './questions/at-work.ts';
import { Stages } from './stage.ts';

/** What a generator came to when it was asked to go on. */
type Turn =
  | { readonly kind: 'asks'; readonly asks: unknown }
  | { readonly kind: 'over' }
  | { readonly kind: 'threw'; readonly failure: StepFailure }
  | { readonly kind: 'mistake'; readonly problems: readonly Problem[] };

/** Carries out the tasks of one role on one host, one step after the other. */
export class TaskRunner {
  readonly #home: TaskHost;
  readonly #origin: TaskOrigin;
  readonly #stages = new Map<string, Stages>();
  readonly #resources: Resource[] = [];
  readonly #failures: StepFailure[] = [];
  readonly #neverYielded = new NeverYielded();
  readonly #guess = new Guess();
  /** Of hosts that these tasks have had work done on. */
  readonly #others = new Map<string, UnitRun>();

  constructor(home: TaskHost, origin: TaskOrigin) {
    this.#home = home;
    this.#origin = origin;
  }

  /** To the end, or to a failure that nobody has caught; false then, and it is reported. */
  async run(make: (context: TaskContext) => Tasks, context: TaskContext): Promise<boolean> {
    let tasks: Tasks | undefined;
    let turn = this.#call(() => {
      tasks = make(context);
      return tasks.next();
    });
    let last: Answer | undefined;
    let stopped = false;
    while (turn.kind === 'asks' && tasks !== undefined) {
      const generator = tasks;
      const { asks } = turn;
      last = this.#mayGoOn(stopped) ? await this.#ask(asks, this.#home) : { kind: 'stopped' };
      const answer: Answer = last;
      if (answer.kind === 'failed') this.#failedBy(answer.failure);
      stopped ||= answer.kind === 'stopped';
      turn = this.#call(() => {
        if (answer.kind === 'value') return generator.next(answer.value);
        return answer.kind === 'failed' ? generator.throw(answer.failure) : generator.return();
      });
    }
    return this.#end(turn, last, stopped);
  }

  #failedBy(failure: StepFailure): void {
    this.#failures.push(failure);
    this.#home.run.deps.guard?.failedFor(this.#origin.asker, failure.problems);
  }

  /** After an interrupt, only what stands in `finally`. */
  #mayGoOn(stopped: boolean): boolean {
    return stopped || !this.#home.run.deps.signal.aborted;
  }

  #call(work: () => IteratorResult<unknown, unknown>): Turn {
    const { userCode = OWN_CODE } = this.#home.run.request;
    const called = userCode.attempt(tasksOrigin(this.#origin.play, this.#origin.role), (): Turn => {
      try {
        const { done, value } = this.#neverYielded.turn(work);
        return done === true ? { kind: 'over' } : { kind: 'asks', asks: value };
      } catch (error) {
        if (error instanceof StepFailure) return { kind: 'threw', failure: error };
        throw error;
      }
    });
    return called.ok ? called.value : { kind: 'mistake', problems: called.problems };
  }

  async #ask(asks: unknown, task: TaskHost): Promise<Answer> {
    const { userCode = OWN_CODE } = task.run.request;
    const origin = tasksOrigin(this.#origin.play, this.#origin.role);
    const read = userCode.attempt(origin, () => taken(asks, origin));
    if (!read.ok) return { kind: 'failed', failure: new StepFailure('the tasks', read.problems) };
    const { question, steps } = read.value;
    if (question !== undefined) return this.#answer(question, task);
    const here = steps.map((step) => this.#placed(step, task));
    return atWork(task, here, () => this.#all(here, task));
  }

  /** As its play and the host that it is taken on have it. */
  #placed<S extends Step>(step: S, { host }: TaskHost): S {
    return placed(step, this.#origin.play, host);
  }

  async #answer(question: StepQuestion, task: TaskHost): Promise<Answer> {
    switch (question.question) {
      case 'result': {
        const step = this.#placed(question.step, task);
        return atWork(task, [step], () => this.#one(step, task));
      }
      case 'once':
        return this.#once(this.#placed(question.step, task), task);
      case 'owed':
        return atWork(task, [], () => this.#owed(this.#placed(question.step, task), task));
      case 'fact':
        return atWork(task, [], () => readFact(question.fact, task));
      case 'on':
        return isOn(question.asks)
          ? this.#answer(question.asks, task)
          : task.run.tasks.visits.beside(question.host, () => this.#visit(question, task));
    }
  }

  async #visit({ host, asks }: OnQuestion, task: TaskHost): Promise<Answer> {
    const other = await task.run.tasks.hostNamed(host);
    if (other instanceof StepFailure) return { kind: 'failed', failure: other };
    this.#others.set(other.host.name, other.run);
    task.run.deps.guard?.goesOnAt(other.host.name, this.#origin.asker);
    return this.#ask(asks, other);
  }

  async #one(step: Step, task: TaskHost): Promise<Answer> {
    if (isAction(step)) return this.#guess.noting(step, await perform(task, this.#origin, step));
    const made = await this.#stageOn(task, [step]);
    return made.kind === 'value' ? { kind: 'value', value: (made.value as readonly unknown[])[0] } : made;
  }

  /** In their order; resources that stand together go out together. */
  async #all(steps: readonly Step[], task: TaskHost): Promise<Answer> {
    let together: Resource[] = [];
    for (const step of steps) {
      if (!isAction(step)) {
        together.push(step);
        continue;
      }
      const before = await this.#stageOn(task, together);
      together = [];
      const answer = before.kind === 'value' ? await this.#one(step, task) : before;
      if (answer.kind !== 'value') return answer;
    }
    return this.#stageOn(task, together);
  }

  async #stageOn(task: TaskHost, resources: readonly Resource[]): Promise<Answer> {
    if (resources.length === 0) return { kind: 'value', value: [] };
    this.#noted(task, resources);
    return this.#stage(task).make(resources);
  }

  #stage(task: TaskHost): Stages {
    const stages = this.#stages.get(task.host.name) ?? new Stages(task, this.#origin);
    this.#stages.set(task.host.name, stages);
    return stages;
  }

  #owed(step: Resource, task: TaskHost): Promise<Answer> {
    this.#noted(task, [step]);
    return this.#stage(task).owed(step);
  }

  /** What stands on its own host may answer a notification. */
  #noted({ host }: TaskHost, resources: readonly Resource[]): void {
    if (host === this.#home.host) this.#resources.push(...resources);
  }

  async #once(step: Step, task: TaskHost): Promise<Answer> {
    const { tasks, deps } = task.run;
    const { once } = tasks;
    const at = task.run.request.playbook.plays.indexOf(this.#origin.play);
    const key = `${at}\n${step.id}`;
    const known = once.get(key);
    const answer = known ?? atWork(task, [step], () => this.#one(step, task));
    once.set(key, answer);
    deps.record?.once(key, this.#origin.asker);
    if (known !== undefined) tallyOf(task.run, task.host.name).left(step.name, 'done once, by another host');
    const made = this.#guess.noting(step, await answer);
    deps.record?.shared(key, this.#origin.asker, step.id);
    return made;
  }

  #end(turn: Turn, last: Answer | undefined, stopped: boolean): boolean {
    const uncaught = turn.kind === 'threw' ? [turn.failure] : [];
    // A mistake that follows right upon a failure was made while dealing with it.
    if (turn.kind === 'mistake' && last?.kind === 'failed') uncaught.push(last.failure);
    const caught = this.#failures.filter((each) => !uncaught.includes(each));
    for (const { problems } of caught) this.#rescued(problems);
    const unanswered = turn.kind === 'over' && !stopped ? unansweredIn(this.#resources) : [];
    const problems = [
      ...uncaught.flatMap((each) => each.problems),
      ...(turn.kind === 'mistake' ? turn.problems : []),
      ...unanswered,
    ];
    const beyond = problems.filter((problem) => this.#guess.mayBeWhy(problem));
    for (const problem of beyond) {
      this.#tallyOf(problem.host ?? this.#home.host.name)?.disown(problem);
      this.#guess.tell(this.#home, problem);
    }
    const sure = problems.filter((problem) => !beyond.includes(problem));
    const [first, ...more] = sure;
    if (first !== undefined) this.#report(withCause(first, caught.at(-1)));
    for (const problem of more) this.#report(problem);
    if (turn.kind === 'over' && !stopped) this.#neverYielded.tell(this.#home);
    return sure.length === 0 && !stopped;
  }

  #rescued(problems: readonly Problem[]): void {
    for (const name of new Set(problems.flatMap(({ host = [] }) => host)))
      this.#tallyOf(name)?.rescued(problems);
  }

  /** Of a host that these tasks were at work on; another's own run counts what failed there. */
  #tallyOf(name: string): Tally | undefined {
    const run = name === this.#home.host.name ? this.#home.run : this.#others.get(name);
    return run && tallyOf(run, name);
  }

  /** What failed on another host is this one's failure: that one is not undone for it. */
  #report(problem: Problem): void {
    const { run, host } = this.#home;
    const { host: where = host.name } = problem;
    const isOfWay = ['connection', 'lock'].includes(areaOf(problem));
    // A member of the unit that is lost on the way is so for all of the unit, and nobody has sent a step there.
    const isOfUnit = !this.#others.has(where) && run.unit.hosts.some(({ name }) => name === where);
    if (where === host.name || (isOfWay && isOfUnit)) {
      report(run, problem);
      return;
    }
    this.#tallyOf(where)?.disown(problem);
    report(run, {
      ...problem,
      host: host.name,
      code: isOfWay ? 'host.delegated-step-failed' : problem.code,
      summary: `on ${where}: ${problem.summary}`,
    });
  }
}
