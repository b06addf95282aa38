import type { Together } from '../../resources/fact.ts';

/** ucarp, FRR's VRRP, Heartbeat, Pacemaker. */
export const MOVERS = ['ucarp', 'vrrpd', 'heartbeat', 'pacemakerd'] as const;

export const DHCP_CLIENTS = ['dhclient', 'dhcpcd', 'udhcpc'] as const;

/** Where the kernel tells of processes of these names, each of its `stat` files: in `$process_stats`. */
export const PROCESS_STATS: Together = {
  id: 'process-stats',
  about: '',
  program: () => `process_stats=$(${statsOf('keepalived', ...DHCP_CLIENTS, ...MOVERS)})`,
};

/** POSIX sh: one process that reads them all, which costs less than a shell that reads each. */
function statsOf(...names: readonly string[]): string {
  return `grep -lE ' \\((${names.join('|')})\\) ' /proc/[0-9]*/stat 2>/dev/null`;
}

/** Words that a keepalived has when it is no daemon: it judges a file, or tells the number of a signal. */
const NO_DAEMON = [' -t ', ' --config-test', ' --signum', ' -v ', ' --version', ' --help'];

/** A state file has some hundred bytes; a larger one is none. */
export const LARGEST_STATE_BYTES = 4096;

/**
 * POSIX-sh functions about the keepalived that runs in this network namespace, whoever started it.
 * `daemons` prints a line for each of its processes: id, parent, start in ticks since boot, command line; `find_daemons`
 * leaves them in `found`, which costs no process. Both take what `$process_stats` names, where it is set.
 * `find_eldest`, given those lines, sets `top` and `started` to the id and start of the one that has started the others;
 * `eldest`, given them or looking itself, prints its id. `dump ID` prints its own account of its VRRP
 * instances, without passwords, and leaves no file behind that was not there; it fails where there is none.
 * `is_state FILE` tells whether a shell may read it: at a pipe it would wait, and a large file it reads byte by byte.
 */
export const DAEMON_FUNCTIONS = `is_state() {
  [ -f "$1" ] && [ -n "$(find -L "$1" -maxdepth 0 -size -${LARGEST_STATE_BYTES / 512 + 1} 2>/dev/null)" ]
}
find_daemons() {
  found=
  for stat in \${process_stats-$(${statsOf('keepalived')})}; do
    { read -r line <"$stat"; } 2>/dev/null || continue
    set -- $line
    [ "$2" = '(keepalived)' ] || continue
    case $3 in Z | X) continue ;; esac
    [ ! -e "/proc/$1/ns/net" ] || [ "/proc/$1/ns/net" -ef /proc/self/ns/net ] || continue
    words=$(tr '\\0\\n' '  ' <"/proc/$1/cmdline" 2>/dev/null) || continue
    case " $words" in ${NO_DAEMON.map((words) => `*'${words}'*`).join(' | ')}) continue ;; esac
    found="$found\${found:+
}$1 $4 \${22} $words"
  done
}
daemons() { find_daemons; [ -z "$found" ] || printf '%s\\n' "$found"; }
find_eldest() {
  top= started=
  while read -r id parent start _; do
    case "
$1" in *"
$parent "*) ;; *) top=$id started=$start; return ;; esac
  done <<END
$1
END
}
eldest() { find_eldest "\${1-$(daemons)}"; echo "$top"; }
# As it starts, keepalived does not take the signal yet: it would end it.
is_ready_for_usr1() {
  while read -r field mask; do
    case $field$mask in Sig[BC]*:*[2367abef]??) return 0 ;; esac
  done 2>/dev/null <"/proc/$1/status"
  return 1
}
dump() {
  is_ready_for_usr1 "$1" || return 1
  place=/proc/$1/root/tmp
  [ ! -L "$place/keepalived.data" ] || return 1
  there= others=
  [ ! -e "$place/keepalived.data" ] || there=$(stat -c '%i %y' "$place/keepalived.data" 2>/dev/null)
  { [ ! -e "$place/keepalived_parent.data" ] && [ ! -L "$place/keepalived_parent.data" ]; } || others=yes
  kill -USR1 "$1" 2>/dev/null || return 1
  tries=0
  until is_dumped && grep -q 'VRRP Sockpool' "$place/keepalived.data"; do
    tries=$((tries + 1))
    [ "$tries" -lt 20 ] || return 1
    sleep 0.05
  done
  sed -n '/VRRP Topology/,/VRRP Sockpool/p' "$place/keepalived.data" | grep -iv passw
  case "$there:$others" in
    :) rm -f "$place/keepalived.data" "$place/keepalived_parent.data" ;;
    :*) rm -f "$place/keepalived.data" ;;
    *:) rm -f "$place/keepalived_parent.data" ;;
  esac
}
# As a rule there was none before, and a look at what has come starts no process.
is_dumped() {
  if [ -z "$there" ]; then [ -s "$place/keepalived.data" ]
  else now=$(stat -c '%i %y' "$place/keepalived.data" 2>/dev/null) && [ "$now" != "$there" ]; fi
}`;
