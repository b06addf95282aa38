import { undoTimer } from '../core/undo-timer.ts';
import {
  type HandOverOptions,
  handOverEnvironment,
  handOverTimer,
  onlyOnce,
  withinInstances,
} from './hand-over.ts';

/** The priority of an address's owner, who takes it as soon as it begins. */
const OWNER_PRIORITY = 255;

/** Milliseconds that an instance has to be master again; it takes a few. */
const LIMIT_MS = 5000;

/**
 * What keepalived says of a file, without the file's name. For the owner, what is tracked with a weight does not
 * count, which it says of each, and which is no reason not to be the owner for a moment.
 */
export const SAID = `said() { keepalived -t -f "$1" 2>&1 | sed -e "s|$1||g" -e '/due to address[ _]owner/d'; }`;

/**
 * POSIX sh that reloads keepalived where its instance is bound to something new, so that it gives its address
 * up and would wait a whole master-down time for itself. Where it holds the address, it first takes the new
 * configuration up as the address's owner, for as long as that takes, and then as it is: so the address is
 * away for some milliseconds. Only for a machine that no other one can contradict meanwhile. Where that
 * cannot be done, it is a plain reload.
 */
export function ownReloadProgram(options: HandOverOptions): string {
  const environment = handOverEnvironment(options);
  return `(
set +eu
${environment}
trial=$(mktemp "$config.havip-deploy-new.XXXXXX") || { systemctl reload "$unit"; exit; }
${undoTimer({ ...handOverTimer(options), undo: `${environment}\nput_back\nrm -f "$0"\n` })}
plainly() { rm -f "$trial"; systemctl reload "$unit"; exit; }
once() { [ "$(grep -Ec "^[[:space:]]*$1[[:space:]]" "$config")" = 1 ]; }
${SAID}
rm -f "$own"
holds || plainly
${onlyOnce(options)} || plainly
cp -p "$config" "$trial" || plainly
sed ${withinInstances(
    options,
    `-e 's/^\\([[:space:]]*\\)priority[[:space:]].*/\\1priority ${OWNER_PRIORITY}/' \\
  -e '/^[[:space:]]*state[[:space:]]/d' -e '/^[[:space:]]*nopreempt/d' -e '/^[[:space:]]*preempt_delay/d'`,
  )} "$config" >"$trial" || plainly
[ "$(said "$trial")" = "$(said "$config")" ] || plainly
arm || plainly
cp -p "$config" "$own" && mv -f "$trial" "$config" || { rm -f "$own"; disarm; plainly; }
watched=$(mktemp /run/havip-reload-XXXXXX)
ip monitor address >"$watched" 2>/dev/null &
watching=$!
sleep 0.1
systemctl reload "$unit"
tick=0
until { grep -qF ' ${options.addresses[0] ?? ''}/' "$watched" && holds; } || [ $tick -ge ${LIMIT_MS / 50} ]; do
  tick=$((tick + 1)); sleep 0.05
done
kill "$watching" 2>/dev/null
rm -f "$watched"
put_back || { echo 'its own configuration could not be put back; its timer will try again'; exit 1; }
disarm
)`;
}
