/** Words that a keepalived has when it is no daemon: it judges a file, or tells the number of a signal. */
const NO_DAEMON = [' -t ', ' --config-test', ' --signum', ' -v ', ' --version', ' --help'];

/** A state file has some hundred bytes; a larger one is none. */
export const LARGEST_STATE_BYTES = 4096;

/**
 * POSIX-sh functions about the keepalived that runs in this network namespace, whoever started it.
 * `daemons` prints a line for each of its processes: id, parent, start in ticks since boot, command line.
 * `find_eldest`, given those lines, sets `top` and `started` to the id and start of the one that has started the others;
 * `eldest`, given them or looking itself, prints its id. `dump ID` prints its own account of its VRRP
 * instances, without passwords, and leaves no file behind that was not there; it fails where there is none.
 * `is_state FILE` tells whether a shell may read it: at a pipe it would wait, and a large file it reads byte by byte.
 */
export const DAEMON_FUNCTIONS = `is_state() {
  [ -f "$1" ] && [ -n "$(find -L "$1" -maxdepth 0 -size -${LARGEST_STATE_BYTES / 512 + 1} 2>/dev/null)" ]
}
daemons() {
  for stat in $(grep -lF ' (keepalived) ' /proc/[0-9]*/stat 2>/dev/null); do
    { read -r line <"$stat"; } 2>/dev/null || continue
    set -- $line
    case $3 in Z | X) continue ;; esac
    [ ! -e "/proc/$1/ns/net" ] || [ "/proc/$1/ns/net" -ef /proc/self/ns/net ] || continue
    words=$(tr '\\0\\n' '  ' <"/proc/$1/cmdline" 2>/dev/null) || continue
    case " $words" in ${NO_DAEMON.map((words) => `*'${words}'*`).join(' | ')}) continue ;; esac
    printf '%s %s %s %s\\n' "$1" "$4" "\${22}" "$words"
  done
}
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
  there=$(stat -c '%i %y' "$place/keepalived.data" 2>/dev/null)
  others=$(ls "$place/keepalived_parent.data" 2>/dev/null)
  kill -USR1 "$1" 2>/dev/null || return 1
  tries=0
  until now=$(stat -c '%i %y' "$place/keepalived.data" 2>/dev/null) && [ "$now" != "$there" ] &&
    grep -q 'VRRP Sockpool' "$place/keepalived.data"; do
    tries=$((tries + 1))
    [ "$tries" -lt 20 ] || return 1
    sleep 0.05
  done
  sed -n '/VRRP Topology/,/VRRP Sockpool/p' "$place/keepalived.data" | grep -iv passw
  [ -n "$there" ] || rm -f "$place/keepalived.data"
  [ -n "$others" ] || rm -f "$place/keepalived_parent.data"
}`;
