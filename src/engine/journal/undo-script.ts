import { quote } from '../../core/programs/shell.ts';
import { LOADED_SUFFIX, PENDING_DIRECTORY } from '../../resources/paths.ts';
import { JOURNAL_FUNCTIONS } from './functions.ts';

/** Seconds that an undo waits for the run's own program, or for another undo, such as the machine's own. */
const TURN_SECONDS = 1500;

/** Exit code of an undo that did not get its turn. */
export const NO_TURN = 75;

/**
 * The script that puts a machine back by itself: `undo.sh` of a journal. It takes back the steps that the log
 * says were begun, the last one first, lets services take up what was put back, and says of each step what
 * became of it. A step that cannot be taken back does not keep the others from it.
 */
export function undoScript(folder: string): string {
  return `#!/bin/sh
# Puts this machine back to what it was before a run of havip-deploy (see meta). Safe to run twice.
export LC_ALL=C LANGUAGE=C PATH="$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
umask 022
journal=${quote(folder)}
${JOURNAL_FUNCTIONS}
exec 9>>"$journal/.turn"
flock -w ${TURN_SECONDS} 9 || { echo 'the run is still at work here, or another undo of it'; exit ${NO_TURN}; }
if tail -n 1 "$journal/log" 2>/dev/null | grep -q '^[^ ]* undone$'; then echo 'nothing to do: it was undone before'; exit 0; fi
note undoing
status=0
begun_steps() { sed -n 's/^[^ ]* intended \\([0-9]*\\) .*/\\1/p' "$journal/log" 2>/dev/null; }
name_of() { sed -n "s/^[^ ]* intended $1 //p" "$journal/log" | tail -n 1; }
take_back() { # number, file, name
  rm -f "$journal/.did" "$journal/.left"
  said=$( ( set -eu; . "$2" ) 9>&- 2>&1 )
  if [ $? -ne 0 ]; then
    status=1
    note undo-failed "$1" "$3"
    printf 'failed: %s\\n' "$3"
    printf '%s\\n' "$said" | tail -n 20 | sed 's/^/  /'
    return
  fi
  if [ -e "$journal/.left" ]; then printf 'left as it is: %s\\n' "$3"
  elif [ -e "$journal/.did" ]; then printf 'undone: %s\\n' "$3"
  elif [ "$begun" = yes ]; then printf 'as it was: %s\\n' "$3"; fi
}
begun=yes
for number in $(begun_steps | sort -run); do
  name=$(name_of "$number")
  if [ -e "$journal/undo/$number.last" ]; then continue; fi
  if [ ! -e "$journal/undo/$number" ]; then printf 'left as it is: %s\\n' "$name"; continue; fi
  take_back "$number" "$journal/undo/$number" "$name"
  [ "$status" -ne 0 ] || note undone-step "$number" "$name"
done
# A package may take files along, or bring its own. What services owe is put back when they owe no more, and what one
# has loaded that owed nothing goes with its note.
kept_files() { [ ! -d "$kept" ] || find "$kept" ! -type d ! -name '*.part' | sed "s|^$kept||"; }
kept_files | grep -v '^${PENDING_DIRECTORY}/' | while read -r path; do put_back "$path"; done
for file in $(ls "$journal/undo" 2>/dev/null | grep '[.]last$' | sort -rn); do
  number=\${file%.last}
  if begun_steps | grep -qx "$number"; then begun=yes; else begun=no; fi
  name=$(sed -n '1s/^# //p' "$journal/undo/$file")
  take_back "$number" "$journal/undo/$file" "$name"
done
[ $status -ne 0 ] || { kept_files; cat "$journal/absent"; } 2>/dev/null |
  grep '^${PENDING_DIRECTORY}/' | while read -r path; do
    is_there "$kept$path" || rm -rf "$path${LOADED_SUFFIX}"
    put_back "$path"
  done
rm -f "$journal/.did" "$journal/.left"
[ $status -ne 0 ] || note undone
exit $status
`;
}
