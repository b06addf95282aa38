import { DAEMON_FUNCTIONS, quote } from 'havip-deploy';
import { type Explained, explanation } from './explain-readiness.ts';
import { inForceProgram } from './in-force.ts';

export interface Readiness extends Explained {
  /** JSON file of the notify script. */
  readonly stateFile: string;
  /**
   * It has started again, perhaps as another program: it has to stay a backup for twice as long, also where it hears
   * its master, since its own adverts of before may be why a firewall lets those in.
   */
  readonly again?: boolean;
  /** What keepalived may call it, the one of before first, where others run in the same one; default the first there is. */
  readonly instances?: readonly string[];
}

/** Hundredths of a second between two questions to a daemon that has no state file, or to systemd. */
const ASK_EVERY = 100;

/** The same for a backup that waits for its master's first advert, which is the last thing that a first deployment waits for. */
const ASK_HEARD_EVERY = 20;

/**
 * POSIX sh that waits until keepalived does its work, and until that is the work of the file in place. A master
 * that holds the address does it. A backup does when it has accepted its master's adverts, by its own account, or
 * when it has stayed one for longer than its master-down time: one that cannot accept them promotes itself just then. The state file counts only where the
 * process that wrote it runs; else the daemon is asked for its own account. Why it is not ready is said last. Time goes by the clock that counts
 * from boot, in hundredths of a second: on a busy machine each look takes long, and so many are not needed.
 */
export function readinessProgram(options: Readiness): string {
  const { stateFile, addresses, masterDownMs, again, instances = [] } = options;
  const calmMs = masterDownMs * (again === true ? 2 : 1) + 500;
  const calm = Math.ceil(calmMs / 10);
  const limit = Math.ceil((calmMs + masterDownMs + 9500) / 10);
  const held = addresses.map((address) => `*" ${address}/"*`).join('|');
  return `set +e
${DAEMON_FUNCTIONS}
${inForceProgram}
file=${quote(stateFile)}; state= held= small= dumped= calm= set_by_others= loaded= looked= due=0 hear=0 ran= writer= main= of_unit=
clock() { read -r up _ </proc/uptime; now=\${up%.*}\${up#*.}; }
recorded() {
  said=
  [ -f "$file" ] || return 1
  [ -n "$small" ] || { is_state "$file" && small=yes; } || return 1
  { read -r said <"$file"; } 2>/dev/null
  writer=\${said##*'"keepalived_pid":'}; writer=\${writer%%[!0-9]*}
  { read -r name <"/proc/\${writer:-none}/comm"; } 2>/dev/null && [ "$name" = keepalived ] || return 1
  state=\${said##*'"state":"'}; state=\${state%%[!A-Z]*}
}
asked() {
  if [ "$now" -ge "$ask" ]; then
    own=$(dump "$(eldest)") dumped=
${(instances.length === 0 ? [stateIn('')] : instances.map(stateOf)).map((line) => `    ${line}`).join('\n')}
    ask=$((now + ${ASK_EVERY}))
  fi
  state=$dumped
}
# An address comes and goes with a change of state, so that it is not asked for at every look.
look_for_address() {
  [ "$state" != "$looked" ] || [ "$now" -ge "$due" ] || ! agrees || return 0
  looked=$state due=$((now + ${ASK_EVERY} / 2))
  case "$(ip -4 -o addr show)" in ${held}) held=yes ;; *) held=no ;; esac
}
agrees() { case "$state:$held" in MASTER:yes | BACKUP:no | FAULT:no | INIT:no) ;; *) return 1 ;; esac; }
heard() {
  ${again === true ? 'return 1' : '[ "$now" -ge "$listen" ] || return 1'}
  listen=$((now + ${ASK_HEARD_EVERY}))
  has_run || [ "$now" -ge "$hear" ] || return 1
  hear=$((now + ${ASK_EVERY}))
  if same_process; then own=$(dump "$loaded"); else own=$(dump "$(eldest)"); fi
  has_run
  told=$(printf '%s\\n' "$own" | grep -E '^ *(State = BACKUP|Master priority = [1-9])')
  count 'State = BACKUP'; backups=$counted
  count 'Master priority = '
  [ "$backups" -gt 0 ] && [ "$counted" -ge "$backups" ]
}
# How often it stands in what was told.
count() {
  counted=0 rest=$told
  while case $rest in *"$1"*) ;; *) false ;; esac; do counted=$((counted + 1)) rest=\${rest#*"$1"}; done
}
# What has not run since the last question has heard nothing; where the kernel does not count, it may have.
has_run() {
  was=$ran ran=
  { read -r _ _ ran <"/proc/\${writer:-none}/schedstat"; } 2>/dev/null
  [ -z "$ran" ] || [ "$ran" != "$was" ]
}
same_process() {
  { read -r stat <"/proc/\${loaded:-none}/stat"; } 2>/dev/null || return 1
  set -- \${stat##*) }
  [ "\${20}" = "$loaded_started" ] && case $1 in Z | X) return 1 ;; esac
}
# What is loaded does not change while it waits, so that this need not be asked at the end, when somebody waits for it.
look_ahead() {
  if done_or_not >/dev/null; then loaded=$top loaded_started=$started of_unit=; [ "$main" != "$top" ] || of_unit=yes; fi
}
# Where the main process is the one that was seen then, systemd need not say that the unit is active.
finished() {
  if [ -n "$of_unit" ] && same_process; then exit; fi
  systemctl is-active --quiet keepalived || return
  same_process || done_or_not
  exit
}
clock; from=$now; since=$now overslept=0; listen=$((now + ${ASK_EVERY})) look=$((now + ${ASK_EVERY} / 2)); ask=$look
while [ $((now - from)) -lt ${limit} ]; do
  recorded; written=$?
  look_for_address
  # A file that is at odds with the address may be one that could not be written anew.
  [ $written -eq 0 ] && { agrees || [ $((now - from)) -lt ${ASK_EVERY} ]; } || asked
  # May be the last word of an instance that a reload took away, whose name another one has now.
  [ "$state:$held" != FAULT:no ] || [ $((now - from)) -lt ${ASK_EVERY} ] || { asked; state=\${state:-FAULT}; }
  clock
  case "$state:$held" in
    MASTER:yes) finished || break ;;
    BACKUP:no) [ -n "$loaded" ] || [ "$now" -lt "$listen" ] || look_ahead; calm=\${calm:-$now}; if heard; then finished || break; fi ;;
    :yes|:no) calm=\${calm:-$now} ;;
    *) calm= ;;
  esac
  # It is as it should be, and something else has put the address there: an undo has nothing to do with that.
  case "$state:$held" in BACKUP:yes) set_by_others=\${set_by_others:-$now} ;; *) set_by_others= ;; esac
  if [ -n "$set_by_others" ] && [ $((now - set_by_others)) -gt ${calm} ]; then
    [ "\${undoing:-}" != yes ] || finished
    break
  fi
  [ -z "$calm" ] || [ $((now - calm)) -le ${calm} ] || finished || break
  # Who has written the file is alive.
  if [ $written -ne 0 ] && [ "$now" -ge "$look" ]; then
    systemctl is-active --quiet keepalived || break
    look=$((now + ${ASK_EVERY} / 2))
  fi
  # Nobody is elected sooner than that; then somebody waits for each moment.
  if [ $((now - from)) -lt ${Math.floor(masterDownMs / 10) - 50} ]; then nap=20; else nap=5; fi
  clock; asleep=$((now + nap))
  case $nap in 5) sleep 0.05 ;; *) sleep 0.2 ;; esac
  clock
  [ $((now - asleep)) -le "$overslept" ] || overslept=$((now - asleep))
done
journalctl -u keepalived -n 60 --no-pager -o cat 2>/dev/null | grep -v '^Printing .* for process' | tail -n 20
done_or_not || exit 1
${explanation(options)}
exit 1`;
}

/** POSIX sh: the state that an instance has by the daemon's own account, unless one before it was there. */
function stateOf(instance: string): string {
  const name = instance.replace(/[\\/.*[\]^$]/g, '\\$&');
  return `[ -n "$dumped" ] || ${stateIn(`/VRRP Instance = ${name}[[:space:]]*$/,/VRRP Instance = /`)}`;
}

/** The first state in a part of the account. */
function stateIn(part: string): string {
  return `dumped=$(printf '%s\\n' "$own" | sed -n ${quote(`${part}s/^ *State = \\([A-Z]*\\).*/\\1/p`)} | head -n 1)`;
}
