import type { Scenario } from '../scenario.ts';

/**
 * What the kernel does when memory is short: of keepalived's processes, the one that takes the most is killed,
 * without a word and alone. Its parent starts another, or systemd starts the service anew; until then the address
 * stays on the interface and nobody announces it.
 */
export const oom: Scenario = {
  name: 'oom',
  activity: 'killing the largest process of keepalived',
  mayStay: true,
  watchMs: ({ masterDownMs }) => masterDownMs + 3_000,
  cause: () => `signal_daemon 0 || { echo 'keepalived does not run' >&2; exit 1; }
largest='' most=-1
for daemon in $daemons; do
  size=0
  while read -r key value rest; do [ "$key" != VmRSS: ] || size=$value; done 2>/dev/null <"/proc/$daemon/status"
  [ "$size" -gt "$most" ] && most=$size largest=$daemon
done
kill -s KILL "$largest"`,
  restore: () => 'service_start',
};
