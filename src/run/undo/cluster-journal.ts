import { quote } from '../../core/shell.ts';
import type { Ending } from '../../engine/journal/entries.ts';
import { journalDirectories, journalFolder, pruneProgram } from '../../engine/journal/folder.ts';
import type { JournalOptions } from '../../engine/journal/preamble.ts';
import { type JournalRecord, parseRecords, recordsProgram } from '../../engine/journal/records.ts';
import type { Cluster } from '../../inventory/types.ts';
import type { Fact } from '../../resources/fact.ts';
import type { UnitRun } from '../unit.ts';

/** What a run's journal says of itself on each machine. */
export function journalOptions({
  unit,
  runId,
  lease,
  deps,
}: Pick<UnitRun, 'unit' | 'runId' | 'lease' | 'deps'>): JournalOptions {
  const about = [
    `command=${lease.command}`,
    `by=${lease.user}@${lease.host}`,
    `version=${deps.version ?? 'unknown'}`,
    `startedAt=${lease.startedAt}`,
    `lease=${lease.id}`,
  ];
  return {
    folder: journalFolder(unit.name, runId),
    about: `${about.join('\n')}\n`,
    stateBefore: unit.cluster === undefined ? ':' : stateProgram(unit.cluster),
  };
}

/** POSIX sh: how keepalived stands on the machine, and whether the address is there. */
function stateProgram({ havip }: Cluster): string {
  // None where the cloud is still to choose it: then it is nowhere.
  const held = havip.addresses.map((address) => `*" ${address}/"*`).join('|') || "''";
  return `printf 'keepalived=%s\\n' "$(keepalived -v 2>&1 | sed -n 's/^Keepalived v\\([0-9][0-9.]*\\).*/\\1/p')"
package=$(rpm -q keepalived 2>/dev/null) || package=$(dpkg-query -W -f '\${Version}' keepalived 2>/dev/null) || package=
printf 'package=%s\\n' "$package"
systemctl show -p ActiveState,UnitFileState keepalived
case "$(ip -4 -o addr show)" in ${held}) echo holds=yes ;; *) echo holds=no ;; esac`;
}

/** Seconds for which a run waits for what a killed one has still in flight; less than a lease lasts. */
const IN_FLIGHT_SECONDS = 45;

/** Seconds for which it waits for a service that starts or stops; one that fails to start does so for ever. */
const TRANSITION_SECONDS = 10;

/**
 * POSIX sh: a program that a killed run has left at work on the machine comes to the end of its step, and
 * keepalived to the end of a start or stop that somebody has ordered, so that the facts that are read next are
 * not those of a machine in the middle of a change.
 */
export function waitForTurns(cluster: Cluster): string {
  const turns = journalDirectories(cluster.name).map((directory) => `${quote(directory)}/*/.turn`);
  return `for turn in ${turns.join(' ')}; do
  if [ -e "$turn" ]; then flock -w ${IN_FLIGHT_SECONDS} "$turn" true; fi
done
seconds=0
while [ $seconds -lt ${TRANSITION_SECONDS} ]; do
  case $(systemctl show -p ActiveState keepalived 2>/dev/null) in *=*ing) ;; *) break ;; esac
  sleep 1
  seconds=$((seconds + 1))
done`;
}

/** The journals on a machine that no run has closed: of a run that goes on, or of one that was cut off. */
export function journalFact(cluster: Cluster): Fact<readonly JournalRecord[]> {
  return {
    id: `journal:${cluster.name}`,
    program: recordsProgram(journalDirectories(cluster.name), 'open'),
    parse: parseRecords,
  };
}

/** Every journal on a machine, the newest run first. */
export function historyFact(cluster: Cluster): Fact<readonly JournalRecord[]> {
  return {
    id: `history:${cluster.name}`,
    program: recordsProgram(journalDirectories(cluster.name), 'all'),
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
