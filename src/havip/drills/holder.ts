import { failure, type Outcome, success } from '../../core/outcome.ts';
import type { Problem } from '../../core/problem.ts';
import { unhealthyProblem } from './drive/drive.ts';
import { ailments } from './drive/health.ts';
import { LONGEST_BEGINNING_MS } from './drive/phases.ts';
import type { DrillDeps, DrillSubject } from './types.ts';
import { LONGEST_TICK_MS, Session } from './watch/session.ts';
import { holders } from './watch/situation.ts';

/** What the first lines may lack still, before an election is waited for. */
const FIRST_LINES_MS = 5_000;
const TICK_MS = 50;

/** Watches a cluster while the work is done, and ends the samplers whatever came of it. */
export async function withSession<T>(
  subject: DrillSubject,
  deps: DrillDeps,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const session = new Session(subject, deps);
  try {
    return await work(session);
  } finally {
    await session.close();
  }
}

/**
 * The one holder of a cluster at rest, waiting out an election that may be going on; else what was found.
 * @param mayBeIll who need not be well while they are without the address
 */
export async function findHolder(
  session: Session,
  subject: DrillSubject,
  deps: DrillDeps,
  mayBeIll: readonly string[] = [],
): Promise<Outcome<string>> {
  await session.heard(LONGEST_BEGINNING_MS);
  for (let leftMs = subject.masterDownMs + FIRST_LINES_MS; ; ) {
    const nowMs = deps.clock.monotonicMs();
    if (session.troubles.length > 0) return failure(...session.troubles);
    if (deps.signal?.aborted === true) return failure(interruptedBefore);
    const found = clusterAilments(session, subject, nowMs, mayBeIll);
    const [holder] = holders(session.situation);
    if (found.length === 0 && holder !== undefined) return success(holder);
    if (leftMs < 0) return failure(unhealthyProblem(found));
    leftMs -= Math.min(await session.changed(TICK_MS), LONGEST_TICK_MS);
  }
}

/** What is wrong with the nodes, before anything probes the address. */
function clusterAilments(
  session: Session,
  subject: DrillSubject,
  nowMs: number,
  mayBeIll: readonly string[],
): readonly string[] {
  const probed = { ...session.situation, lastAnswerMs: nowMs };
  return ailments(probed, { holder: null, address: subject.addresses[0] ?? '', mayBeIll }, nowMs);
}

const interruptedBefore: Problem = {
  code: 'verify.interrupted',
  summary: 'Verification was interrupted before anything was touched',
  fix: 'Run verify again.',
};
