import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { RunDocument } from '../../../core/events/document.ts';
import { DRILLS } from '../../../havip/settings/havip-schema.ts';
import type { FleetFigures } from '../../../rollout/dbos/store/fleet.ts';
import type { RolloutState, UnitState } from '../../../rollout/submission.ts';
import { version } from '../../version.ts';

/** Seconds: from what VRRPv3 comes to, over the four of the standard profile, to what nobody waits for. */
const INTERRUPTION_BUCKETS = [0.05, 0.1, 0.25, 0.5, 1, 2, 3, 4, 5, 7.5, 10, 30, 60];

const CLUSTER_STATES: readonly UnitState['state'][] = [
  'waiting',
  'working',
  'passed',
  'failed',
  'inconclusive',
];

const RESULTS = ['passed', 'failed'] as const;

const ROLLOUT_STATES: readonly RolloutState[] = [
  'submitted',
  'running',
  'paused',
  'waiting',
  'outside-window',
  'cancelling',
];

/**
 * What Prometheus is told by a worker. Counters are of this worker alone, and are added up over all of them; gauges
 * are read from the database, and say the same on each.
 */
export class WorkerMetrics {
  readonly #registry = new Registry();
  readonly #ofDatabase = new Registry();
  readonly #interruption: Histogram<'scenario'>;
  readonly #drills: Counter<'scenario' | 'result'>;
  readonly #failures: Counter<'cause'>;
  readonly #databaseUp: Gauge;
  readonly #clusters: Gauge<'state'>;
  readonly #rollouts: Gauge<'state'>;
  readonly #workers: Gauge;
  readonly #proof: Gauge<'cluster'>;

  constructor(region: string | undefined) {
    const registers = [this.#registry];
    const ofDatabase = [this.#ofDatabase];
    new Gauge({
      name: 'havip_deploy_worker_info',
      help: 'Which program this worker is, and of which region; always 1',
      labelNames: ['version', 'region'],
      registers,
    }).set({ version, region: region ?? '' }, 1);
    this.#interruption = new Histogram({
      name: 'havip_deploy_drill_interruption_seconds',
      help: 'Longest time between two answered probes, of each drill of this worker in which the address answered again',
      labelNames: ['scenario'],
      buckets: INTERRUPTION_BUCKETS,
      registers,
    });
    this.#drills = new Counter({
      name: 'havip_deploy_drills_total',
      help: 'Drills of this worker',
      labelNames: ['scenario', 'result'],
      registers,
    });
    // From the beginning: Prometheus sees no increase where a series begins with its first drill.
    for (const scenario of DRILLS) {
      this.#interruption.zero({ scenario });
      for (const result of RESULTS) this.#drills.inc({ scenario, result }, 0);
    }
    this.#failures = new Counter({
      name: 'havip_deploy_failures_total',
      help: 'Clusters, and hosts of none, that did not pass on this worker, by the code of each problem',
      labelNames: ['cause'],
      registers,
    });
    this.#databaseUp = new Gauge({
      name: 'havip_deploy_database_up',
      help: 'Whether the PostgreSQL has answered: 1, or 0, and then nothing is told of what stands in it',
      registers,
    });
    this.#clusters = new Gauge({
      name: 'havip_deploy_clusters',
      help: 'Clusters, and hosts of none, that were ever in a rollout, by how they stand; the same on all workers',
      labelNames: ['state'],
      registers: ofDatabase,
    });
    this.#rollouts = new Gauge({
      name: 'havip_deploy_rollouts',
      help: 'Rollouts that have not ended, by how they stand; the same on all workers',
      labelNames: ['state'],
      registers: ofDatabase,
    });
    this.#workers = new Gauge({
      name: 'havip_deploy_workers',
      help: 'Workers that have told of themselves within a minute; the same on all workers',
      registers: ofDatabase,
    });
    this.#proof = new Gauge({
      name: 'havip_deploy_last_proof_timestamp_seconds',
      help: 'When drills or a measured handover last proved a cluster, in Unix time; the same on all workers',
      labelNames: ['cluster'],
      registers: ofDatabase,
    });
    collectDefaultMetrics({ register: this.#registry });
  }

  /** What a unit came to. */
  ended({ clusters, errors }: Pick<RunDocument, 'clusters' | 'errors'>): void {
    for (const { drills } of Object.values(clusters)) {
      for (const { scenario, passed, interruptionMs } of drills) {
        this.#drills.inc({ scenario, result: passed ? 'passed' : 'failed' });
        if (interruptionMs !== null) this.#interruption.observe({ scenario }, interruptionMs / 1000);
      }
    }
    // Several hosts may have the same trouble: the unit failed once by it.
    for (const cause of new Set(errors.map(({ code }) => code))) this.#failures.inc({ cause });
  }

  /**
   * In the text format of Prometheus.
   * @param fleet undefined where the database did not answer
   */
  async text(fleet: FleetFigures | undefined): Promise<string> {
    this.#databaseUp.set(fleet === undefined ? 0 : 1);
    const own = await this.#registry.metrics();
    if (fleet === undefined) return own;
    for (const state of CLUSTER_STATES) this.#clusters.set({ state }, fleet.units.get(state) ?? 0);
    for (const state of ROLLOUT_STATES) this.#rollouts.set({ state }, fleet.rollouts.get(state) ?? 0);
    this.#workers.set(fleet.workers);
    // Those that are known no more are told no more.
    this.#proof.reset();
    for (const [cluster, at] of fleet.provedAt) this.#proof.set({ cluster }, at / 1000);
    return `${own}\n${await this.#ofDatabase.metrics()}`;
  }

  get contentType(): string {
    return this.#registry.contentType;
  }
}
