import { quote } from './shell.ts';

/** What a machine does by itself when nobody else comes to do it. */
export interface UndoTimer {
  /** Of letters, digits and hyphens; a second timer of the same name replaces the first. */
  readonly undoName: string;
  readonly undoAfterSeconds: number;
  /** A whole POSIX-sh program, safe to run twice and on a machine that is well. */
  readonly undo: string;
}

/**
 * POSIX-sh functions `arm` (fails when it could not) and `disarm`: a systemd timer, or a detached shell that
 * keeps its process group in a file. Either runs a file, since systemd would expand `$` in the words of a
 * command line. `disarm` also clears away whatever else lies under `/run/NAME.*`.
 */
export function undoTimer({ undoName, undoAfterSeconds, undo }: UndoTimer): string {
  return `undo=${quote(undo)}
undo_name=${quote(undoName)}
undo_files=/run/$undo_name
disarm() {
  if [ -d /run/systemd/system ]; then
    systemctl stop "$undo_name.timer" 2>/dev/null
    systemctl reset-failed "$undo_name.timer" "$undo_name.service" 2>/dev/null
  elif { read -r group <"$undo_files.pid"; } 2>/dev/null; then
    # Of 0 or 1, or no number, it would be ourselves or everybody.
    case $group in '' | *[!0-9]* | 0 | 1) ;; *) kill -- "-$group" 2>/dev/null ;; esac
  fi
  rm -f "$undo_files".*
}
arm() {
  disarm
  (umask 077 && printf '%s' "$undo" >"$undo_files.sh") || return 1
  if [ -d /run/systemd/system ]; then
    systemd-run --quiet --on-active=${undoAfterSeconds} --timer-property=AccuracySec=100ms \\
      --unit="$undo_name" /bin/sh "$undo_files.sh" </dev/null >&2
  else
    setsid sh -c 'echo $$ >"$2"; sleep ${undoAfterSeconds}; rm -f "$2"; exec sh "$1"' \\
      sh "$undo_files.sh" "$undo_files.pid" </dev/null >/dev/null 2>&1 &
    waited=0
    until [ -s "$undo_files.pid" ]; do
      waited=$((waited + 1))
      [ "$waited" -lt 50 ] || return 1
      sleep 0.1
    done
  fi
}
`;
}
