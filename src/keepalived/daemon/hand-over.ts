import { settled } from '../../core/programs/settled.ts';
import { quote } from '../../core/programs/shell.ts';
import { undoTimer } from '../../core/programs/undo-timer.ts';
import { TEST_CONFIG } from './config-test.ts';

/** Exit code of a program that has left everything as it was, since the address cannot be handed over so. */
export const NOT_POSSIBLE = 69;

/** The highest priority a node can have that is not the address's owner. */
export const TAKING_PRIORITY = 254;

/**
 * POSIX sh: what `keepalived -t` says of the file `$trial` that it does not say of `$config`, without their names. A
 * file of as many lines is needed, since it names the lines; an exit code of its own is an objection, too.
 */
export const OBJECTIONS = `${TEST_CONFIG}
said() { { test_config "$1"; code=$?; case $code in 0 | 124) ;; *) echo "it ends with $code" ;; esac; } 2>&1 | sed "s|$1||g"; }
objections() { said "$trial" | grep -vxF -e "$(said "$config")"; }`;

/** Milliseconds from the takeover to the second burst of gratuitous ARP, and a little more. */
const ANNOUNCED_MS = 1200;

/** Seconds beyond the longest handover before the machine undoes by itself what is temporary. */
const UNDO_MARGIN_S = 30;

/** What the programs have to know of a cluster. */
export interface HandOverOptions {
  readonly cluster: string;
  readonly configPath: string;
  /** The name of its instance, where others are in the same configuration; of all that have to move together. */
  readonly instances?: readonly string[];
  readonly addresses: readonly string[];
  /** Silence after which a backup takes over, and a resigned master's backup; milliseconds. */
  readonly masterDownMs: number;
  readonly skewMs: number;
}

/**
 * POSIX sh for a standby: it takes the address from a holder that goes on serving until then, so no packet
 * is lost. For as long as that takes, its configuration has a priority above the holder's and no
 * `nopreempt`; then its own one comes back, by rename and reload, and it keeps the address because the other
 * one does not preempt. Prints only at its end: one that is cut off from its reader still goes its whole way.
 */
export function takeOverProgram(options: HandOverOptions): string {
  const limitTicks = Math.ceil((options.masterDownMs + 2000) / 50);
  return `${handOverEnvironment(options)}
trial=$(mktemp "$config.havip-deploy-new.XXXXXX") || { echo 'no room for a file'; exit ${NOT_POSSIBLE}; }
${undoTimer({ ...handOverTimer(options), undo: `${handOverEnvironment(options)}\nput_back\nrm -f "$0"\n` })}
cannot() { rm -f "$trial"; echo "$1"; exit ${NOT_POSSIBLE}; }
once() { [ "$(grep -Ec "^[[:space:]]*$1[[:space:]]" "$config")" = 1 ]; }
${OBJECTIONS}
rm -f "$own"
${onlyOnce(options)} || cannot 'its keepalived.conf is not of one instance with one priority'
cp -p "$config" "$trial" || cannot 'its keepalived.conf cannot be copied'
sed ${withinInstances(
    options,
    `-e 's/^\\([[:space:]]*\\)priority[[:space:]].*/\\1priority ${TAKING_PRIORITY}/' \\
  -e '/^[[:space:]]*nopreempt/s/.*//' -e '/^[[:space:]]*preempt_delay/s/.*//'`,
  )} "$config" >"$trial" || cannot 'no room for a file'
against=$(objections)
[ -z "$against" ] || cannot "keepalived -t objects: $against"
arm || cannot 'its undo cannot be armed'
cp -p "$config" "$own" && mv -f "$trial" "$config" || { rm -f "$own"; disarm; cannot 'no room for a file'; }
systemctl reload "$unit"
tick=0
until holds || [ $tick -ge ${limitTicks} ]; do tick=$((tick + 1)); sleep 0.05; done
if ! holds; then
  put_back && disarm
  cannot 'it did not take the address although its priority was higher'
fi
sleep ${ANNOUNCED_MS / 1000}
put_back || { echo 'its own configuration could not be put back; its timer will try again'; exit 1; }
sleep 0.5
holds || { echo 'it lost the address when its own configuration came back'; exit 1; }
disarm`;
}

/**
 * POSIX sh for the holder: it stops, which the standby hears and answers within its skew, and starts again
 * as a backup. Should the program die in between, a timer starts keepalived.
 */
export function resignProgram(options: HandOverOptions): string {
  const undo = `${handOverEnvironment(options)}\nsystemctl start "$unit"\nrm -f "$0"\n`;
  return `${handOverEnvironment(options)}
${undoTimer({ ...handOverTimer(options), undo })}
arm || { echo 'its undo cannot be armed'; exit ${NOT_POSSIBLE}; }
systemctl stop "$unit"
sleep ${((options.skewMs + 500) / 1000).toFixed(2)}
systemctl start "$unit" || {
${settled('"$unit"')}
  systemctl is-active --quiet "$unit"
} || exit
disarm`;
}

/** POSIX sh, with `once`: each instance is there once, with one priority. */
export function onlyOnce({ instances }: Pick<HandOverOptions, 'instances'>): string {
  if (instances === undefined) return 'once vrrp_instance && once priority';
  const each = instances.map(
    (instance) =>
      `[ "$(sed -n '${linesOf(instance)}p' "$config" | grep -Ec '^[[:space:]]*(vrrp_instance|priority)[[:space:]]')" = 2 ]`,
  );
  return `{ ${each.join(' && ')}; }`;
}

/** Words for sed that change only the instances. */
export function withinInstances({ instances }: Pick<HandOverOptions, 'instances'>, edits: string): string {
  if (instances === undefined) return edits;
  return instances.map((instance) => `-e '${linesOf(instance)}{' ${edits} -e '}'`).join(' \\\n  ');
}

/** As the role writes it: its first and its last line stand at the margin. */
function linesOf(instance: string): string {
  return `/^vrrp_instance ${instance} {$/,/^}$/`;
}

/** Name and delay of the undo that a machine arms for what is temporary. */
export function handOverTimer({ cluster, masterDownMs }: HandOverOptions) {
  return {
    undoName: `havip-hand-over-${cluster.replaceAll(/[^A-Za-z0-9-]/g, '-')}`,
    undoAfterSeconds: Math.ceil(masterDownMs / 1000) + UNDO_MARGIN_S,
  };
}

/** POSIX sh: where things are, `put_back` for its own configuration, and `holds`. */
export function handOverEnvironment({ configPath, addresses }: HandOverOptions): string {
  return `LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/sbin:/usr/local/bin; export LC_ALL PATH
unit=keepalived
config=${quote(configPath)}
own="$config.havip-deploy-own"
put_back() { [ ! -e "$own" ] || { mv -f "$own" "$config" && systemctl reload "$unit"; }; }
holds() {
  shown=$(ip -4 -o addr show)
  for address in ${addresses.map(quote).join(' ')}; do
    case $shown in *" inet $address/"*) ;; *) return 1 ;; esac
  done
}`;
}
