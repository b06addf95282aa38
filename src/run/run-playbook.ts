import pLimit from 'p-limit';
import type { Play } from '../api/types.ts';
import type { ClusterResult, HostResult, RunDocument } from '../core/document.ts';
import { faultProblem } from '../core/fault.ts';
import { exitCodeFor } from '../core/problem.ts';
import { runIdOf } from '../engine/journal/folder.ts';
import { cloudPlay, openCloud, settleCloud } from '../havip/cloud-side.ts';
import type { ClusterState } from '../havip/cluster/cluster-state.ts';
import { finalState } from '../havip/cluster/final-state.ts';
import { stillNamed } from '../havip/cluster/install-wish.ts';
import { returnToPrimary } from '../havip/handover/return-to-primary.ts';
import { prove } from '../havip/prove-cluster.ts';
import { playHosts } from './check-request.ts';
import { connectUnit } from './connect-unit.ts';
import { converge } from './converge.ts';
import { releaseLease } from './lock/lock-cluster.ts';
import { createLease, createLock, stoppedByLoss } from './lock/unit-lock.ts';
import type { RunDeps, RunRequest } from './request.ts';
import { endRun } from './undo/end-run.ts';
import { rollBack } from './undo/roll-back.ts';
import { problemsOf, report, type Unit, type UnitRun, unitsOf } from './unit.ts';
import { lookAfterFailure, refreshStale } from './unit-facts.ts';
import { closeSessions, lookAgain } from './waves/look-again.ts';
import { notBegun, rollOut } from './waves/roll-out.ts';

/** A person has ended it between two waves: the same as an interrupt. */
const DECLINED = 130;

/** What a run came to; the caller adds what only it knows, such as an interrupt. */
export type RunResult = Omit<RunDocument, 'command' | 'startedAt' | 'durationMs'>;

/** Runs a playbook: every unit goes through all plays by itself; one that fails stops, the others go on. */
export async function runPlaybook(request: RunRequest, deps: RunDeps): Promise<RunResult> {
  const inPlay = new Map(request.playbook.plays.map((play) => [play, new Set(playHosts(request, play))]));
  const names = [...inPlay.values()].flatMap((hosts) => [...hosts].map(({ name }) => name));
  const units = unitsOf(request.inventory, new Set(names));
  const limit = pLimit(request.forks);
  const runId = runIdOf(deps.clock.wall());
  deps.onEvent({
    type: 'run-started',
    command: request.command,
    at: deps.clock.wall(),
    hosts: placement(units),
  });
  const lease = createLease(request.command, deps.clock.wall());
  const runs = units.map((unit): UnitRun => {
    const lock = createLock();
    return {
      unit,
      request,
      deps: stoppedByLoss(deps, lock),
      lease,
      lock,
      inPlay,
      runId,
      limit,
      sessions: new Map(),
      tallies: new Map(),
      stale: new Set(),
      armed: new Set(),
      drills: [],
      problems: [],
      effect: { kind: 'none' },
      undone: false,
    };
  });
  const begun = new Map<UnitRun, UnitResult>();
  const rollout = await rollOut(request, deps, runs, {
    begin: async (run) => void begun.set(run, await runUnit(run)),
    again: async (run) => {
      const [result, state] = [begun.get(run), await lookAgain(run)];
      if (result !== undefined && state !== undefined) begun.set(run, withState(result, state));
    },
  });
  const results = runs.map((run) => begun.get(run) ?? unbegun(run, rollout.reason));
  for (const text of stillNamed(request, [...begun.keys()])) deps.onEvent({ type: 'notice', text });
  const errors = runs.flatMap(problemsOf);
  const exitCode = exitCodeFor(errors) || (rollout.declined ? DECLINED : 0);
  return {
    ok: exitCode === 0,
    exitCode,
    hosts: mergeHosts(results.map(({ hosts }) => hosts)),
    clusters: Object.fromEntries(results.flatMap(({ cluster }) => (cluster === undefined ? [] : [cluster]))),
    errors,
  };
}

/** A cluster as it was found again later. */
function withState(result: UnitResult, { holders, healthy }: ClusterState): UnitResult {
  if (result.cluster === undefined) return result;
  const [name, before] = result.cluster;
  const [holder = null] = holders.length === 1 ? holders : [];
  return { ...result, cluster: [name, { ...before, holder, holders, healthy }] };
}

/** Nothing was done to it; a look at it may have found what keeps it from being begun. */
function unbegun(run: UnitRun, reason: string): UnitResult {
  const cluster = notBegun(run, reason);
  if (cluster !== undefined) {
    run.deps.onEvent({ type: 'cluster-finished', cluster: cluster[0], result: cluster[1] });
  }
  return { hosts: hostResults(run), cluster };
}

function hostResults(run: UnitRun): Record<string, HostResult> {
  const hosts = Object.fromEntries(
    [...run.tallies].map(([name, tally]) => [
      name,
      tally.result(run.sessions.get(name)?.connection.roundTrips ?? 0),
    ]),
  );
  for (const [host, result] of Object.entries(hosts))
    run.deps.onEvent({ type: 'host-finished', host, result });
  return hosts;
}

function placement(units: readonly Unit[]): Record<string, string[]> {
  const placed: Record<string, string[]> = {};
  for (const { cluster, hosts } of units) {
    const key = cluster?.name ?? '';
    placed[key] = [...(placed[key] ?? []), ...hosts.map(({ name }) => name)];
  }
  return placed;
}

interface UnitResult {
  readonly hosts: Readonly<Record<string, HostResult>>;
  readonly cluster: readonly [string, ClusterResult] | undefined;
}

async function runUnit(run: UnitRun): Promise<UnitResult> {
  await withoutFault(run, () => runPlays(run));
  await withoutFault(run, () => endRun(run));
  await releaseLease(run);
  await lookAfterFailure(run);
  const cluster = finalState(run);
  const hosts = hostResults(run);
  await closeSessions(run);
  return { hosts, cluster };
}

/** A fault met in one cluster must not leave the others halfway: it is told, and they go on. */
async function withoutFault(run: UnitRun, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    report(run, run.request.userCode?.explain(error) ?? faultProblem(error));
  }
}

async function runPlays(run: UnitRun): Promise<void> {
  const lookAtCloud = await openCloud(run);
  if (lookAtCloud === undefined) return;
  const [connected, seen] = await Promise.all([connectUnit(run), lookAtCloud()]);
  if (!connected || !seen) return;
  for (const play of run.request.playbook.plays) {
    if (run.deps.signal.aborted) break;
    if (!(await runPlay(run, play))) return endPlays(run);
  }
  if (run.request.returnToPrimary === true && !run.deps.signal.aborted) await returnToPrimary(run);
  await endPlays(run);
}

async function endPlays(run: UnitRun): Promise<void> {
  await refreshStale(run);
  await settleCloud(run);
}

function runPlay(run: UnitRun, play: Play): Promise<boolean> {
  switch (play.kind) {
    case 'converge':
      return converge(run, play);
    case 'prove':
      return prove(run, play);
    case 'rollback':
      return rollBack(run);
    case 'cloud-address':
    case 'public-address':
      return cloudPlay(run, play);
  }
}

/** A witness serves several clusters: its counts are added up. */
function mergeHosts(parts: readonly Readonly<Record<string, HostResult>>[]): Record<string, HostResult> {
  const merged: Record<string, HostResult> = {};
  for (const [name, result] of parts.flatMap((part) => Object.entries(part))) {
    const before = merged[name];
    merged[name] =
      before === undefined
        ? result
        : {
            ok: before.ok + result.ok,
            changed: before.changed + result.changed,
            failed: before.failed + result.failed,
            skipped: before.skipped + result.skipped,
            unreachable: before.unreachable || result.unreachable,
            roundTrips: before.roundTrips + result.roundTrips,
            tasks: [...before.tasks, ...result.tasks],
            ...mergedFindings(before, result),
          };
  }
  return merged;
}

function mergedFindings(...parts: readonly HostResult[]): Pick<HostResult, 'findings'> {
  const findings = parts.flatMap((part) => part.findings ?? []);
  return findings.length > 0 ? { findings } : {};
}
