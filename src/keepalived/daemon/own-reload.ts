import { undoTimer } from '../../core/programs/undo-timer.ts';
import {
  type HandOverOptions,
  handOverEnvironment,
  handOverTimer,
  NOT_POSSIBLE,
  OBJECTIONS,
  onlyOnce,
  withinInstances,
} from './hand-over.ts';

/** The priority of an address's owner, who takes it as soon as it begins. */
const OWNER_PRIORITY = 255;

/** Milliseconds that an instance has to be master again; it takes a few. */
const LIMIT_MS = 5000;

/** The same for a keepalived that has not even given the address up: it has not come to read its new file yet. */
const UNREAD_LIMIT_MS = 15_000;

/**
 * POSIX sh: what `keepalived -t` has against the owner. What is tracked with a weight does not count for it, which it
 * says of each and ends with another code for, and which is no reason not to be the owner for a moment.
 */
export const OWNER_OBJECTIONS = `against=$(objections)
case $against in *'due to address'?owner*)
  against=$(echo "$against" | sed -e '/due to address[ _]owner/d' -e '/^it ends with [0-9]*$/d') ;;
esac`;

/** What it ends with where the address did not come back: a step fails, and what is undone goes through. */
const NOT_BACK: Readonly<Record<Otherwise, number>> = { refuse: 1, plainly: 0 };

/** Where the address could not be kept, what then: the step fails with nothing changed, or it is a plain reload. */
export type Otherwise = 'refuse' | 'plainly';

const OTHERWISE: Readonly<Record<Otherwise, string>> = {
  refuse: `otherwise() {
  rm -f "$trial"
  echo "nothing was reloaded: the address would be away until the other nodes have taken it or this one has waited for them, and it cannot be kept, since $1"
  exit ${NOT_POSSIBLE}
}`,
  // What is undone has to go through, at whatever price.
  plainly: `otherwise() {
  rm -f "$trial"
  echo "the address goes away for a moment with this reload, since $1"
  systemctl reload "$unit"
  exit
}`,
};

/**
 * POSIX sh that reloads keepalived where its instance is bound to something new, so that it gives its address
 * up and would wait a whole master-down time for itself. Where it holds the address, it first takes the new
 * configuration up as the address's owner, for as long as that takes, and then as it is: so the address is
 * away for some milliseconds. Where it does not come back, that is said, and what keepalived has said. Only for a
 * machine that no other one can contradict meanwhile. Where it does not hold the address, it is a plain reload.
 */
export function ownReloadProgram(options: HandOverOptions, otherwise: Otherwise): string {
  const environment = handOverEnvironment(options);
  return `(
set +eu
${environment}
trial=
${OTHERWISE[otherwise]}
${undoTimer({ ...handOverTimer(options), undo: `${environment}\nput_back\nrm -f "$0"\n` })}
once() { [ "$(grep -Ec "^[[:space:]]*$1[[:space:]]" "$config")" = 1 ]; }
${OBJECTIONS}
rm -f "$own"
holds || { systemctl reload "$unit"; exit; }
${onlyOnce(options)} || otherwise 'its keepalived.conf is not of one instance with one priority'
trial=$(mktemp "$config.havip-deploy-new.XXXXXX") && cp -p "$config" "$trial" || otherwise 'there is no room for a file beside keepalived.conf'
sed ${withinInstances(
    options,
    `-e 's/^\\([[:space:]]*\\)priority[[:space:]].*/\\1priority ${OWNER_PRIORITY}/' \\
  -e '/^[[:space:]]*state[[:space:]]/s/.*//' -e '/^[[:space:]]*nopreempt/s/.*//' -e '/^[[:space:]]*preempt_delay/s/.*//'`,
  )} "$config" >"$trial" || otherwise 'there is no room for a file beside keepalived.conf'
${OWNER_OBJECTIONS}
[ -z "$against" ] || otherwise "keepalived -t has something against the same configuration with priority ${OWNER_PRIORITY}, as which it would take the address at once: $against"
arm || otherwise 'its undo cannot be armed'
cp -p "$config" "$own" && mv -f "$trial" "$config" || { rm -f "$own"; disarm; otherwise 'there is no room for a file beside keepalived.conf'; }
watched=$(mktemp /run/havip-reload-XXXXXX)
ip monitor address >"$watched" 2>/dev/null &
watching=$!
tick=0
until grep -Eq " $watching +0*[1-9a-f][0-9a-f]* " /proc/net/netlink || [ $tick -ge 20 ]; do
  tick=$((tick + 1)); sleep 0.05
done
systemctl reload "$unit"
tick=0
# As long as it has given nothing up, the address is there, and the file must stay as it is.
taken_up() { grep -qF ' ${options.addresses[0] ?? ''}/' "$watched"; }
until { taken_up && holds; } || [ $tick -ge ${UNREAD_LIMIT_MS / 50} ]; do
  [ $tick -lt ${LIMIT_MS / 50} ] || ! taken_up || break
  tick=$((tick + 1)); sleep 0.05
done
back=yes
taken_up || back=unread
holds || back=no
kill "$watching" 2>/dev/null
rm -f "$watched"
put_back || { echo 'its own configuration could not be put back; its timer will try again'; exit 1; }
disarm
[ $back != yes ] || exit 0
if [ $back = unread ]; then
  echo "keepalived did not take the reload up within ${UNREAD_LIMIT_MS / 1000} s, for which its daemon stood still or the machine was too busy; when it does, the address goes away until this or another node takes it"
  exit ${NOT_BACK[otherwise]}
fi
echo "the address did not come back within ${LIMIT_MS / 1000} s of the reload, although this node had the priority ${OWNER_PRIORITY} for that; it is away until this or another node takes it. keepalived's last words on that:"
journalctl -u keepalived -b -n 100 --no-pager -o cat 2>/dev/null | grep -iE 'entering|fault|fail|error|timed|due|not found' | tail -n 3
echo 'Where they name a check or an interface, mend that; where they say nothing, the machine may have been too busy.'
exit ${NOT_BACK[otherwise]}
)`;
}
