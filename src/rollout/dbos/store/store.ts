import type { Control, Gate, RolloutEvent, UnitEnd, UnitJob } from '../../context.ts';
import { jobName } from '../../context.ts';
import type { KeptEvent } from '../../engine.ts';
import type { RolloutPlan } from '../../plan.ts';
import type { Ending } from '../../roll-out.ts';
import type { Ask } from './ask.ts';
import { MIGRATION, SCHEMA, SCHEMA_IS, SCHEMA_NUMBER, WHICH_SCHEMA } from './schema.ts';

/** What rollouts have in the database beside what DBOS keeps. */
export class Store {
  readonly #rows: Ask;

  constructor(ask: Ask) {
    this.#rows = ask;
  }

  /** Of the tables that are there; undefined where there are none. */
  async schemaNumber(): Promise<number | undefined> {
    const [row] = await this.#rows(WHICH_SCHEMA);
    if (row?.there !== true) return undefined;
    const [schema] = await this.#rows(SCHEMA_IS);
    return Number(schema?.number ?? 0);
  }

  /** Makes what is missing; where nothing is, no right to make anything is needed. */
  async migrate(): Promise<void> {
    if ((await this.schemaNumber()) !== SCHEMA_NUMBER) await this.#rows(MIGRATION);
  }

  /** Whether DBOS's tables are there, in which limits of earlier workers stand. */
  async hasQueues(): Promise<boolean> {
    const [row] = await this.#rows(`select to_regclass('dbos.queues') is not null as there`);
    return row?.there === true;
  }

  /** Milliseconds since 1970 by the server's clock, which is the same for all workers. */
  async now(): Promise<number> {
    const [row] = await this.#rows('select extract(epoch from clock_timestamp()) * 1000 as now');
    return Number(row?.now);
  }

  /** Writes a rollout down; one that is known stays as it is. */
  async add(id: string, plan: RolloutPlan): Promise<void> {
    await this.#rows(`insert into ${SCHEMA}.rollouts (id, plan) values ($1, $2) on conflict do nothing`, [
      id,
      JSON.stringify(plan),
    ]);
  }

  async plan(id: string): Promise<RolloutPlan | undefined> {
    const [row] = await this.#rows(`select plan from ${SCHEMA}.rollouts where id = $1`, [id]);
    return row && (row.plan as RolloutPlan);
  }

  async control(id: string): Promise<Control> {
    const [row] = await this.#rows(`select control from ${SCHEMA}.rollouts where id = $1`, [id]);
    return row === undefined ? 'cancel' : (row.control as Control);
  }

  /** What is cancelled stays so. */
  async setControl(id: string, control: Control): Promise<void> {
    await this.#rows(`update ${SCHEMA}.rollouts set control = $2 where id = $1 and control <> 'cancel'`, [
      id,
      control,
    ]);
  }

  /** @param key what is told once only, however often it is told */
  async tell(id: string, key: string, event: RolloutEvent): Promise<void> {
    await this.#rows(
      `with known as (select 1 from ${SCHEMA}.events where rollout = $1 and key = $2),
next as (update ${SCHEMA}.rollouts set events = events + 1 where id = $1 and not exists (select from known) returning events)
insert into ${SCHEMA}.events (rollout, number, key, event) select $1, events, $2, $3 from next on conflict do nothing`,
      [id, key, JSON.stringify(event)],
    );
  }

  async events(id: string, from: number): Promise<readonly KeptEvent[]> {
    const rows = await this.#rows(
      `select number, at, event from ${SCHEMA}.events where rollout = $1 and number >= $2 order by number limit 1000`,
      [id, from],
    );
    return rows.map(({ number, at, event }) => ({
      number: Number(number),
      at: at instanceof Date ? at.toISOString() : String(at),
      event: event as RolloutEvent,
    }));
  }

  async answer(id: string, name: string, yes: boolean): Promise<void> {
    await this.#rows(
      `insert into ${SCHEMA}.answers (rollout, name, yes) values ($1, $2, $3) on conflict do nothing`,
      [id, name, yes],
    );
  }

  async answerTo(id: string, name: string): Promise<boolean | undefined> {
    const [row] = await this.#rows(`select yes from ${SCHEMA}.answers where rollout = $1 and name = $2`, [
      id,
      name,
    ]);
    return row && row.yes === true;
  }

  /**
   * Takes a unit for a job, and reads what it goes by as it begins, in one query: there are thousands of them.
   * `other`: the rollout that has it, where that is another one that has not ended.
   */
  async take(id: string, job: UnitJob): Promise<Gate & { readonly other?: string }> {
    for (;;) {
      const [row] = await this.#rows(
        `with taken as (
  insert into ${SCHEMA}.busy as busy (unit, rollout, job) values ($1, $2, $3)
  on conflict (unit) do update set rollout = excluded.rollout, job = excluded.job
  where busy.rollout = excluded.rollout
    or exists (select from ${SCHEMA}.rollouts r where r.id = busy.rollout and r.ending is not null)
  returning rollout
)
select control, extract(epoch from clock_timestamp()) * 1000 as now, exists (select from taken) as taken,
  (select rollout from ${SCHEMA}.busy where unit = $1) as had,
  (select count(distinct unit)::int from ${SCHEMA}.jobs where rollout = $2 and verdict = 'failed') as failed
from ${SCHEMA}.rollouts where id = $2`,
        [job.unit, id, jobName(job)],
      );
      // One that is gone begins nothing more.
      if (row === undefined) return { control: 'cancel', failed: 0, now: 0 };
      const gate = { control: row.control as Control, failed: Number(row.failed), now: Number(row.now) };
      if (row.taken === true) return gate;
      // Had by somebody a moment ago, and given back maybe: else once more.
      if (row.had !== null && row.had !== id) return { ...gate, other: String(row.had) };
    }
  }

  /** Writes down how a job ended, gives its unit back and tells it, at once; done twice, it is done once. */
  async end(id: string, job: UnitJob, end: UnitEnd, event: RolloutEvent | undefined): Promise<void> {
    await this.#rows(
      `with free as (delete from ${SCHEMA}.busy where unit = $3 and rollout = $1 and job = $2),
seen as (
  insert into ${SCHEMA}.units as known (unit, verdict, proved_at)
  select $3, $4, case when $7 then now() end where not $6
  on conflict (unit) do update set verdict = excluded.verdict, ended_at = excluded.ended_at,
    proved_at = coalesce(excluded.proved_at, known.proved_at)
), ended as (
  insert into ${SCHEMA}.jobs (rollout, job, unit, verdict, "end") values ($1, $2, $3, $4, $5)
  on conflict do nothing returning job
), next as (
  update ${SCHEMA}.rollouts set events = events + 1
  where id = $1 and $8::jsonb is not null and exists (select from ended) returning events
)
insert into ${SCHEMA}.events (rollout, number, key, event) select $1, events, $2 || ' ended', $8::jsonb from next`,
      [
        ...[id, jobName(job), job.unit, end.verdict, JSON.stringify(end)],
        ...[end.closed !== undefined, end.proved === true],
        event === undefined ? null : JSON.stringify(event),
      ],
    );
  }

  /** Those of the jobs that have ended, by name. */
  async ends(id: string, jobs: readonly UnitJob[]): Promise<ReadonlyMap<string, UnitEnd>> {
    const rows = await this.#rows(
      `select job, "end" from ${SCHEMA}.jobs where rollout = $1 and job = any($2::text[])`,
      [id, jobs.map(jobName)],
    );
    return new Map(rows.map(({ job, end }) => [String(job), end as UnitEnd]));
  }

  async finish(id: string, ending: Ending): Promise<void> {
    await this.#rows(`update ${SCHEMA}.rollouts set ending = $2, ended_at = now() where id = $1`, [
      id,
      JSON.stringify(ending),
    ]);
  }

  async ending(id: string): Promise<Ending | undefined> {
    const [row] = await this.#rows(`select ending from ${SCHEMA}.rollouts where id = $1`, [id]);
    return (row?.ending as Ending | null | undefined) ?? undefined;
  }
}
