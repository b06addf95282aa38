import { quote } from '../../core/programs/shell.ts';

/** POSIX sh: a folder goes into the journal of the run, where it is for nobody but root. */
export function intoJournal(path: string): string {
  const at = quote(path);
  return `( umask 077; mkdir -p "$journal/removed$(dirname ${at})" )
[ ! -e "$journal/removed"${at} ] || { echo ${at}' was removed before in this run'; exit 1; }
mv ${at} "$journal/removed"${at}`;
}

/** POSIX sh: it comes back, where nothing has taken its place since. */
export function backFromJournal(path: string): string {
  const at = quote(path);
  return `if [ -e "$journal/removed"${at} ]; then
  [ ! -e ${at} ] || { echo ${at}' is there again: what was removed is in '"$journal/removed"${at}; exit 1; }
  did
  mkdir -p "$(dirname ${at})"
  mv "$journal/removed"${at} ${at}
fi`;
}
