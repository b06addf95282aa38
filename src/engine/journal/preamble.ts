import { quote } from '../../core/programs/shell.ts';
import { PRIVATE_STATE, STATE_DIRECTORY } from '../../resources/paths.ts';
import type { PlannedChange } from '../plan.ts';
import { JOURNAL_FUNCTIONS } from './functions.ts';
import { undoScript } from './undo-script.ts';

/** Where a run keeps what it does to one machine, and what it writes there about itself. */
export interface JournalOptions {
  /** The run's folder on the machine. */
  readonly folder: string;
  /** `key=value` lines: who, when, which command. */
  readonly about: string;
  /** POSIX sh that prints `key=value` lines about the machine as it is before the first change. */
  readonly stateBefore: string;
}

/** What an apply program needs of the journal that it writes. */
export interface JournalWriter extends JournalOptions {
  /** Number of the program's first step; steps are counted through a whole run. */
  readonly first: number;
  /** POSIX sh that fails where the run has lost the lease: asked before each step, as one may outlast a lease. */
  readonly fence?: string;
  /** POSIX sh that has the machine undo the run by itself, should nobody come back. */
  readonly arm?: string;
}

/** Shell functions and variables that the rest of an apply program uses; changes nothing. */
export function journalSetup({ folder }: JournalWriter): string {
  return `journal=${quote(folder)}\n${JOURNAL_FUNCTIONS}`;
}

/**
 * What comes before the first change of a program, under `set -eu`: what is there is copied, and how to put it
 * back is written down. It must have worked, or nothing is changed.
 */
export function journalPreamble(writer: JournalWriter, changes: readonly PlannedChange[]): string {
  const kept = new Set(changes.flatMap(({ change }) => change.keep ?? []));
  const undo = changes.flatMap(({ resource, change }, index) => {
    if (change.undo === undefined) return [];
    const file = `"$journal/undo/${writer.first + index}${change.undo.when === 'last' ? '.last' : ''}"`;
    return [`printf '%s\\n' ${quote(`# ${oneLine(resource.name)}\n${change.undo.script}`)} > ${file}`];
  });
  return [
    'umask 077',
    ...(writer.folder.startsWith(`${STATE_DIRECTORY}/`) ? [PRIVATE_STATE] : []),
    '{ [ -d "$journal/before" ] && [ -d "$journal/undo" ]; } || mkdir -p "$journal/before" "$journal/undo"',
    `if [ ! -e "$journal/undo.sh" ]; then`,
    `  printf %s ${quote(writer.about)} > "$journal/meta"`,
    `  ( set +eu\n${writer.stateBefore}\n) > "$journal/state-before" 2>/dev/null || true`,
    `  printf %s ${quote(undoScript(writer.folder))} > "$journal/.undo.sh"`,
    `  mv -f "$journal/.undo.sh" "$journal/undo.sh"`,
    'fi',
    ...(kept.size === 0 ? [] : [`keep_each ${[...kept].map(quote).join(' ')}`]),
    ...undo,
    `printf %s ${quote(changes.map((change, index) => told(change, writer.first + index)).join(''))} >> "$journal/changes"`,
    ': >> "$journal/log"; : >> "$journal/.turn"',
    ...(writer.arm === undefined ? [] : [writer.arm]),
  ].join('\n');
}

/** One line of the history: the step, what it is for, what it does to what serves, whether it goes back, its number. */
function told({ resource, change }: PlannedChange, number: number): string {
  const what = change.diff !== undefined && !change.diff.includes('\n') ? change.diff : change.reason;
  const words = [oneLine(resource.name), oneLine(what), JSON.stringify(change.effects ?? [])];
  return `${[...words, change.undo === undefined ? 'stays' : 'undo', number].join('\t')}\n`;
}

/** Names stand at the end of a line of the log. */
export function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
