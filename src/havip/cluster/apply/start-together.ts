import type { Outcome } from '../../../core/outcome.ts';
import { changesOf, type PlannedChange } from '../../../engine/plan.ts';
import type { PlannedHost } from '../../../run/unit/policy.ts';
import { allOk } from '../../../run/unit/unit-facts.ts';
import type { ClusterRun } from '../../cluster-run.ts';
import { armUndo, disarmUndo } from '../../undo/watchdog.ts';
import { keepalivedAction } from '../keepalived-action.ts';
import { stateOf } from '../state/cluster-state.ts';
import { clusterTiming } from '../state/timing.ts';
import { AS_IT_SHOULD_BE, activity } from './activity.ts';
import { atMostOneHolds } from './at-most-one-holds.ts';

/**
 * Whether all that is left is to start keepalived on machines of which none serves or runs it: then there is
 * nothing to protect, and one election does for all.
 */
export function startsTogether(run: ClusterRun, planned: readonly PlannedHost[]): boolean {
  const { nodes } = stateOf(run);
  return (
    run.together.length === 1 &&
    run.policy.isWhole &&
    planned.length > 1 &&
    planned.length === run.unit.hosts.length &&
    nodes.every(({ running }) => !running) &&
    planned.every(({ plan }) => keepalivedAction(plan) === 'start' && changesOf(plan).every(isOfStart))
  );
}

/** The start itself, or what takes an address out of its way. */
function isOfStart({ resource: { id }, change: { effects = [] } }: PlannedChange): boolean {
  return effects.length > 0 || id.startsWith('orphan:');
}

/**
 * Starts the first, and the others when it has run for an advert interval: by then its election is ahead of theirs,
 * and they hear its first advert. Only then is looked, at all of them at once. Gives what is left to be done;
 * undefined where a start failed, or an interrupt came before the others, whose machines are not touched then.
 */
export async function startTogether(
  run: ClusterRun,
  planned: readonly PlannedHost[],
): Promise<readonly PlannedHost[] | undefined> {
  const [first, ...others] = planned;
  if (first === undefined) return planned;
  armUndo(run, first.host, first.session, 'alone');
  let tell = (): void => undefined;
  const running = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const started = start(run, first, tell);
  const goesOn =
    (await runs(run, first, running, started)) && !run.deps.signal.aborted && (await disarmUndo(run));
  const outcomes = await Promise.all([started, ...(goesOn ? others.map((each) => start(run, each)) : [])]);
  if (!allOk(run, outcomes) || !goesOn) {
    for (const { host, session } of planned) if (session.hasSwitched) run.stale.add(host.name);
    return undefined;
  }
  // All facts before the first plan, because a plan may need its peers'.
  if (!allOk(run, await Promise.all(planned.map(({ session }) => session.refresh())))) return undefined;
  if (!(await atMostOneHolds(run, run.unit.hosts))) return undefined;
  return leftToDo(run, planned);
}

async function start(
  run: ClusterRun,
  { host, session, plan }: PlannedHost,
  onRunning?: () => void,
): Promise<Outcome<void>> {
  const made = await session.make(plan, onRunning);
  activity(run, host, made.ok ? AS_IT_SHOULD_BE : 'failed');
  return made;
}

/**
 * Whether its keepalived has started and stayed, which is known before its election is over; false where that has
 * failed. That it has started is told by the step itself.
 */
async function runs(
  run: ClusterRun,
  { session }: PlannedHost,
  running: Promise<void>,
  started: Promise<Outcome<void>>,
): Promise<boolean> {
  const isOver = started.then(() => true);
  if (await Promise.race([isOver, running.then(() => false)])) return (await started).ok;
  const program = runningProgram(clusterTiming(run.cluster).advertMs);
  const asked = session.connection.run(program, { label: 'waiting for its start' });
  const seen = asked.then((answer) => (answer.ok && answer.value.exitCode === 0 ? true : ended()));
  const ended = () => started.then(({ ok }) => ok);
  return Promise.race([seen, ended()]);
}

/** POSIX sh that ends well when keepalived still runs after so many milliseconds. */
function runningProgram(forMs: number): string {
  return `sleep ${forMs / 1000}
systemctl is-active --quiet keepalived`;
}

async function leftToDo(
  run: ClusterRun,
  planned: readonly PlannedHost[],
): Promise<readonly PlannedHost[] | undefined> {
  const left: PlannedHost[] = [];
  for (const each of planned) {
    const plan = await each.session.confirm(each.desired);
    if (!allOk(run, [plan]) || !plan.ok) return undefined;
    left.push({ ...each, plan: plan.value });
  }
  return left;
}
