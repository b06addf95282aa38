import pLimit from 'p-limit';

import { type HostResult, type RunDocument, unitResults } from '../core/events/document.ts';
import { exitCodeFor } from '../core/problem.ts';
import { runIdOf } from '../engine/journal/folder.ts';
import { Choice } from './choice/choice.ts';
import { fleetOf } from './fleet.ts';
import type { RunnerKinds } from './kinds.ts';
import { createLease, createLock, stoppedByLoss } from './lock/unit-lock.ts';
import { MachinesOfRun } from './machines-of-run.ts';
import { runLinear } from './plays/linear.ts';
import { UnitProgress, type UnitResult } from './plays/unit-progress.ts';
import type { RunDeps, RunRequest } from './request.ts';
import { Presences } from './steps/perform/presence.ts';
import { NamedHosts } from './steps/questions/named-hosts.ts';
import { problemsOf, report, type Unit, type UnitRun } from './unit/unit.ts';
import { unitsOf } from './unit/units-of.ts';
import { unitsOfRequest } from './unit/units-of-request.ts';
import { rollOut } from './waves/roll-out.ts';
import type { Rollout } from './waves/run-waves.ts';

/** A person has ended it between two waves: the same as an interrupt. */
const DECLINED = 130;

/** What a run came to; the caller adds what only it knows, such as an interrupt. */
export type RunResult = Omit<RunDocument, 'command' | 'startedAt' | 'durationMs'>;

/** How units are taken through the playbook. */
export type Course = (
  request: RunRequest,
  deps: RunDeps,
  units: readonly UnitProgress[],
) => Promise<Pick<Rollout, 'reason' | 'declined'>>;

/** Runs a playbook: a unit that fails stops, the others go on, as far as the playbook allows failures. */
export async function runPlaybook(
  request: RunRequest,
  kinds: RunnerKinds,
  deps: RunDeps,
  course: Course = request.playbook.strategy === 'free' ? rollOut : runLinear,
): Promise<RunResult> {
  const { inPlay, units } = unitsOfRequest(request, kinds);
  const progress: UnitProgress[] = [];
  const maker = runMaker(request, deps, inPlay, () => progress, kinds);
  const runs = units.map((unit) => maker.make(unit));
  const at = deps.clock.wall();
  deps.onEvent({ type: 'run-started', command: request.command, at, hosts: placement(runs) });
  progress.push(...runs.map((run) => new UnitProgress(run, kinds)));
  const rollout = await course(request, deps, progress);
  const helped = await maker.end();
  const results = [...progress.map((each) => each.result ?? each.notBegun(rollout.reason)), ...helped];
  const begun = progress.filter(({ hasBegun }) => hasBegun).map(({ run }) => run);
  for (const text of kinds.remarks(begun)) deps.onEvent({ type: 'notice', text });
  tellNotStarted(begun);
  const errors = maker.runs.flatMap(problemsOf);
  const exitCode = exitCodeFor(errors) || (rollout.declined ? DECLINED : 0);
  return {
    ok: exitCode === 0,
    exitCode,
    hosts: mergeHosts(results.map(({ hosts }) => hosts)),
    ...unitResults(results.flatMap(({ unit }: UnitResult) => unit)),
    errors,
  };
}

/** A name that no host has come to is a mistake of the command line; one that only some have is told. */
function tellNotStarted(runs: readonly UnitRun[]): void {
  const [first] = runs;
  const startAt = first?.choice.startAt;
  if (first === undefined || startAt === undefined || runs.some((run) => problemsOf(run).length > 0)) return;
  const hosts = runs.flatMap(({ unit }) => unit.hosts);
  const left = startAt.notBegun(hosts);
  if (left.length === hosts.length) {
    report(first, startAt.problem('Nothing was done. --list-tasks names the steps.'));
    return;
  }
  const text = 'nothing was done: it has no step of that name (--start-at)';
  for (const { name } of left) first.deps.onEvent({ type: 'notice', host: name, text });
}

/** Makes the runs of units: of those that go through the plays, and of hosts that only their tasks name. */
function runMaker(
  request: RunRequest,
  deps: RunDeps,
  inPlay: UnitRun['inPlay'],
  progress: () => readonly UnitProgress[],
  kinds: RunnerKinds,
): {
  readonly make: (unit: Unit) => UnitRun;
  readonly end: NamedHosts['end'];
  readonly runs: readonly UnitRun[];
} {
  const { inventory } = request;
  const limit = pLimit(request.forks);
  const runId = runIdOf(deps.clock.wall());
  const lease = createLease(request.command, deps.clock.wall());
  const choice = new Choice(request, deps);
  const runs: UnitRun[] = [];
  const machines = new MachinesOfRun(inventory.hosts.values());
  const sessionOf = (host: string) => runs.flatMap(({ sessions }) => sessions.get(host) ?? []).at(0);
  const fleet = fleetOf(inventory, (host) => sessionOf(host)?.facts);
  const hosts = new NamedHosts({
    inventory,
    kinds,
    units: progress,
    helperFor: ({ name }) => {
      const [unit] = unitsOf(inventory, kinds.units, new Set([name]));
      // Its journals are those of a run of their own: the host may have gone through plays before.
      return unit && make(unit, runIdOf(new Date(deps.clock.wall().getTime() + 1)));
    },
  });
  const tasks = {
    told: new Set<string>(),
    once: new Map(),
    written: new Map(),
    machines,
    presences: new Presences(),
    visits: new Presences(),
    hostNamed: hosts.named,
  };
  const make = (unit: Unit, id = runId): UnitRun => {
    const lock = createLock();
    const run = withPolicy({
      unit,
      request,
      deps: stoppedByLoss(deps, lock),
      lease,
      lock,
      fleet,
      choice,
      inPlay,
      runId: id,
      limit,
      turn: machines.turnOf(unit.hosts),
      tasks,
      sessions: new Map(),
      tallies: new Map(),
      stale: new Set<string>(),
      armed: new Set<string>(),
      problems: [],
    });
    runs.push(run);
    return run;
  };
  return { make, end: () => hosts.end(), runs };
}

/** A policy works on the run that it belongs to. */
function withPolicy(bare: Omit<UnitRun, 'policy'>): UnitRun {
  const run: Omit<UnitRun, 'policy'> & { policy?: UnitRun['policy'] } = bare;
  return Object.assign(run, { policy: bare.unit.policyFor(run as UnitRun) });
}

function placement(runs: readonly UnitRun[]): Record<string, string[]> {
  const placed: Record<string, string[]> = {};
  for (const { unit, policy } of runs) {
    placed[policy.heading] = [...(placed[policy.heading] ?? []), ...unit.hosts.map(({ name }) => name)];
  }
  return placed;
}

/** Who helps several units has its counts added up. */
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
            ...mergedRescues(before, result),
            ...mergedFindings(before, result),
          };
  }
  return merged;
}

function mergedRescues(...parts: readonly HostResult[]): Pick<HostResult, 'rescued'> {
  const rescued = parts.reduce((sum, part) => sum + (part.rescued ?? 0), 0);
  return rescued > 0 ? { rescued } : {};
}

function mergedFindings(...parts: readonly HostResult[]): Pick<HostResult, 'findings'> {
  const findings = parts.flatMap((part) => part.findings ?? []);
  return findings.length > 0 ? { findings } : {};
}
