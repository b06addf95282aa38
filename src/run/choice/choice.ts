import type { ConvergePlay, Play } from '../../api/types.ts';
import type { HostPlan } from '../../engine/plan.ts';
import type { Host } from '../../inventory/types.ts';
import type { Resource } from '../../resources/resource.ts';
import type { RunDeps, RunRequest } from '../request.ts';
import { type NamedStep, StartAt } from './start-at.ts';
import { StepByStep } from './step-by-step.ts';

/** Which steps of a run a person wants: from one on, or each as they are asked; without a word, all of them. */
export class Choice {
  readonly startAt: StartAt | undefined;
  readonly #step: StepByStep | undefined;

  constructor(
    { startAt, step }: Pick<RunRequest, 'startAt' | 'step'>,
    { askStep }: Pick<RunDeps, 'askStep'>,
  ) {
    this.startAt = startAt === undefined ? undefined : new StartAt(startAt);
    this.#step = step === true && askStep !== undefined ? new StepByStep(askStep) : undefined;
  }

  /** The steps of a host in a play; those that are not wanted do nothing. */
  steps(play: ConvergePlay, host: Host, named: readonly NamedStep[]): Resource[] {
    const left = this.startAt?.steps(play, host, named) ?? named.map(({ resource }) => resource);
    return this.#step?.steps(host.name, left) ?? left;
  }

  /** Asks for what a plan would change; whether the plan has to be made anew. */
  async settle(host: string, plan: HostPlan): Promise<boolean> {
    return (await this.#step?.settle(host, plan)) ?? false;
  }

  /** Whether a play that is no list of steps is to be carried out for a unit. */
  async allows(
    play: Play,
    unit: { readonly name: string; readonly hosts: readonly Host[] },
  ): Promise<boolean> {
    if (this.startAt?.reaches(play, unit.hosts) === false) return false;
    return (await this.#step?.allows(`${unit.name}: ${play.name}`)) ?? true;
  }
}
