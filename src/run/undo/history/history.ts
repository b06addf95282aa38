import pLimit from 'p-limit';
import { type DrillResult, type HostResult, unitResults } from '../../../core/events/document.ts';
import { exitCodeFor, type Problem } from '../../../core/problem.ts';
import { FactStore } from '../../../engine/facts/fact-store.ts';
import { observe } from '../../../engine/facts/observe.ts';
import type { JournalRecord } from '../../../engine/journal/records.ts';
import { Tally } from '../../../engine/tally.ts';
import type { Host } from '../../../inventory/types.ts';
import type { RunDeps } from '../../request.ts';
import type { RunResult } from '../../run-playbook.ts';
import type { Unit } from '../../unit/unit.ts';
import { pastRollbacks } from './past-rollbacks.ts';
import type { History, PastChanges, PastRun } from './past-run.ts';
import { historyFact } from './unit-journal.ts';

/** A unit, with the machines that its journals are read from. */
export type HistoryUnit = Pick<Unit, 'name' | 'hosts'>;

interface Read {
  readonly unit: HistoryUnit;
  readonly host: Host;
  readonly tally: Tally;
  readonly roundTrips: number;
  readonly records: readonly JournalRecord[];
}

/** Reads what was done to units from the journals on their machines. */
export async function readHistory(
  units: readonly HistoryUnit[],
  forks: number,
  deps: Pick<RunDeps, 'connect'>,
): Promise<RunResult & { readonly history: History }> {
  const atOnce = pLimit(forks);
  const reads = await Promise.all(
    units.flatMap((unit) => unit.hosts.map((host) => atOnce(() => readHost(unit, host, deps)))),
  );
  const errors = reads.flatMap(({ tally }) => tally.problems);
  const exitCode = exitCodeFor(errors);
  const hosts = reads.map(({ host, tally, roundTrips }): [string, HostResult] => [
    host.name,
    tally.result(roundTrips),
  ]);
  const history = units.flatMap((unit): [string, readonly PastRun[]][] => {
    const ours = reads.filter((read) => read.unit === unit);
    const seen = ours.some(({ tally }) => tally.problems.length === 0);
    return seen ? [[unit.name, everyRun(ours)]] : [];
  });
  return {
    ok: exitCode === 0,
    exitCode,
    hosts: Object.fromEntries(hosts),
    ...unitResults([]),
    errors,
    history: Object.fromEntries(history),
  };
}

async function readHost(unit: HistoryUnit, host: Host, { connect }: Pick<RunDeps, 'connect'>): Promise<Read> {
  const tally = new Tally(host.name, () => undefined);
  const nothing = { unit, host, tally, roundTrips: 0, records: [] };
  const connected = await connect(host.target);
  if (!connected.ok) {
    for (const problem of connected.problems) tally.problem({ host: host.name, ...problem });
    return nothing;
  }
  const connection = connected.value;
  const store = new FactStore();
  const fact = historyFact(unit);
  const read = await observe(connection, [fact], store);
  await connection.close();
  if (!read.ok) for (const problem of read.problems) tally.problem(problem);
  const records = read.ok ? store.get(fact) : [];
  if (read.ok) tally.step('history', 'ok', `${records.length} runs on record`);
  for (const record of records.filter(({ measured }) => measured.some(isMalformed))) {
    tally.problem(malformedRecord(host.name, record.folder));
  }
  return { ...nothing, roundTrips: connection.roundTrips, records };
}

/** Runs and rollbacks, the newest first: a rollback above what it took back, whatever its clock said. */
export function everyRun(reads: Parameters<typeof pastRuns>[0]): PastRun[] {
  const runs = pastRuns(reads).map((run) => ({ at: run.run, run }));
  const rollbacks = pastRollbacks(reads).map(({ of, rollback }) => ({
    at: rollback.run > of ? rollback.run : `${of}~`,
    run: rollback,
  }));
  return [...runs, ...rollbacks].toSorted((a, b) => (a.at < b.at ? 1 : -1)).map(({ run }) => run);
}

/** What several machines tell of the same runs, put together. */
export function pastRuns(
  hosts: readonly { readonly host: Pick<Host, 'name'>; readonly records: readonly JournalRecord[] }[],
): PastRun[] {
  const ids = new Set(hosts.flatMap(({ records }) => records.map(({ run }) => run)));
  return [...ids]
    .sort()
    .reverse()
    .flatMap((run) => {
      const of = hosts.flatMap(({ host, records }) =>
        records.filter((record) => record.run === run).map((record) => ({ host: host.name, record })),
      );
      const [first] = of;
      if (first === undefined) return [];
      const { command, playbook, by, startedAt } = first.record;
      const states = new Set(of.map(({ record }) => record.ending ?? 'open'));
      const [state = 'open', ...others] = states;
      const measured = [...new Set(of.flatMap(({ record }) => record.measured))].flatMap(parseDrill);
      return [
        {
          run,
          command,
          playbook,
          by,
          startedAt,
          state: others.length > 0 ? 'mixed' : state,
          hosts: Object.fromEntries(
            of.map(({ host, record }) => [
              host,
              { state: record.ending ?? 'open', changes: changesIn(record) },
            ]),
          ),
          measured,
        } as const,
      ];
    });
}

/** The changes of a run, and which of them did not do what they were for. */
function changesIn({ changes, steps }: JournalRecord): PastChanges['changes'] {
  const failed = new Set(steps.filter(({ state }) => state === 'failed').map(({ number }) => number));
  return changes.map((change) => (failed.has(change.number) ? { ...change, failed: true } : change));
}

/** A line cut short by a power failure is passed over, and so is what is no measurement: that is told apart. */
function parseDrill(line: string): DrillResult[] {
  const drill = parsed(line);
  if (!isDrill(drill)) return [];
  // What is inside of it has not been looked at, and history does not show it.
  const { connections: _, ...shown } = drill;
  return [shown];
}

function isMalformed(line: string): boolean {
  const drill = parsed(line);
  return drill !== undefined && !isDrill(drill);
}

/** What a line of JSON says; undefined where it is none. */
function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Types of a measurement's fields, as `typeof` names them. */
const DRILL_FIELDS: Readonly<Record<keyof DrillResult, readonly string[]>> = {
  scenario: ['string'],
  from: ['string'],
  to: ['string', 'null'],
  probes: ['number'],
  lost: ['number'],
  interruptionMs: ['number', 'null'],
  unmeasuredMs: ['number', 'undefined'],
  takeoverMs: ['number', 'null'],
  splitBrainMs: ['number'],
  bindingMs: ['number', 'null', 'undefined'],
  connections: ['object', 'undefined'],
  passed: ['boolean'],
  error: ['string', 'object', 'null', 'undefined'],
};

function isDrill(value: unknown): value is DrillResult {
  if (typeof value !== 'object' || value === null) return false;
  const fields = new Map(Object.entries(value));
  return Object.entries(DRILL_FIELDS).every(([name, types]) => {
    const field = fields.get(name);
    return types.includes(field === null ? 'null' : typeof field);
  });
}

function malformedRecord(host: string, folder: string): Problem {
  return {
    code: 'host.journal-malformed',
    host,
    summary: 'a measurement on record is none',
    detail: `What ${folder}/measured holds is not what havip-deploy writes. It is left out.`,
    fix: `Look at ${folder}/measured on the machine, and remove the line.`,
  };
}
