import type { Json } from '../../json.ts';
import type { RolloutPlan } from '../../plan.ts';
import type { Ending } from '../../roll-out.ts';
import type { Submission } from '../../submission.ts';
import type { Ask } from './ask.ts';
import { SCHEMA } from './schema.ts';

/** What was submitted, the files that travel with it, and what units came to. */
export class Submissions {
  readonly #rows: Ask;

  constructor(ask: Ask) {
    this.#rows = ask;
  }

  /** Hashes of those files that the database has already; they are kept until a rollout can name them. */
  async known(hashes: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await this.#rows(
      `update ${SCHEMA}.files set used_at = now() where hash = any($1::text[]) returning hash`,
      [hashes],
    );
    return new Set(rows.map(({ hash }) => String(hash)));
  }

  async putFile(hash: string, content: Uint8Array): Promise<void> {
    await this.#rows(
      `insert into ${SCHEMA}.files values ($1, $2) on conflict (hash) do update set used_at = now()`,
      [hash, content],
    );
  }

  async file(hash: string): Promise<Uint8Array | undefined> {
    const [row] = await this.#rows(`select content from ${SCHEMA}.files where hash = $1`, [hash]);
    return row?.content instanceof Uint8Array ? row.content : undefined;
  }

  async put(id: string, plan: RolloutPlan, submission: Submission): Promise<void> {
    await this.#rows(
      `insert into ${SCHEMA}.rollouts (id, plan, submission, version) values ($1, $2, $3, $4) on conflict do nothing`,
      [id, JSON.stringify(plan), JSON.stringify(submission), submission.version],
    );
  }

  async get(id: string): Promise<Submission | undefined> {
    const [row] = await this.#rows(`select submission from ${SCHEMA}.rollouts where id = $1`, [id]);
    return (row?.submission as Submission | null | undefined) ?? undefined;
  }

  /** Ids of what was submitted and not begun, the oldest first, with the program that may carry it out. */
  async notBegun(): Promise<readonly { readonly id: string; readonly version: string }[]> {
    const rows = await this.#rows(
      `select id, version from ${SCHEMA}.rollouts
where not begun and ending is null and submission is not null order by submitted_at`,
    );
    return rows.map(({ id, version }) => ({ id: String(id), version: String(version) }));
  }

  async setBegun(id: string): Promise<void> {
    await this.#rows(`update ${SCHEMA}.rollouts set begun = true where id = $1`, [id]);
  }

  /** What was submitted and never begun ends where it is cancelled, since no worker may be there to do it. */
  async endNotBegun(id: string, ending: Ending): Promise<boolean> {
    const rows = await this.#rows(
      `update ${SCHEMA}.rollouts set ending = $2, ended_at = now() where id = $1 and not begun and ending is null returning id`,
      [id, JSON.stringify(ending)],
    );
    return rows.length > 0;
  }

  async putResult(id: string, unit: string, kind: string, result: Json): Promise<void> {
    await this.#rows(
      `insert into ${SCHEMA}.results values ($1, $2, $3, $4)
on conflict (rollout, unit, kind) do update set result = excluded.result`,
      [id, unit, kind, JSON.stringify(result)],
    );
  }

  async result(id: string, unit: string, kind: string): Promise<Json | undefined> {
    const [row] = await this.#rows(
      `select result from ${SCHEMA}.results where rollout = $1 and unit = $2 and kind = $3`,
      [id, unit, kind],
    );
    return row?.result as Json | undefined;
  }

  /** Begins an attempt at a job; its number is greater than every one before, of all workers. */
  async beginAttempt(id: string, job: string): Promise<Attempt> {
    const [row] = await this.#rows(
      `insert into ${SCHEMA}.attempts values ($1, $2, nextval('${SCHEMA}.tokens'))
on conflict (rollout, job) do update set token = excluded.token
returning token, (select id from ${SCHEMA}.schema order by number limit 1) as series`,
      [id, job],
    );
    return { series: String(row?.series), number: Number(row?.token) };
  }

  /** Whether nobody has begun a later attempt at the job. */
  async isLastAttempt(id: string, job: string, { number }: Attempt): Promise<boolean> {
    const [row] = await this.#rows(`select token from ${SCHEMA}.attempts where rollout = $1 and job = $2`, [
      id,
      job,
    ]);
    return Number(row?.token) === number;
  }
}

/** One attempt at a job, of several where workers have died. */
export interface Attempt {
  /** Whose numbers they are. */
  readonly series: string;
  readonly number: number;
}
