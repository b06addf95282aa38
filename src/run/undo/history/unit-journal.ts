import { quote } from '../../../core/programs/shell.ts';
import type { Ending } from '../../../engine/journal/entries.ts';
import {
  journalDirectories,
  journalFolder,
  newestProgram,
  pruneProgram,
} from '../../../engine/journal/folder.ts';
import type { JournalOptions } from '../../../engine/journal/preamble.ts';
import { type JournalRecord, parseRecords, recordsProgram } from '../../../engine/journal/records.ts';
import type { Fact } from '../../../resources/fact.ts';
import type { Unit, UnitRun } from '../../unit/unit.ts';

type JournalNamed = Pick<Unit, 'name' | 'names'>;

/** What becomes a part of a unit brings its history along. */
function journalNames({ name, names: [first = name, ...others] = [] }: JournalNamed): [string, ...string[]] {
  return [first, ...others];
}

function directoriesOf(unit: JournalNamed): readonly string[] {
  return journalNames(unit).flatMap(journalDirectories);
}

/** What a run's journal says of itself on each machine. */
export function journalOptions({
  unit,
  policy,
  runId,
  request,
  lease,
  deps,
}: Pick<UnitRun, 'unit' | 'policy' | 'runId' | 'request' | 'lease' | 'deps'>): JournalOptions {
  const about = [
    `command=${lease.command}`,
    `playbook=${request.playbook.name.replaceAll(/\s+/g, ' ')}`,
    `by=${lease.user}@${lease.host}`,
    `version=${deps.version ?? 'unknown'}`,
    `startedAt=${lease.startedAt}`,
    `lease=${lease.id}`,
  ];
  return {
    folder: journalFolder(journalNames(unit)[0], runId),
    about: `${about.join('\n')}\n`,
    stateBefore: policy.stateBefore,
  };
}

/** Seconds for which a run waits for what a killed one has still in flight; less than a lease lasts. */
const IN_FLIGHT_SECONDS = 45;

/**
 * POSIX sh: a program that a killed run has left at work on the machine comes to the end of its step, and what
 * the unit serves with to the end of a change, so that the facts that are read next are not those of a machine
 * in the middle of something.
 */
export function waitForTurns({ unit, policy }: Pick<UnitRun, 'unit' | 'policy'>): string {
  const turns = directoriesOf(unit).map((directory) => `${quote(directory)}/*/.turn`);
  return `for turn in ${turns.join(' ')}; do
  if [ -e "$turn" ]; then flock -w ${IN_FLIGHT_SECONDS} "$turn" true; fi
done
${policy.waitUntilCalm}`;
}

/** POSIX sh that prints the newest of the unit's runs on record. */
export function newestRunProgram(unit: JournalNamed): string {
  return newestProgram(directoriesOf(unit));
}

/** The journals on a machine that no run has closed: of a run that goes on, or of one that was cut off. */
export function journalFact(unit: JournalNamed): Fact<readonly JournalRecord[]> {
  return {
    id: `journal:${unit.name}`,
    plain: true,
    program: recordsProgram(directoriesOf(unit), 'open'),
    parse: parseRecords,
  };
}

/** Every journal on a machine, the newest run first. */
export function historyFact(unit: JournalNamed): Fact<readonly JournalRecord[]> {
  return {
    id: `history:${unit.name}`,
    program: recordsProgram(directoriesOf(unit), 'all'),
    parse: parseRecords,
  };
}

/** An end for one journal. */
export interface JournalEnd {
  readonly folder: string;
  readonly ending: Exclude<Ending, 'undone'>;
}

/** POSIX sh that ends journals on a machine, this run's with what was measured, and clears old ones away. */
export function closeProgram(own: JournalEnd, cutOff: readonly JournalEnd[], measured: string): string {
  const folder = quote(own.folder);
  return `umask 077
ended() { printf '%s %s\\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$2" >> "$1/log"; }
if [ -e ${folder}/log ]; then
  printf %s ${quote(measured)} >> ${folder}/measured
  ended ${folder} ${own.ending}
fi
${cutOff.map((each) => `ended ${quote(each.folder)} ${each.ending}`).join('\n')}
${pruneProgram(own.folder)}`;
}
