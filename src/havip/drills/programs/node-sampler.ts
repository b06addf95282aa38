import { quote } from '../../../core/programs/shell.ts';
import { DAEMON_FUNCTIONS } from '../../daemon/programs.ts';
import { CANNOT, endTogether, environment, LONGEST_SAMPLING_MS } from './environment.ts';

/** Milliseconds between two heartbeats of a node; its cost on a node is measured in docs/verification.md. */
export const NODE_HEARTBEAT_MS = 200;

/** A heartbeat that takes longer by more than this is told: in some profile it is too much of a master-down time. */
const TOLD_FROM_MS = 50;

/** Heartbeats from one look at all addresses to the next; what happens between them `ip monitor` tells. */
const SNAPSHOT_EVERY = 5;

/**
 * POSIX sh: `$asked` is the state of the instance that has one of `$addresses` in a dump in `$account`, or of the one
 * that is called `$instance`; of a single one also by another name and address.
 */
export const FIND_OWN = `find_own() {
  asked='' by_name='' instances=0 name='' its=''
  while read -r line; do
    case $line in
      'VRRP Instance = '*) name=\${line#*= } its='' instances=$((instances + 1)) ;;
      'State = '*)
        [ -z "$its" ] && [ -n "$name" ] || continue
        its=\${line#*= } its=\${its%%[!A-Z]*}
        [ "$name" != "$instance" ] || by_name=$its
        ;;
      [0-9]*.*) for address in $addresses; do
        case $line in "$address"|"$address"[!0-9.]*) asked=$its ;; esac
      done ;;
    esac
  done <<END
$account
END
  [ -n "$asked" ] || asked=$by_name
  [ -n "$asked" ] || [ "$instances" -ne 1 ] || asked=$its
}`;

const LOOP = `command -v ip >/dev/null || cannot no-ip
ip -ts -o -4 monitor address 2>/dev/null &
started=$!
daemon_pid='' known=-1
is_keepalived() {
  read -r line 2>/dev/null <"/proc/$1/stat" || return
  # Words: process id, name, state, as the 6th its session, and as the 22nd the time of its start in ticks.
  set -- $line
  [ "$2" = '(keepalived)' ] && [ "$3" != Z ] && [ "$3" != X ] && started_at=\${22} session=$6
}
# The oldest of those that are new: children are younger, and those that outlive it by a moment are no new daemon. One
# that leads a session is a daemon, also where who has started it was seen in its short life.
find_daemon() {
  if [ -n "$daemon_pid" ] && is_keepalived "$daemon_pid"; then daemon=up:$daemon_pid; return; fi
  daemon=down daemon_pid='' oldest='' youngest=$known
  for directory in /proc/[0-9]*; do
    is_keepalived "\${directory#/proc/}" || continue
    [ "$started_at" -gt "$known" ] || [ "$session" = "\${directory#/proc/}" ] || continue
    [ "$started_at" -le "$youngest" ] || youngest=$started_at
    [ -n "$oldest" ] && [ "$started_at" -ge "$oldest" ] && continue
    oldest=$started_at daemon_pid=\${directory#/proc/} daemon=up:\${directory#/proc/}
  done
  known=$youngest
}
find_held() {
  held='?'
  [ $((beats % snapshot_every)) -eq 0 ] || return 0
  shown=$(ip -4 -o addr show 2>/dev/null)
  there='' held=''
  # A change may take it to another interface. On the loopback, as behind a balancer, it answers nobody on the wire.
  while read -r number on family own rest; do [ "$on" = lo ] || there="$there $own"; done <<END
$shown
END
  for address in $addresses; do
    case $there in *" $address/"*) held=$held,$address ;; esac
  done
}
read_state() {
  state=''
  [ -f "$state_file" ] && [ -r "$state_file" ] || return 0
  [ -n "$small" ] || { is_state "$state_file" && small=yes; } || return 0
  while read -r line || [ -n "$line" ]; do state=$state$line; done <"$state_file"
  # What a process said that is gone, says nothing of the one that runs now.
  writer=\${state##*'"keepalived_pid":'}
  [ "$writer" = "$state" ] || [ -d "/proc/\${writer%%[!0-9]*}" ] || state=''
}
# Without a state file of its own, it is asked now and then for its own account; so it is where the file is at odds
# with the address at two looks in a row: scripts of two changes at once may have written in the wrong order.
own='' own_of='' doubted='' disbelieved='' small=''
judge_state() {
  doubts=''
  case $state in
    '') ;;
    *'"state":"MASTER"'*) [ -n "$held" ] || doubts=$state ;;
    *) [ -z "$held" ] || doubts=$state ;;
  esac
  disbelieved=''
  [ "$doubts" != "$doubted" ] || disbelieved=$doubts
  doubted=$doubts
}
${FIND_OWN}
ask_daemon() {
  [ "$daemon" != down ] || return 0
  [ "$held" = '?' ] || judge_state
  [ -z "$state" ] || [ "$state" = "$disbelieved" ] || return 0
  [ "$own_of" = "$daemon" ] || own=''
  if [ $((beats % snapshot_every)) -eq 0 ]; then
    account=$(dump "$daemon_pid")
    find_own
    [ -z "$asked" ] || own='{"state":"'$asked'"}'
    own_of=$daemon
    # It took the daemon's time, not the machine's.
    read -r counted rest </proc/uptime
  fi
  state=\${own:-$state}
}
recorded=none
while [ "$beats" -gt 0 ]; do
  read_clock
  read -r uptime rest </proc/uptime
  counted=$uptime
  find_daemon
  find_held
  read_state 2>/dev/null
  ask_daemon 2>/dev/null
  if [ "$state" = "$recorded" ]; then
    printf 'T %s %s %s %s\\n' "$now" "$uptime" "$daemon" "\${held#,}" || exit 0
  else
    printf 'T %s %s %s %s\\nV %s %s\\n' "$now" "$uptime" "$daemon" "\${held#,}" "$now" "$state" || exit 0
    recorded=$state
  fi
  beats=$((beats - 1))
  take_rest
  read -r after rest </proc/uptime
  # From where it began, not from its sleep alone: a machine may stand still in between as well.
  late=$((\${after%.*}\${after#*.} - \${counted%.*}\${counted#*.} - pause_hundredths))
  [ "$late" -le $told_from ] || printf 'L %s %s\\n' "$now" "$late" || exit 0
done
`;

/**
 * Where there is a bash, its own clock (5.0 and later) and its wait for input that never comes: a process less each,
 * five times a second. A wait that does not wait would be found out here.
 */
const CLOCK_AND_REST = `read_clock() { now=$(date +%s.%N); }
[ -z "$EPOCHREALTIME" ] || read_clock() { now=$EPOCHREALTIME; }
take_rest() { sleep "$pause"; }
if [ -n "$BASH_VERSION" ] && eval 'exec 9<> <(:)' 2>/dev/null; then
  read -r -t 0.01 nothing <&9
  [ $? -le 128 ] || take_rest() { read -r -t "$pause" nothing <&9; }
fi
`;

/**
 * The program that watches one node. It prints
 * `T wall uptime up:PID|down address,address` (heartbeat: clock, whether keepalived runs, what the node holds or `?`),
 * `V wall json` (the notify script's state file, whenever it changes),
 * `[2026-01-01T00:00:00.000000] …` (`ip monitor`'s own lines, as an address comes or goes),
 * `L wall hundredths` (by how much a heartbeat took too long, where that is much) and
 * `X code` (it cannot work here).
 * A heartbeat starts no process but `ip`, every fifth time, and `date` and `sleep` where there is no bash.
 */
export function nodeSampler(node: {
  readonly addresses: readonly string[];
  readonly stateFile: string;
}): string {
  const program = `${endTogether}${CANNOT}${DAEMON_FUNCTIONS}
addresses=${quote(node.addresses.join(' '))}
state_file=${quote(node.stateFile)}
instance=\${state_file##*/} instance=\${instance%.json}
pause=${NODE_HEARTBEAT_MS / 1000} pause_hundredths=${NODE_HEARTBEAT_MS / 10} told_from=${TOLD_FROM_MS / 10}
snapshot_every=${SNAPSHOT_EVERY}
beats=${Math.ceil(LONGEST_SAMPLING_MS / NODE_HEARTBEAT_MS)}
${CLOCK_AND_REST}${LOOP}`;
  return `${environment}program=${quote(program)}
command -v bash >/dev/null && exec bash -c "$program"
eval "$program"
`;
}
