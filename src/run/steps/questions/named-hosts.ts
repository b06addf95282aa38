import type { Host, Inventory } from '../../../inventory/types.ts';
import { StepFailure } from '../../../resources/steps/step-failure.ts';
import type { RunnerKinds } from '../../kinds.ts';
import { UnitProgress, type UnitResult } from '../../plays/unit-progress.ts';
import { sessionWith } from '../../unit/connect-unit.ts';
import type { TaskHost, UnitRun } from '../../unit/unit.ts';
import { withdrawing } from '../withdrawn.ts';
import { noSuchHost } from './no-such-host.ts';

interface NamedHostsOptions {
  readonly inventory: Inventory;
  readonly kinds: RunnerKinds;
  /** The units that go through the plays. */
  readonly units: () => readonly UnitProgress[];
  /** A run of a host's unit that goes through no play. */
  readonly helperFor: (host: Host) => UnitRun | undefined;
}

/**
 * The hosts that tasks of others name with `on`. One that goes through the plays itself is worked on within its
 * own run, with its lock and journal. Any other gets a run of its own, which ends when all are done.
 */
export class NamedHosts {
  readonly #options: NamedHostsOptions;
  readonly #helpers = new Map<string, UnitRun>();
  /** Units that go through the plays, of which a task has named a host. */
  readonly #named = new Set<UnitRun>();

  constructor(options: NamedHostsOptions) {
    this.#options = options;
  }

  /** With a session; a failure where there is no such host, or it does not answer. */
  readonly named = async (name: string): Promise<TaskHost | StepFailure> => {
    const { inventory } = this.#options;
    const host = inventory.hosts.get(name);
    if (host === undefined) return new StepFailure(`on ${name}`, [noSuchHost(name, inventory)]);
    const unusable = inventory.problemsOf(new Set([name]));
    if (unusable.length > 0) return new StepFailure(`on ${name}`, unusable);
    const run = this.#runOf(host);
    if (run === undefined) return new StepFailure(`on ${name}`, [noSuchHost(name, inventory)]);
    const { result, problems } = await run.turn(() => withdrawing(run, () => sessionWith(run, host)));
    return result === undefined ? new StepFailure(`on ${name}`, problems) : { run, host };
  };

  /** After the last play: closes what was done on hosts that went through none, and on those never begun. */
  async end(): Promise<readonly UnitResult[]> {
    const { kinds, units } = this.#options;
    // A unit that was only looked at has sessions, too.
    const never = units().filter(({ hasBegun, run }) => !hasBegun && this.#named.has(run));
    await Promise.all(never.map((unit) => unit.end()));
    const helpers = [...new Set(this.#helpers.values())].map((run) => new UnitProgress(run, kinds));
    await Promise.all(helpers.map((unit) => unit.end()));
    return helpers.flatMap(({ result }) => result ?? []);
  }

  #runOf(host: Host): UnitRun | undefined {
    const own = this.#options
      .units()
      .find(({ run, isOver }) => !isOver && run.unit.hosts.some(({ name }) => name === host.name));
    if (own !== undefined) {
      this.#named.add(own.run);
      return own.run;
    }
    const helper = this.#helpers.get(host.name) ?? this.#options.helperFor(host);
    if (helper !== undefined) this.#helpers.set(host.name, helper);
    return helper;
  }
}
