import type { Play } from '../../api/types.ts';
import type { HostPlan } from '../../engine/plan.ts';
import type { Host } from '../../inventory/types.ts';
import type { Resource } from '../../resources/resource.ts';
import type { RunDeps, RunRequest } from '../request.ts';
import { type NamedStep, StartAt } from './start-at.ts';
import { NOT_WANTED, StepByStep } from './step-by-step.ts';

/** Where a step stands. */
interface At {
  readonly play: Play;
  readonly host: Host;
  readonly role: string;
}

/** A single step, and whether it may change something. */
interface AskedStep {
  readonly name: string;
  readonly does: string;
  readonly asks: boolean;
}

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
  steps(play: Play, host: Host, named: readonly NamedStep[]): Resource[] {
    const left = this.startAt?.steps(play, host, named) ?? named.map(({ resource }) => resource);
    return this.#step?.steps(host.name, left) ?? left;
  }

  /** Asks for what a plan would change; whether the plan has to be made anew. */
  async settle(host: string, plan: HostPlan): Promise<boolean> {
    return (await this.#step?.settle(host, plan)) ?? false;
  }

  /** Why an action is not carried out; undefined where it is. A person is asked for one that may change something. */
  async whyNot({ play, host, role }: At, { name, does, asks }: AskedStep): Promise<string | undefined> {
    const passedOver = this.startAt?.whyNot(play, host, name, role);
    if (passedOver !== undefined || !asks || this.#step === undefined) return passedOver;
    return (await this.#step.allows(`${host.name}: ${name} (${does})`)) ? undefined : NOT_WANTED;
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
