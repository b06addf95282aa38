import pLimit from 'p-limit';
import type { Connection } from '../../connection/connection.ts';
import { type HostResult, unitResults } from '../../core/events/document.ts';
import { exitCodeFor } from '../../core/problem.ts';
import { systemProcesses } from '../../engine/lease/control-process.ts';
import { LEASE_FILE, parseLease, standingOf } from '../../engine/lease/lease.ts';
import { lookProgram, parseAnswer, releaseProgram } from '../../engine/lease/programs.ts';
import { Tally } from '../../engine/tally.ts';
import type { Host } from '../../inventory/types.ts';
import type { RunDeps } from '../request.ts';
import type { RunResult } from '../run-playbook.ts';
import { describeOwner, type FoundLease, notRemoved } from './lock-words.ts';

const TASK = 'lock';

/** A unit, with the machines that the lock is to be taken from. */
export interface LockedUnit {
  readonly name: string;
  readonly hosts: readonly Host[];
}

export interface UnlockDeps extends Pick<RunDeps, 'connect' | 'signal'> {
  /** Shows what was found, which may be nothing, and decides whether it is removed. */
  readonly confirm: (found: readonly FoundLease[]) => Promise<boolean>;
}

interface Machine {
  readonly unit: string;
  readonly name: string;
  readonly tally: Tally;
  readonly connection: Connection | undefined;
  readonly found: FoundLease | undefined;
}

/** Removes the leases of units, whoever has them, once that is confirmed; a live run then stops in good order. */
export async function unlock(
  units: readonly LockedUnit[],
  forks: number,
  deps: UnlockDeps,
): Promise<RunResult> {
  const limit = pLimit(forks);
  const machines = await Promise.all(
    units.flatMap(({ name, hosts }) => hosts.map((host) => limit(() => look(name, host, deps)))),
  );
  const wanted = await deps.confirm(machines.flatMap(({ found }) => found ?? []));
  if (wanted && !deps.signal.aborted)
    await Promise.all(machines.map((machine) => limit(() => remove(machine))));
  await Promise.all(machines.map(({ connection }) => connection?.close()));
  const errors = machines.flatMap(({ tally }) => tally.problems);
  const hosts = machines.map(({ name, tally, connection }): [string, HostResult] => [
    name,
    tally.result(connection?.roundTrips ?? 0),
  ]);
  const exitCode = exitCodeFor(errors);
  return { ok: exitCode === 0, exitCode, hosts: Object.fromEntries(hosts), ...unitResults([]), errors };
}

async function look(unit: string, { name, target }: Host, { connect }: UnlockDeps): Promise<Machine> {
  const tally = new Tally(name, () => undefined);
  const machine = { unit, name, tally, connection: undefined, found: undefined };
  const connected = await connect(target);
  if (!connected.ok) {
    for (const problem of connected.problems) tally.problem({ host: name, ...problem });
    return machine;
  }
  const connection = connected.value;
  const looked = await connection.run(lookProgram(LEASE_FILE), { label: 'looking at the lock' });
  if (!looked.ok) {
    for (const problem of looked.problems) tally.problem(problem);
    return { ...machine, connection };
  }
  const { lease, secondsLeft } = parseLease(looked.value.stdout);
  if (lease === undefined) {
    tally.step(TASK, 'ok', 'not locked');
    return { ...machine, connection };
  }
  const standing = standingOf({ lease, secondsLeft }, '', systemProcesses());
  return { ...machine, connection, found: { unit, machine: name, lease, standing, secondsLeft } };
}

async function remove({ unit, name, tally, connection, found }: Machine): Promise<void> {
  if (connection === undefined || found === undefined) return;
  const program = releaseProgram(LEASE_FILE, found.lease.id);
  const removed = await connection.run(program, { label: 'removing the lock' });
  if (!removed.ok) {
    for (const problem of removed.problems) tally.problem(problem);
    return;
  }
  const { result, said } = parseAnswer(removed.value.stdout);
  const owner = describeOwner(found.lease);
  if (result === 'released') tally.step(TASK, 'changed', `removed; it was that of ${owner}`);
  else if (result === 'gone') tally.step(TASK, 'ok', `${owner} has released it in the meantime`);
  else tally.failed(TASK, notRemoved(unit, name, said, result));
}
