import pLimit from 'p-limit';
import type { ClusterResult, HostResult, RunDocument } from '../core/document.ts';
import { faultProblem } from '../core/fault.ts';
import { exitCodeFor } from '../core/problem.ts';
import type { Play } from './api.ts';
import { playHosts } from './check-request.ts';
import { cloudPlay, openCloud, settleCloud } from './cloud-side.ts';
import { connectUnit } from './connect-unit.ts';
import { converge } from './converge.ts';
import { endRun } from './end-run.ts';
import { finalState } from './final-state.ts';
import { releaseLease } from './lock-cluster.ts';
import { prove } from './prove-cluster.ts';
import type { RunDeps, RunRequest } from './request.ts';
import { problemsOf, report, type Unit, type UnitRun, unitsOf } from './unit.ts';
import { refreshStale } from './unit-facts.ts';
import { createLease, createLock, stoppedByLoss } from './unit-lock.ts';

/** What a run came to; the caller adds what only it knows, such as an interrupt. */
export type RunResult = Omit<RunDocument, 'command' | 'startedAt' | 'durationMs'>;

/** Runs a playbook: every unit goes through all plays by itself; one that fails stops, the others go on. */
export async function runPlaybook(request: RunRequest, deps: RunDeps): Promise<RunResult> {
  const inPlay = new Map(request.playbook.plays.map((play) => [play, new Set(playHosts(request, play))]));
  const names = [...inPlay.values()].flatMap((hosts) => [...hosts].map(({ name }) => name));
  const units = unitsOf(request.inventory, new Set(names));
  const limit = pLimit(request.forks);
  const runId = deps.clock.wall().toISOString().replaceAll(/[:.]/g, '-');
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
      drills: [],
      problems: [],
      effect: { kind: 'none' },
    };
  });
  const results = await Promise.all(runs.map(runUnit));
  const errors = runs.flatMap(problemsOf);
  const exitCode = exitCodeFor(errors);
  return {
    ok: exitCode === 0,
    exitCode,
    hosts: mergeHosts(results.map(({ hosts }) => hosts)),
    clusters: Object.fromEntries(results.flatMap(({ cluster }) => (cluster === undefined ? [] : [cluster]))),
    errors,
  };
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
  try {
    await runPlays(run);
  } catch (error) {
    // A fault met in one cluster must not leave the others halfway: it is told, and they go on.
    report(run, faultProblem(error));
  }
  await endRun(run);
  await releaseLease(run);
  const cluster = finalState(run);
  const hosts = Object.fromEntries(
    [...run.tallies].map(([name, tally]) => [
      name,
      tally.result(run.sessions.get(name)?.connection.roundTrips ?? 0),
    ]),
  );
  for (const [host, result] of Object.entries(hosts))
    run.deps.onEvent({ type: 'host-finished', host, result });
  await Promise.all([...run.sessions.values()].map(({ connection }) => connection.close()));
  return { hosts, cluster };
}

async function runPlays(run: UnitRun): Promise<void> {
  const [connected, opened] = await Promise.all([connectUnit(run), openCloud(run)]);
  if (!connected || !opened) return;
  for (const play of run.request.playbook.plays) {
    if (run.deps.signal.aborted) break;
    if (!(await runPlay(run, play))) break;
  }
  await refreshStale(run);
  await settleCloud(run);
}

function runPlay(run: UnitRun, play: Play): Promise<boolean> {
  switch (play.kind) {
    case 'converge':
      return converge(run, play);
    case 'prove':
      return prove(run, play);
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
          };
  }
  return merged;
}
