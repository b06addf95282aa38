import type { HostSession } from '../../../engine/host-session.ts';
import { changesOf, type Desired, type HostPlan } from '../../../engine/plan.ts';
import type { Host } from '../../../inventory/types.ts';
import { holdStopped, letGo } from '../../../resources/services/service-held.ts';
import type { PlannedHost } from '../../../run/unit/policy.ts';
import { prepareUnit } from '../../../run/unit/prepare-unit.ts';
import { allOk } from '../../../run/unit/unit-facts.ts';
import type { ClusterRun } from '../../cluster-run.ts';
import { afterHandOver } from '../../handover/hand-over-address.ts';
import { measured } from '../../handover/measured.ts';
import type { Takeover } from '../../takeover/choose.ts';
import { awaySeconds, handsOver, sequenceOf, stoppedBy } from '../../takeover/takeover.ts';
import { STOP_STEP } from '../../undo/undo-order.ts';
import { armUndo, disarmUndo } from '../../undo/watchdog.ts';
import { keepalivedAction } from '../keepalived-action.ts';
import { stateOf, unserved } from '../state/cluster-state.ts';
import { clusterTiming, startSeconds } from '../state/timing.ts';
import { AS_IT_SHOULD_BE, activity } from './activity.ts';
import { atMostOneHolds } from './at-most-one-holds.ts';
import { applyOrder } from './order.ts';
import { startsTogether, startTogether } from './start-together.ts';

/** The order of each cluster, by its name; of those of the same machines it is one. */
type Takeovers = ReadonlyMap<string, Takeover>;

/**
 * Makes the planned changes of one unit: what touches nothing that runs on all nodes at once, then the rest a node
 * at a time, or, where nobody serves yet, within one election; false when it stopped at a failed step.
 */
export async function applyUnit(
  run: ClusterRun,
  wanted: readonly PlannedHost[],
  takeovers: Takeovers,
): Promise<boolean> {
  const planned = await prepareUnit(run, wanted);
  if (planned === undefined) return false;
  for (const { host, plan } of planned) {
    if (changesOf(plan).length > 0) activity(run, host, 'waiting for its turn');
  }
  for (const each of run.together) tellUnserved(each);
  const [takeover] = [...takeovers.values()];
  const order = applyOrder(run.cluster, planned, stateOf(run), sequenceOf(takeover));
  if (takeover?.order.way === 'apart') return applyApart(run, order, takeovers, takeover);
  const change = async (): Promise<boolean> => {
    const left = startsTogether(run, order) ? await startTogether(run, order) : order;
    for (const each of left ?? []) {
      if (run.deps.signal.aborted || !(await armOrDisarm(run, each))) return false;
      if (!(await applyFresh(run, each, left ?? []))) return false;
    }
    return left !== undefined;
  };
  return measuredAsForecast(run, takeovers, change);
}

/** No keepalived could say how long it was; nothing that is measured begins before one runs. */
function tellUnserved(run: ClusterRun): void {
  const left = unserved(stateOf(run));
  if (left.length === 0) return;
  const { name, havip } = run.cluster;
  run.deps.onEvent({
    type: 'notice',
    text: `${name}: ${havip.addresses[0]} is on ${left.join(' and ')}, where no keepalived runs: it goes away for about ${startSeconds(run.cluster).toFixed(1)} s, until one has started and been elected`,
  });
}

/**
 * The holder changes while its standbys are stopped, then they come back with what it has now. An
 * interrupt in between does not end it, because nobody would start them again.
 */
async function applyApart(
  run: ClusterRun,
  order: readonly PlannedHost[],
  takeovers: Takeovers,
  takeover: Takeover,
): Promise<boolean> {
  const stopped = stoppedBy(takeover);
  const standbys = order.filter(({ host }) => stopped.includes(host.name));
  const [holder, ...others] = order;
  if (holder === undefined) return true;
  const change = async (): Promise<boolean> => {
    for (const { host, session } of standbys) armUndo(run, host, session, 'apart-standby');
    const allStopped = await stopAll(run, standbys);
    armUndo(run, holder.host, holder.session, 'apart-holder');
    // What has failed is undone at the end of the run, and the standbys are then started as they were.
    if (!allStopped || !(await applyOne(run, holder))) return false;
    if (!(await disarmUndo(run))) return false;
    for (const each of others) if (!(await applyFresh(run, each, order))) return false;
    return true;
  };
  return measuredAsForecast(run, takeovers, change);
}

/** A change that takes an address away, or moves it otherwise than by a handover, is measured as a whole. */
function measuredAsForecast(
  { together }: ClusterRun,
  takeovers: Takeovers,
  change: () => Promise<boolean>,
): Promise<boolean> {
  const all = together.reduce((work, run) => {
    const takeover = takeovers.get(run.cluster.name);
    const seconds = takeover && awaySeconds(run.cluster, takeover);
    const holder = run.unit.hosts.find(({ name }) => name === takeover?.forecast.path[0]);
    if (seconds === undefined || holder === undefined || handsOver(takeover)) return work;
    // An address that is new to the cluster is on nobody yet, whoever announces the one of before.
    if (!stateOf(run).holders.includes(holder.name)) return work;
    return () => measured(run, holder, work, seconds * 1000);
  }, change);
  return all();
}

/** The first machine to change goes back alone should nobody come back; with the second, none does any more. */
async function armOrDisarm(run: ClusterRun, { host, session, plan }: PlannedHost): Promise<boolean> {
  if (changesOf(plan).length === 0) return true;
  if (run.armed.size > 0) return disarmUndo(run);
  if (![...run.sessions.values()].some(({ hasSwitched }) => hasSwitched))
    armUndo(run, host, session, 'alone');
  return true;
}

async function applyFresh(
  run: ClusterRun,
  { host, session, desired }: PlannedHost,
  planned: readonly PlannedHost[],
): Promise<boolean> {
  const plan = await freshPlan(run, host, session, desired, planned);
  if (plan === undefined) return false;
  const fresh = { host, session, desired, plan };
  const at = planned.findIndex((each) => each.host === host);
  const after = planned.slice(at + 1).filter((each) => changesOf(each.plan).length > 0);
  const holds = run.together.some((each) => stateOf(each).holders.includes(host.name));
  if (!holds || keepalivedAction(plan) !== 'restart') return applyOne(run, fresh);
  return afterHandOver(
    run,
    host,
    async () => {
      if (!run.stale.has(host.name)) return applyOne(run, fresh);
      const backup = await freshPlan(run, host, session, desired, planned);
      return backup !== undefined && applyOne(run, { ...fresh, plan: backup });
    },
    after.map((each) => each.host.name),
  );
}

async function applyOne(run: ClusterRun, { host, session, desired, plan }: PlannedHost): Promise<boolean> {
  if (changesOf(plan).length === 0 && !session.isPrepared) return true;
  const applied = await session.apply(desired, plan);
  activity(run, host, applied.ok ? AS_IT_SHOULD_BE : 'failed');
  return allOk(run, [applied]) && (await stillServes(run, host));
}

/** The plan that was made, or a new one where an earlier node's change may have outdated its facts. */
async function freshPlan(
  run: ClusterRun,
  host: Host,
  session: HostSession,
  desired: Desired,
  planned: readonly PlannedHost[],
): Promise<HostPlan | undefined> {
  if (!run.stale.has(host.name)) return planned.find((each) => each.host === host)?.plan;
  run.stale.delete(host.name);
  if (!allOk(run, [await session.refresh()])) return undefined;
  const plan = await session.plan(desired);
  return allOk(run, [plan]) && plan.ok ? plan.value : undefined;
}

/** After a node's change: never on to the next one while two hold an address. */
function stillServes(run: ClusterRun, changed: Host): Promise<boolean> {
  const outdated = run.unit.hosts.filter(({ name }) => name !== changed.name);
  for (const { name } of outdated) run.stale.add(name);
  return atMostOneHolds(run, outdated);
}

async function stopAll(run: ClusterRun, standbys: readonly PlannedHost[]): Promise<boolean> {
  const stopped = await Promise.all(
    standbys.map(({ session }) =>
      session.take({
        name: STOP_STEP,
        script: holdStopped('keepalived'),
        undo: { when: 'reverse', script: startAgain(run) },
        effects: [{ kind: 'stand-apart' }],
      }),
    ),
  );
  for (const { host } of standbys) run.stale.add(host.name);
  return allOk(run, stopped);
}

/** A standby that cannot hear its master would promote itself within the time that is waited here. */
function startAgain({ together }: ClusterRun): string {
  const longestMs = Math.max(...together.map(({ cluster }) => clusterTiming(cluster).masterDownMs));
  const seconds = Math.ceil(longestMs / 1000);
  return `${letGo('keepalived')}\nsystemctl start keepalived\nsleep ${seconds}`;
}
