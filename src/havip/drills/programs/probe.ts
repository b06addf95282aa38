import { quote } from '../../../core/programs/shell.ts';
import { endTogether, environment, LONGEST_SAMPLING_MS } from './environment.ts';

/** Milliseconds between two heartbeats of a prober, which only carry its clock. */
export const PROBE_HEARTBEAT_MS = 500;

/** What every iputils allows a login without root. */
const UNPRIVILEGED_INTERVAL_MS = 200;

/**
 * The program that probes an address. It prints `T wall uptime` (its clock), ping's own lines as they come
 * (`-D` stamps each one; `-O` names every probe that has no answer when the next is sent), `I seconds` when
 * the login may not probe as often as asked, and `X code` (it cannot work here).
 */
export function probe(address: string, intervalMs: number): string {
  return `${environment}${endTogether}command -v ping >/dev/null || cannot no-ping
start_ping() { ping -n -D -O -i "$1" ${quote(address)} 2>&1 & started=$!; }
beat() { read -r uptime rest </proc/uptime; printf 'T %s %s\\n' "$(date +%s.%N)" "$uptime" || exit 0; }
card() { ip -4 neigh show to ${quote(address)} 2>/dev/null | sed -n 's/.*lladdr \\([0-9a-fA-F:]*\\) .*\\(REACHABLE\\|DELAY\\|STALE\\|PROBE\\).*/R \\1/p'; }
start_ping ${intervalMs / 1000}
beat
sleep 0.1
if ! kill -0 "$started" 2>/dev/null && [ ${intervalMs} -lt ${UNPRIVILEGED_INTERVAL_MS} ]; then
  printf 'I %s\\n' ${UNPRIVILEGED_INTERVAL_MS / 1000}
  start_ping ${UNPRIVILEGED_INTERVAL_MS / 1000}
fi
beats=${Math.ceil(LONGEST_SAMPLING_MS / PROBE_HEARTBEAT_MS)}
while [ "$beats" -gt 0 ]; do
  beats=$((beats - 1))
  beat
  card
  kill -0 "$started" 2>/dev/null || cannot ping-ended
  sleep ${PROBE_HEARTBEAT_MS / 1000}
done
`;
}
