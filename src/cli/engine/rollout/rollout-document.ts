import type { ClusterResult, HostResult, RunDocument } from '../../../core/events/document.ts';
import { exitCodeFor, type Problem } from '../../../core/problem.ts';
import type { EngineClient } from '../../../rollout/dbos/client.ts';
import type { Json } from '../../../rollout/json.ts';
import type { Ending } from '../../../rollout/roll-out.ts';
import type { Submission } from '../../../rollout/submission.ts';
import type { RunResult } from '../../../run/run-playbook.ts';
import { type Call, parseCall } from '../worker/call.ts';

/** What one unit came to, with what was seen of it after a soak. */
export interface UnitOutcome {
  readonly hosts: Readonly<Record<string, HostResult>>;
  readonly clusters: Readonly<Record<string, ClusterResult>>;
  readonly errors: readonly Problem[];
}

/** Somebody has ended it, or said no: the same as an interrupt. */
const INTERRUPTED = 130;

/** Nobody has said that what could not be proved will do. */
const NOT_PROVED = 3;

/** The document of a rollout that has ended, made of what its units came to. */
export async function rolloutDocument(
  { submissions, overview }: EngineClient,
  id: string,
  ending: Ending,
): Promise<Omit<RunDocument, 'durationMs' | 'startedAt'>> {
  const submission = await submissions.get(id);
  const members = membersIn(submission);
  const results = await overview.results(id);
  const outcomes = [...results.values()].map(outcomeOf);
  const errors = outcomes.flatMap((outcome) => outcome.errors);
  const skipped = ending.skipped.flatMap((unit) =>
    Object.entries(members[unit] ?? {}).map(([name, addresses]) => [name, notBegun(addresses, ending)]),
  );
  const exitCode = exitCodeFor(errors) || codeOf(ending);
  return {
    command: submission?.command ?? '?',
    ok: exitCode === 0,
    exitCode,
    hosts: Object.assign({}, ...outcomes.map(({ hosts }) => hosts)),
    clusters: Object.assign(Object.fromEntries(skipped), ...outcomes.map(({ clusters }) => clusters)),
    errors: [...errors, ...takenProblems(ending)],
    rollout: id,
  };
}

/** By unit, the addresses of each of its clusters. */
export async function membersOf({ submissions }: EngineClient, id: string): Promise<Call['members']> {
  return membersIn(await submissions.get(id));
}

function membersIn(submission: Submission | undefined): Call['members'] {
  return (submission && parseCall(submission.call)?.members) ?? {};
}

/** What a unit came to by what its jobs have left. */
export function outcomeOf(results: { readonly all?: Json; readonly again?: Json }): UnitOutcome {
  const all = (results.all ?? {}) as Partial<RunResult>;
  const again = (results.again ?? {}) as Partial<RunResult>;
  return {
    hosts: all.hosts ?? {},
    clusters: again.clusters ?? all.clusters ?? {},
    errors: [...(all.errors ?? []), ...(again.errors ?? [])],
  };
}

function codeOf({ why, ends }: Ending): number {
  if (ends.some(([, { verdict }]) => verdict === 'failed')) return LOCKED;
  if (why === 'cancelled' || why === 'declined') return INTERRUPTED;
  return why === 'inconclusive' ? NOT_PROVED : 0;
}

/** Only a unit that another rollout works on fails without a result. */
const LOCKED = 7;

function takenProblems({ ends }: Ending): readonly Problem[] {
  return ends.flatMap(([, { closed, reason }]): Problem[] =>
    closed === 'taken' && reason !== undefined
      ? [{ code: 'lock.other-rollout', summary: reason, fix: 'Wait until that one has ended, or cancel it.' }]
      : [],
  );
}

function notBegun(addresses: readonly string[], { reason, why }: Ending): ClusterResult {
  return {
    addresses,
    holder: null,
    holders: [],
    healthy: false,
    drills: [],
    skipped: reason || why,
  };
}
