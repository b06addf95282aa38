import type { Control, Verdict } from '../../context.ts';
import type { Json } from '../../json.ts';
import type { RolloutPlan } from '../../plan.ts';
import type {
  RolloutState,
  RolloutSummary,
  RolloutView,
  Submission,
  UnitState,
  WorkerSeen,
} from '../../submission.ts';
import type { Ask, Row } from './ask.ts';
import { SCHEMA } from './schema.ts';

/** A rollout's row with how its units ended, and with the last question that nobody has answered. */
const SUMMARY = `select r.id, r.plan, r.control, r.submitted_at, r.submission, r.begun, r.version, r.ended_at,
  r.ending->>'why' as why, r.ending->>'reason' as reason,
  count(j.unit) filter (where j.verdict = 'passed')::int as passed,
  count(j.unit) filter (where j.verdict = 'failed')::int as failed,
  count(j.unit) filter (where j.verdict = 'inconclusive')::int as inconclusive,
  (select e.event->>'until' from ${SCHEMA}.events e where e.rollout = r.id and e.event->>'type' = 'outside-window'
    and e.number = (select max(number) from ${SCHEMA}.events l where l.rollout = r.id)) as opens,
  (select e.event from ${SCHEMA}.events e where e.rollout = r.id and e.event->>'type' = 'waiting'
    and not exists (select from ${SCHEMA}.answers a where a.rollout = r.id and a.name = e.event->>'name')
    and e.number = (select max(number) from ${SCHEMA}.events l where l.rollout = r.id)) as waiting
from ${SCHEMA}.rollouts r
left join lateral (
  select distinct on (unit) unit, verdict from ${SCHEMA}.jobs
  where rollout = r.id and verdict <> 'not-begun' order by unit, (verdict = 'failed') desc, job desc
) j on true`;

const RESULTS = `select unit, kind, result from ${SCHEMA}.results`;

/** What the jobs with one unit have left. */
export interface UnitResults {
  readonly all?: Json;
  readonly again?: Json;
}

/** What people see of rollouts who did not start them. */
export class Overview {
  readonly #rows: Ask;

  constructor(ask: Ask) {
    this.#rows = ask;
  }

  /** The newest first. */
  async list(most: number): Promise<readonly RolloutSummary[]> {
    const rows = await this.#rows(`${SUMMARY} group by r.id order by r.submitted_at desc limit $1`, [most]);
    return rows.map(summaryOf);
  }

  /** Those that have not ended. */
  async unfinished(): Promise<readonly RolloutSummary[]> {
    return (await this.#rows(`${SUMMARY} where r.ending is null group by r.id`)).map(summaryOf);
  }

  async view(id: string): Promise<RolloutView | undefined> {
    const [row] = await this.#rows(`${SUMMARY} where r.id = $1 group by r.id`, [id]);
    if (row === undefined) return undefined;
    const ended = await this.#rows(
      `select distinct on (unit) unit, verdict, "end"->>'reason' as reason, "end"->>'closed' as closed from ${SCHEMA}.jobs
where rollout = $1 order by unit, (verdict = 'failed') desc, (verdict = 'not-begun'), job desc`,
      [id],
    );
    const working = await this.#rows(`select unit from ${SCHEMA}.busy where rollout = $1`, [id]);
    const summary = summaryOf(row);
    const waiting = row.waiting as { readonly name: string; readonly question: string } | null;
    return {
      ...summary,
      control: row.control as Control,
      plan: row.plan as RolloutPlan,
      reason: String(row.reason ?? ''),
      ...(waiting !== null &&
        row.why === null && { waitsFor: { name: waiting.name, question: waiting.question } }),
      ...(summary.state === 'outside-window' && { windowOpensAt: String(row.opens) }),
      unitStates: unitStates(
        row.plan as RolloutPlan,
        row.why !== null,
        ended,
        new Set(working.map(({ unit }) => unit)),
      ),
    };
  }

  async endedAt(id: string): Promise<Date | undefined> {
    const [row] = await this.#rows(`select ended_at from ${SCHEMA}.rollouts where id = $1`, [id]);
    return row?.ended_at instanceof Date ? row.ended_at : undefined;
  }

  /** What units have come to, by kind of job. */
  async results(id: string): Promise<ReadonlyMap<string, UnitResults>> {
    return grouped(await this.#rows(`${RESULTS} where rollout = $1 order by unit`, [id]));
  }

  async resultsOf(id: string, unit: string): Promise<UnitResults> {
    const rows = await this.#rows(`${RESULTS} where rollout = $1 and unit = $2`, [id, unit]);
    return grouped(rows).get(unit) ?? {};
  }

  /** Those that have told of themselves within so many seconds. */
  async workers(withinSeconds: number): Promise<readonly WorkerSeen[]> {
    const rows = await this.#rows(
      `select place, owner, version, region, extract(epoch from now() - seen_at)::int as ago
from ${SCHEMA}.workers where seen_at > now() - make_interval(secs => $1) order by place`,
      [withinSeconds],
    );
    return rows.map(({ place, owner, version, region, ago }) => ({
      place: String(place),
      owner: String(owner),
      version: String(version),
      region: region === null ? null : String(region),
      secondsAgo: Number(ago),
    }));
  }

  async seen({ place, owner, version, region }: Omit<WorkerSeen, 'secondsAgo'>): Promise<void> {
    await this.#rows(
      `insert into ${SCHEMA}.workers (place, owner, version, region) values ($1, $2, $3, $4)
on conflict (place) do update set owner = $2, version = $3, region = $4, seen_at = now()`,
      [place, owner, version, region],
    );
  }

  async gone(place: string): Promise<void> {
    await this.#rows(`delete from ${SCHEMA}.workers where place = $1`, [place]);
  }
}

function grouped(rows: readonly Row[]): ReadonlyMap<string, UnitResults> {
  const results = new Map<string, UnitResults>();
  for (const { unit, kind, result } of rows)
    results.set(String(unit), { ...results.get(String(unit)), [String(kind)]: result as Json });
  return results;
}

function summaryOf(row: Row): RolloutSummary {
  const { command = '?', by = '?' } = (row.submission as Partial<Submission> | null) ?? {};
  const at = row.submitted_at;
  return {
    id: String(row.id),
    state: stateOf(row),
    command,
    by,
    version: String(row.version ?? '?'),
    submittedAt: at instanceof Date ? at.toISOString() : String(at),
    ...(row.ended_at instanceof Date && { endedAt: row.ended_at.toISOString() }),
    units: (row.plan as RolloutPlan).waves.flat().length,
    passed: Number(row.passed),
    failed: Number(row.failed),
    inconclusive: Number(row.inconclusive),
  };
}

function stateOf({ why, control, begun, waiting, opens }: Row): RolloutState {
  if (typeof why === 'string') return why as RolloutState;
  if (control === 'cancel') return 'cancelling';
  if (control === 'pause') return 'paused';
  if (begun !== true) return 'submitted';
  if (waiting !== null) return 'waiting';
  return opens === null ? 'running' : 'outside-window';
}

/**
 * How each unit of a plan stands, by how it ended: one that met a pause or a closed window waits, while its rollout
 * goes on, and nothing waits in one that is over.
 */
export function unitStates(
  plan: RolloutPlan,
  isOver: boolean,
  ended: readonly Row[],
  working: ReadonlySet<unknown>,
): UnitState[] {
  const ends = new Map(ended.map((row) => [row.unit, row]));
  return plan.waves.flatMap((wave, index) =>
    wave.map(({ name, group }): UnitState => {
      const end = ends.get(name);
      const reason = typeof end?.reason === 'string' ? end.reason : undefined;
      const state = working.has(name) ? 'working' : stateOfUnit(end, isOver);
      return { unit: name, wave: index + 1, group, state, ...(reason !== undefined && { reason }) };
    }),
  );
}

function stateOfUnit(end: Row | undefined, isOver: boolean): UnitState['state'] {
  const verdict = (end?.verdict ?? 'not-begun') as Verdict;
  if (verdict !== 'not-begun' || isOver) return verdict;
  return end === undefined || end.closed === 'pause' || end.closed === 'window' ? 'waiting' : 'not-begun';
}
