import { quote } from '../../core/shell.ts';

/** The functions that scenarios are written with; they do the same with and without systemd. */
export function serviceFunctions(unit: string): string {
  return `unit=${quote(unit)}
service_do() {
  if [ -d /run/systemd/system ]; then systemctl "$1" "$unit"; else service "$unit" "$1"; fi </dev/null
}
service_start() { service_do start; }
service_stop() { service_do stop; }
service_restart() { service_do restart; }
`;
}
