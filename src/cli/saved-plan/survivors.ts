import type { Problem } from '../../core/problem.ts';
import type { Redactor } from '../../core/secret.ts';
import type { HavipRequest } from '../../havip/request.ts';
import type { Host } from '../../inventory/types.ts';
import { playHosts } from '../../run/check/check-request.ts';
import type { RunnerKinds } from '../../run/kinds.ts';
import { allowedFailures } from '../../run/plays/batches.ts';
import type { PlanRecord } from '../../run/saved-plan/plan-record.ts';
import { unitsOf } from '../../run/unit/units-of.ts';
import { maskedLines } from '../trace/trace-text.ts';
import type { Drift } from './drift.ts';

/** The hosts of a plan that it can be carried out on. */
export class Survivors {
  readonly #request: HavipRequest;
  readonly #hosts: readonly Host[];
  readonly #record: PlanRecord;
  readonly #redactor: Redactor;
  readonly #failed = new Set<string>();
  #names: ReadonlySet<string>;

  constructor(request: HavipRequest, hosts: readonly Host[], record: PlanRecord, redactor: Redactor) {
    this.#request = request;
    this.#hosts = hosts;
    this.#record = record;
    this.#redactor = redactor;
    this.#names = new Set(hosts.map(({ name }) => name));
  }

  get names(): ReadonlySet<string> {
    return this.#names;
  }

  /** Leaves those out that could not be looked at or are not as planned, their clusters, and whom they help. */
  refuse(errors: readonly Problem[], drift: readonly Drift[]): void {
    for (const { host } of errors) {
      // Nobody knows whom a problem without a host concerns.
      if (host === undefined) this.#names = new Set();
      else this.#failed.add(host);
    }
    const drifted = new Set(drift.map(({ problem, cluster }) => cluster ?? problem.host));
    const bad = new Set([...this.#failed, ...this.#namesOf(drifted)]);
    for (let before = -1; before < bad.size; ) {
      before = bad.size;
      for (const name of this.#drawnAlong(bad, drifted)) bad.add(name);
    }
    this.#names = new Set([...this.#names].filter((name) => !bad.has(name)));
  }

  /** What of the drift is worth a word: who could not be looked at has none. */
  told(drift: readonly Drift[]): readonly Problem[] {
    const { clusters } = this.#request.inventory;
    const failed = new Set([...this.#failed].map((name) => this.#shown(name)));
    const isBlind = (cluster: string) =>
      clusters.some(
        ({ name, members }) =>
          this.#shown(name) === cluster && members.some(({ host }) => this.#failed.has(host.name)),
      );
    return drift
      .filter(({ problem: { host = '' }, cluster }) =>
        cluster === undefined ? !failed.has(host) : !isBlind(cluster),
      )
      .map(({ problem }) => problem);
  }

  /** Those that were refused count as failed: where more are than a play allows, nothing is begun. */
  tooFew(kinds: RunnerKinds): readonly Problem[] {
    const { inventory, playbook, waves } = this.#request;
    const over = playbook.plays.find((play) => {
      const names = new Set(playHosts(this.#request, kinds, play).map(({ name }) => name));
      const units = unitsOf(inventory, kinds.units, names);
      const refused = units.filter(({ hosts }) => hosts.some(({ name }) => !this.#names.has(name)));
      return refused.length > (waves?.maxFailures ?? allowedFailures(play, units.length));
    });
    if (over === undefined || this.#names.size === 0) return [];
    this.#names = new Set();
    return [
      {
        code: 'host.too-many-refused',
        summary: 'nothing was begun: of those that the plan is for, too many cannot be changed by it',
        detail: `${waves === undefined ? `maxFailures of "${over.name}"` : '--max-failures'} allows no more.`,
        fix: 'Make a new plan, perhaps without them (--limit), look at it, and carry that out.',
      },
    ];
  }

  /** The members of a cluster of which something is wrong, and who would have something done on a refused host. */
  #drawnAlong(bad: ReadonlySet<string>, drifted: ReadonlySet<string | undefined>): readonly string[] {
    const members = this.#request.inventory.clusters
      .map((cluster) => ({ name: cluster.name, hosts: cluster.members.map(({ host }) => host.name) }))
      .filter(({ name, hosts }) => drifted.has(this.#shown(name)) || hosts.some((each) => bad.has(each)))
      .flatMap(({ hosts }) => hosts);
    const needing = this.#hosts
      .map(({ name }) => name)
      .filter((name) => this.#record.stepsFor(name).some(({ on }) => on !== undefined && bad.has(on)));
    return [...members, ...needing];
  }

  #namesOf(shown: ReadonlySet<string | undefined>): readonly string[] {
    return this.#hosts.map(({ name }) => name).filter((name) => shown.has(this.#shown(name)));
  }

  /** A plan has names as they are shown. */
  #shown(name: string): string {
    return maskedLines(name, this.#redactor).join('');
  }
}
