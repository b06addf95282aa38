import { settled } from '../../../core/programs/settled.ts';
import { quote } from '../../../core/programs/shell.ts';

/**
 * The functions that scenarios are written with: `service_start`, `service_stop`, `service_restart`, which do
 * the same with and without systemd, and `signal_daemon NAME`, which reaches every keepalived process at
 * once and fails where there is none.
 */
export function scenarioFunctions(unit: string): string {
  return `unit=${quote(unit)}
main_pid() { systemctl show -p MainPID "$unit"; }
# A watchdog's order takes the place of ours, which is then canceled: what counts is what comes of both.
service_do() {
  if [ ! -d /run/systemd/system ]; then service "$unit" "$1" </dev/null; return; fi
  [ "$1" = start ] || was=$(main_pid)
  ! systemctl "$1" "$unit" </dev/null || return 0
${settled('"$unit"')}
  if [ "$1" = start ]; then systemctl is-active --quiet "$unit"; else [ "$(main_pid)" != "$was" ]; fi
}
service_start() { service_do start; }
service_stop() { service_do stop; }
service_restart() { service_do restart; }
signal_daemon() {
  daemons=''
  for directory in /proc/[0-9]*; do
    { read -r comm <"$directory/comm"; } 2>/dev/null && [ "$comm" = keepalived ] || continue
    daemons="$daemons \${directory#/proc/}"
  done
  # A parent takes its children along, so one that has ended meanwhile is no failure.
  reached=''
  for daemon in $daemons; do kill -s "$1" "$daemon" 2>/dev/null && reached=yes; done
  [ -n "$reached" ]
}
`;
}
