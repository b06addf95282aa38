import type { Ask } from './store/ask.ts';
import { SCHEMA } from './store/schema.ts';

/** Files are there before the rollout that names them; one that is being submitted has so long. */
const SUBMITTING = '1 hour';

/** What DBOS keeps of a piece of work; which of them there are is for its release to say, and none refers to another. */
const DBOS_TABLES = ['workflow_input', 'workflow_output', 'operation_outputs', 'workflow_status'];

/** What was removed beside rollouts. */
export interface Removed {
  readonly files: number;
  readonly workers: number;
}

/** Takes out of the database what nobody needs any more. */
export class Cleaner {
  readonly #rows: Ask;

  constructor(ask: Ask) {
    this.#rows = ask;
  }

  /** Ids of the rollouts that ended more than so many days ago, the oldest first. */
  async ended(days: number): Promise<readonly string[]> {
    const rows = await this.#rows(
      `select id from ${SCHEMA}.rollouts
where ending is not null and ended_at < now() - make_interval(days => $1) order by ended_at`,
      [days],
    );
    return rows.map(({ id }) => String(id));
  }

  /** Removes ended rollouts with all that was kept of them; one cut off in between is gone on with by the next. */
  async remove(ids: readonly string[], days: number): Promise<Removed> {
    for (const id of ids) {
      await this.#removeWork(id);
      await this.#rows(`delete from ${SCHEMA}.rollouts where id = $1 and ending is not null`, [id]);
    }
    const files = await this.#rows(
      `delete from ${SCHEMA}.files f where f.used_at < now() - interval '${SUBMITTING}' and not exists (
  select from ${SCHEMA}.rollouts r, jsonb_array_elements(r.submission->'files') as named
  where named->>'hash' = f.hash) returning hash`,
    );
    const workers = await this.#rows(
      `delete from ${SCHEMA}.workers where seen_at < now() - make_interval(days => $1) returning place`,
      [days],
    );
    return { files: files.length, workers: workers.length };
  }

  /** Which of these units no rollout has ever ended, and which one that goes on works on or will. */
  async notForgettable(
    units: readonly string[],
  ): Promise<{ readonly unknown: readonly string[]; readonly inRollout: ReadonlyMap<string, string> }> {
    const known = await this.#rows(`select unit from ${SCHEMA}.units where unit = any($1::text[])`, [units]);
    const active = await this.#rows(
      `select r.id, p.unit from ${SCHEMA}.rollouts r
cross join lateral (select jsonb_path_query(r.plan, '$.waves[*][*].name') #>> '{}' as unit) p
where r.ending is null and p.unit = any($1::text[])`,
      [units],
    );
    const names = new Set(known.map(({ unit }) => String(unit)));
    return {
      unknown: units.filter((unit) => !names.has(unit)),
      inRollout: new Map(active.map(({ id, unit }) => [String(unit), String(id)])),
    };
  }

  /** How they last ended, and were proved, is known no more. */
  async forget(units: readonly string[]): Promise<void> {
    await this.#rows(`delete from ${SCHEMA}.units where unit = any($1::text[])`, [units]);
  }

  async #removeWork(id: string): Promise<void> {
    for (const table of DBOS_TABLES) {
      const [row] = await this.#rows('select to_regclass($1) is not null as there', [`dbos.${table}`]);
      if (row?.there === true)
        await this.#rows(
          `delete from dbos.${table} where workflow_uuid = $1 or starts_with(workflow_uuid, $2)`,
          [`rollout ${id}`, `unit ${id} `],
        );
    }
  }
}
