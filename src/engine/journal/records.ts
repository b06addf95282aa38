import { quote } from '../../core/programs/shell.ts';
import { parsePairs } from '../../resources/fact.ts';
import { parseEffects, type StepEffect } from '../../resources/steps/effect.ts';
import { ENDINGS, type JournalLog, parseLog } from './entries.ts';

/** One change that a run was to make. */
export interface RecordedChange {
  /** Steps are counted through a whole run. */
  readonly number: number;
  readonly step: string;
  readonly what: string;
  readonly effects: readonly StepEffect[];
  /** There is a way back. */
  readonly undo: boolean;
}

/** One run's journal on one machine. */
export interface JournalRecord extends JournalLog {
  /** The run's id, which sorts by when it began. */
  readonly run: string;
  readonly folder: string;
  readonly command: string;
  /** Name of the playbook; empty where an older version wrote the journal. */
  readonly playbook: string;
  /** User and machine, such as `ann@laptop`. */
  readonly by: string;
  /** ISO 8601, by the control machine's clock. */
  readonly startedAt: string;
  /** Id of the lease that the run had. */
  readonly lease: string;
  /** Version of the program that wrote it. */
  readonly version: string;
  /** What the run was to change: a step, and what for. */
  readonly changes: readonly RecordedChange[];
  /** How the machine was before: what the unit's kind asks for. */
  readonly before: Readonly<Record<string, string>>;
  /** JSON, one measurement a line. */
  readonly measured: readonly string[];
  /** Who asked for it to be taken back; undefined where nobody did, or the run did so itself. */
  readonly undoneBy?: Rollback;
}

/** A rollback that took a run back, or tried to. */
export interface Rollback {
  /** User and machine, such as `ann@laptop`. */
  readonly by: string;
  /** ISO 8601, by the control machine's clock. */
  readonly startedAt: string;
}

/** Set apart by a line that no file of a journal has. */
const MARK = '\u001e';

const PARTS = ['meta', 'state-before', 'changes', 'measured', 'undone-by', 'log'] as const;

/** Bytes of one part of a journal that are read; of what is longer, the end. */
const MAX_PART_BYTES = 262_144;

/** Journals that are read of a unit; a program keeps far fewer. */
const MAX_RECORDS = 40;

/** POSIX sh that prints a unit's journals, the newest first; `open`: only those that no run has closed. */
export function recordsProgram(directories: readonly string[], which: 'open' | 'all'): string {
  const logs = directories.map((directory) => `${quote(directory)}/*/log`).join(' ');
  const list = which === 'all' ? `ls ${logs} 2>/dev/null` : openLogs(logs);
  const runField = (directories[0] ?? '').split('/').length + 1;
  // As a rule none is open, or only this run's, and then nothing is started that would sort them.
  return `${list} | if IFS= read -r first; then
  tell_record() {
    folder=\${1%/log}; printf '\\036run=%s\\n' "$folder"
    for part in ${PARTS.join(' ')}; do
      printf '\\036%s\\n' "$part"
      [ ! -s "$folder/$part" ] || tail -c ${MAX_PART_BYTES} "$folder/$part" 2>/dev/null
    done
  }
  if IFS= read -r next; then
    { printf '%s\\n' "$first" "$next"; while IFS= read -r log; do printf '%s\\n' "$log"; done; } |
      sort -r -t / -k ${runField} | head -n ${MAX_RECORDS} | while IFS= read -r log; do tell_record "$log"; done
  else tell_record "$first"; fi
fi`;
}

/** POSIX sh, one process for all of them: the logs whose last line is no ending. */
function openLogs(logs: string): string {
  return `tail -v -n 1 ${logs} 2>/dev/null | while read -r at word more; do
  case "$at:$word" in '==>:'*) log="$word\${more:+ $more}"; log=\${log% <==} ;; *:${ENDINGS.join(' | *:')} | :) ;; *) echo "$log" ;; esac
done`;
}

/** Reads what the program above printed. */
export function parseRecords(output: string): JournalRecord[] {
  const [, ...runs] = output.split(`${MARK}run=`);
  return runs
    .map((text) => {
      const [folder = '', ...parts] = text.split(MARK);
      return parseRecord(folder.trim(), parts);
    })
    .sort((a, b) => (a.run < b.run ? 1 : a.run > b.run ? -1 : 0));
}

function parseRecord(folder: string, texts: readonly string[]): JournalRecord {
  const parts = new Map(
    texts.map((text) => [text.slice(0, text.indexOf('\n')), text.slice(text.indexOf('\n') + 1)] as const),
  );
  const text = (part: (typeof PARTS)[number]) => parts.get(part) ?? '';
  const meta = parsePairs(text('meta'));
  return {
    run: folder.slice(folder.lastIndexOf('/') + 1),
    folder,
    command: meta.command ?? '?',
    playbook: meta.playbook ?? '',
    by: meta.by ?? '?',
    startedAt: meta.startedAt ?? '?',
    lease: meta.lease ?? '',
    version: meta.version ?? '?',
    changes: lines(text('changes')).map(parseChange),
    before: parsePairs(text('state-before')),
    measured: lines(text('measured')),
    ...parseRollback(text('undone-by')),
    ...parseLog(text('log')),
  };
}

function parseChange(line: string, index: number): RecordedChange {
  const [step = '', what = '', effects = '', undo = '', number = ''] = line.split('\t');
  return {
    number: Number.parseInt(number, 10) || index + 1,
    step,
    what,
    effects: parseEffects(effects),
    undo: undo !== 'stays',
  };
}

/** The changes of a run that were begun: what never began need not go back. */
export function begunChanges({ changes, steps }: Pick<JournalRecord, 'changes' | 'steps'>): RecordedChange[] {
  // A program that was turned away before its first step is sent again, with the same numbers.
  const last = new Map(changes.map((change) => [change.number, change]));
  return steps.flatMap(({ number }) => last.get(number) ?? []);
}

function parseRollback(text: string): Pick<JournalRecord, 'undoneBy'> {
  const { by, startedAt } = parsePairs(text);
  return by === undefined || startedAt === undefined ? {} : { undoneBy: { by, startedAt } };
}

function lines(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}
