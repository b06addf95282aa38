import { quote } from '../../core/programs/shell.ts';
import { fileName, JOURNAL_DIRECTORY } from '../../resources/paths.ts';

/** Of each unit, on each machine: of runs that are in force or open, and as many of those that are undone. */
const KEPT_JOURNALS = 10;

/** The form of a run's id, its start in UTC: `2026-11-22T20-31-05-123Z`. */
const RUN_ID = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{3}Z$/;

/** The same for `grep -x`. */
const RUN_ID_LINE = `[0-9]\\{4\\}-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]-[0-9][0-9]-[0-9][0-9]-[0-9]\\{3\\}Z`;

/** The id of a run that begins now; ids sort by time. */
export function runIdOf(start: Date): string {
  return start.toISOString().replaceAll(/[:.]/g, '-');
}

/**
 * The id for a run where others are on record: its own, or the next after the newest of them where the clock of
 * who made it was ahead of ours. So ids sort in the order of the runs, whatever clocks say.
 */
export function runIdAfter(runId: string, others: readonly string[]): string {
  const newest = others.filter(isRunId).toSorted().at(-1);
  if (newest === undefined || newest < runId) return runId;
  const [day = '', time = ''] = newest.split('T');
  const at = Date.parse(`${day}T${time.replace('-', ':').replace('-', ':').replace('-', '.')}`);
  const next = Number.isNaN(at) ? '' : runIdOf(new Date(at + 1));
  return isRunId(next) ? next : runId;
}

/** POSIX sh of built-ins that prints `newest=ID` for each directory of journals that has some. */
export function newestProgram(directories: readonly string[]): string {
  const last = (directory: string) => `newest=
for each in ${quote(directory)}/[0-9]*-*T*Z; do [ ! -d "$each" ] || newest=\${each##*/}; done
[ -z "$newest" ] || printf 'newest=%s\\n' "$newest"`;
  return directories.map(last).join('\n');
}

/** Reads what the program above printed. */
export function parseNewest(output: string): readonly string[] {
  return [...output.matchAll(/^newest=(\S+)$/gm)].map(([, id = '']) => id);
}

/** Whether a folder's name is that of a run. */
export function isRunId(name: string): boolean {
  return RUN_ID.test(name);
}

/** Where one run keeps what it does to a machine. */
export function journalFolder(unit: string, runId: string): string {
  return `${JOURNAL_DIRECTORY}/${fileName(unit)}/${runId}`;
}

/**
 * The folders that hold a unit's journals: earlier versions took the name as it stands,
 * which is looked at where it leads nowhere else.
 */
export function journalDirectories(unit: string): readonly string[] {
  const encoded = fileName(unit);
  const asItStands = unit !== encoded && !/^\.{0,2}$|[/\0]/.test(unit) ? [unit] : [];
  return [encoded, ...asItStands].map((name) => `${JOURNAL_DIRECTORY}/${name}`);
}

/**
 * POSIX sh that clears away all but the newest journals beside `folder`: folders of our own, that have the
 * form of a run's id, and lie where they should. Those of undone runs count by themselves: a run that fails night
 * after night pushes nothing out that can be taken back. Each log is read by the shell, which starts no process.
 */
export function pruneProgram(folder: string): string {
  const directory = folder.slice(0, folder.lastIndexOf('/'));
  const at = directory.lastIndexOf('/');
  const around = quote(directory.slice(0, at));
  return `cd -P ${quote(directory)} 2>/dev/null && [ "$(pwd)" = "$(cd -P ${around} && pwd)"${quote(directory.slice(at))} ] &&
ls | grep -x ${quote(RUN_ID_LINE)} | sort -r | {
  undone=0 others=0
  while IFS= read -r old; do
    last=
    if [ -f "$old/log" ]; then while IFS= read -r line; do last=$line; done < "$old/log"; fi
    case $last in
      *' undone') undone=$((undone + 1)); count=$undone ;;
      *) others=$((others + 1)); count=$others ;;
    esac
    if [ "$count" -gt ${KEPT_JOURNALS} ] && [ -d "$old" ] && [ ! -L "$old" ]; then rm -rf "./$old"; fi
  done
}`;
}
