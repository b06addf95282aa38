import { quote } from '../../core/shell.ts';

/**
 * `arm` and `disarm`: a systemd timer, or a detached shell that keeps its process group in a file. Either
 * runs a file, since systemd would expand `$` in the words of a command line. `disarm` also clears away what
 * the drill has noted under `$drill`.
 * @param undo the program that the timer runs
 */
export function undoTimer(options: {
  readonly undo: string;
  readonly undoName: string;
  readonly undoAfterSeconds: number;
}): string {
  const { undo, undoName, undoAfterSeconds } = options;
  return `undo=${quote(undo)}
undo_name=${quote(undoName)}
disarm() {
  if [ -d /run/systemd/system ]; then
    systemctl stop "$undo_name.timer" 2>/dev/null
    systemctl reset-failed "$undo_name.timer" "$undo_name.service" 2>/dev/null
  elif { read -r group <"$drill.pid"; } 2>/dev/null; then
    kill -- "-$group" 2>/dev/null
  fi
  rm -f "$drill".*
}
arm() {
  disarm
  (umask 077 && printf '%s' "$undo" >"$drill.sh") || return 1
  if [ -d /run/systemd/system ]; then
    systemd-run --quiet --on-active=${undoAfterSeconds} --timer-property=AccuracySec=100ms \\
      --unit="$undo_name" /bin/sh "$drill.sh" </dev/null >&2
  else
    setsid sh -c 'echo $$ >"$2"; sleep ${undoAfterSeconds}; rm -f "$2"; exec sh "$1"' \\
      sh "$drill.sh" "$drill.pid" </dev/null >/dev/null 2>&1 &
    waited=0
    until [ -s "$drill.pid" ]; do
      waited=$((waited + 1))
      [ "$waited" -lt 50 ] || return 1
      sleep 0.1
    done
  fi
}
`;
}
