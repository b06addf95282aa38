import { failure, type Outcome } from '../core/outcome.ts';
import type { Problem } from '../core/problem.ts';
import { unhealthyProblem } from './drive.ts';
import { ailments } from './health.ts';
import { Session } from './session.ts';
import { holders } from './situation.ts';
import type { DrillDeps, DrillSubject } from './types.ts';

/** What connecting a sampler may take at most, before an election is waited for. */
const FIRST_LINES_MS = 5_000;
const TICK_MS = 50;

/**
 * Watches a cluster, finds the one holder, does the work, and ends the samplers whatever came of it.
 * @returns the work's outcome, or what kept the cluster from having one holder
 */
export async function withHolder<T>(
  subject: DrillSubject,
  deps: DrillDeps,
  work: (session: Session, holder: string) => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  const session = new Session(subject, deps);
  try {
    const found = await findHolder(session, subject, deps);
    return typeof found === 'string' ? await work(session, found) : failure(...found);
  } finally {
    await session.close();
  }
}

/** The one holder of a cluster at rest, waiting out an election that may be going on. */
async function findHolder(
  session: Session,
  subject: DrillSubject,
  deps: DrillDeps,
): Promise<string | readonly Problem[]> {
  const untilMs = deps.clock.monotonicMs() + subject.masterDownMs + FIRST_LINES_MS;
  for (;;) {
    const nowMs = deps.clock.monotonicMs();
    if (session.troubles.length > 0) return session.troubles;
    if (deps.signal?.aborted === true) return [interruptedBefore];
    const found = clusterAilments(session, subject, nowMs);
    const [holder] = holders(session.situation);
    if (found.length === 0 && holder !== undefined) return holder;
    if (nowMs > untilMs) return [unhealthyProblem(found)];
    await session.changed(TICK_MS);
  }
}

/** What is wrong with the nodes, before anything probes the address. */
function clusterAilments(session: Session, subject: DrillSubject, nowMs: number): readonly string[] {
  const probed = { ...session.situation, lastAnswerMs: nowMs };
  return ailments(probed, { holder: null, address: subject.addresses[0] ?? '' }, nowMs);
}

const interruptedBefore: Problem = {
  code: 'verify.interrupted',
  summary: 'Verification was interrupted before anything was touched',
  fix: 'Run verify again.',
};
