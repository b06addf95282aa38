import type { Fleet, Play, UnitContext } from '../../api/types.ts';
import type { Problem } from '../../core/problem.ts';
import type { HostSession } from '../../engine/host-session.ts';
import type { Lease } from '../../engine/lease/lease.ts';
import { Tally } from '../../engine/tally.ts';
import type { Host } from '../../inventory/types.ts';
import type { StepFailure } from '../../resources/steps/step-failure.ts';
import type { Choice } from '../choice/choice.ts';
import type { UnitLock } from '../lock/unit-lock.ts';
import type { MachinesOfRun } from '../machines-of-run.ts';
import type { RunDeps, RunRequest } from '../request.ts';
import type { Presences } from '../steps/perform/presence.ts';
import type { Answer } from '../steps/questions/answer.ts';
import type { PlannedHost, UnitPolicy } from './policy.ts';

/** What goes through the plays together. */
export interface Unit {
  readonly name: string;
  /** Of what it is made of, where that is more than one; its journals go by them, new ones by the first. */
  readonly names?: readonly string[];
  /** Without those that `--limit` leaves out. */
  readonly hosts: readonly Host[];
  /** What roles are told of a host beside its variables. */
  readonly tells: (host: Host) => UnitContext;
  /** What is special about its kind, for one run. */
  readonly policyFor: (run: UnitRun) => UnitPolicy;
}

/** One unit on its way through a run. */
export interface UnitRun {
  readonly unit: Unit;
  readonly request: RunRequest;
  readonly deps: RunDeps;
  readonly fleet: Fleet;
  /** The hosts of each play, of all units. */
  readonly inPlay: ReadonlyMap<Play, ReadonlySet<Host>>;
  /** Names journals; the same for the whole run, but for a unit that has journals of a clock ahead of ours. */
  runId: string;
  readonly limit: <T>(work: () => Promise<T>) => Promise<T>;
  /** One after the other: what plays do to the unit, and what tasks of other hosts do to it. */
  readonly turn: <T>(work: () => Promise<T>) => Promise<T>;
  readonly tasks: SharedTasks;
  readonly sessions: Map<string, HostSession>;
  readonly tallies: Map<string, Tally>;
  /** Hosts whose facts a change elsewhere in the unit may have made untrue. */
  readonly stale: Set<string>;
  /** Hosts that undo this run by themselves should nobody come back to them. */
  readonly armed: Set<string>;
  /** Which steps a person wants; the same for all units. */
  readonly choice: Choice;
  /** What this run writes on the machines while it works on them; the same for all units. */
  readonly lease: Lease;
  readonly lock: UnitLock;
  /** Of the unit as a whole, not of one host. */
  readonly problems: Problem[];
  policy: UnitPolicy;
}

/** The host that a task works on at the moment, and the run of the unit to which it belongs. */
export interface TaskHost {
  readonly run: UnitRun;
  readonly host: Host;
}

/** What the tasks of all units share. */
export interface SharedTasks {
  /** Files of this machine that steps write, and the host that each is of. */
  readonly written: Map<string, string>;
  /** Machines, of which one may have several names. */
  readonly machines: MachinesOfRun;
  /** Steps on each host: none goes on while another one reboots it. */
  readonly presences: Presences;
  /** What tasks of others do on each host: its unit does not end meanwhile. */
  readonly visits: Presences;
  /** Remarks on the tasks themselves, which one host makes for all. */
  readonly told: Set<string>;
  /** Steps that one host does for all, by play and step. */
  readonly once: Map<string, Promise<Answer>>;
  /** A host that tasks name with `on`, with a session; a failure where it is unknown or does not answer. */
  readonly hostNamed: (name: string) => Promise<TaskHost | StepFailure>;
}

/** The tally of a host; one that only helps gets one when it is first asked. */
export function tallyOf(run: UnitRun, host: string): Tally {
  const tally = run.tallies.get(host) ?? new Tally(host, run.deps.onEvent);
  run.tallies.set(host, tally);
  return tally;
}

/** Records a problem with the host it is about, or else with the unit. */
export function report(run: UnitRun, problem: Problem): void {
  if (problem.host !== undefined) {
    tallyOf(run, problem.host).problem(problem);
    return;
  }
  run.problems.push(problem);
  run.deps.onEvent({ type: 'problem', problem });
}

/** Whether plans say of their machines what others have said, who know them by another name; what does not is reported. */
export function allAgree(run: UnitRun, planned: readonly PlannedHost[]): boolean {
  const { machines } = run.tasks;
  const problems = planned.flatMap((each) => machines.disagreement(each, run.request.check) ?? []);
  for (const problem of problems) report(run, problem);
  return problems.length === 0;
}

/** Every problem of a unit so far. */
export function problemsOf(run: UnitRun): Problem[] {
  return [...[...run.tallies.values()].flatMap((tally) => tally.problems), ...run.problems];
}
