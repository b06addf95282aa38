import type { RolloutState, UnitState } from '../../submission.ts';
import type { Ask } from './ask.ts';
import { Overview } from './overview.ts';
import { SCHEMA } from './schema.ts';

/** All units that the database knows, in figures. */
export interface FleetFigures {
  /** Each unit counts once: as worked on, else as waiting in a rollout that goes on, else by how it last ended. */
  readonly units: ReadonlyMap<UnitState['state'], number>;
  /** Those that have not ended. */
  readonly rollouts: ReadonlyMap<RolloutState, number>;
  /** When each unit was last proved, in milliseconds since 1970; those that never were are not in it. */
  readonly provedAt: ReadonlyMap<string, number>;
  /** Those that have told of themselves. */
  readonly workers: number;
}

const UNITS = `with active as (
  select p.unit, bool_or(j.job is null) as waits from ${SCHEMA}.rollouts r
  cross join lateral (select jsonb_path_query(r.plan, '$.waves[*][*].name') #>> '{}' as unit) p
  left join ${SCHEMA}.jobs j on j.rollout = r.id and j.unit = p.unit and j.verdict <> 'not-begun'
  where r.ending is null group by p.unit
), working as (
  select b.unit from ${SCHEMA}.busy b join ${SCHEMA}.rollouts r on r.id = b.rollout and r.ending is null
)
select case when w.unit is not null then 'working' when a.waits then 'waiting' else coalesce(u.verdict, 'failed') end as state,
  count(*)::int as count
from (select unit from active union select unit from ${SCHEMA}.units) n
left join active a using (unit) left join working w using (unit) left join ${SCHEMA}.units u using (unit)
group by 1`;

const PROVED = `select unit, extract(epoch from proved_at) * 1000 as at from ${SCHEMA}.units where proved_at is not null`;

/** Reads how all units stand. */
export class Fleet {
  readonly #rows: Ask;
  readonly #overview: Overview;

  constructor(ask: Ask) {
    this.#rows = ask;
    this.#overview = new Overview(ask);
  }

  /** @param seenSeconds a worker that has told of itself within so many seconds is there */
  async figures(seenSeconds: number): Promise<FleetFigures> {
    const [units, proved, rollouts, workers] = await Promise.all([
      this.#rows(UNITS),
      this.#rows(PROVED),
      this.#overview.unfinished(),
      this.#overview.workers(seenSeconds),
    ]);
    const states = new Map<RolloutState, number>();
    for (const { state } of rollouts) states.set(state, (states.get(state) ?? 0) + 1);
    return {
      units: new Map(units.map(({ state, count }) => [state as UnitState['state'], Number(count)])),
      rollouts: states,
      provedAt: new Map(proved.map(({ unit, at }) => [String(unit), Number(at)])),
      workers: workers.length,
    };
  }
}
