import { quote } from '../../../core/programs/shell.ts';

/**
 * The functions that scenarios are written with: `service_start`, `service_stop`, `service_restart`, which do
 * the same with and without systemd, and `signal_daemon NAME`, which reaches every keepalived process at
 * once and fails where there is none.
 */
export function scenarioFunctions(unit: string): string {
  return `unit=${quote(unit)}
service_do() {
  if [ -d /run/systemd/system ]; then systemctl "$1" "$unit"; else service "$unit" "$1"; fi </dev/null
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
