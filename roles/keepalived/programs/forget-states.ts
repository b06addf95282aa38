import { type Cluster, CONFIG_PATH, instanceOf, NOTIFY_STATE_DIRECTORY, stateFileOf } from 'havip-deploy';
import { NOTIFY_PATH } from '../paths.ts';
import { STATES_END } from '../removed.ts';

/**
 * POSIX sh: without the script that writes it, or the instance that it is of, a state file would go on saying what was true
 * once. Run while keepalived is stopped or has what was put back; in the first case the new file may still be there.
 */
export function forgetStates(clusters: readonly Cluster[]): string {
  // keepalived tells the script of an instance's end, which writes it down a moment later.
  const forget = clusters.map((cluster) => {
    const files = `${stateFileOf(cluster)} ${NOTIFY_STATE_DIRECTORY}/.${instanceOf(cluster)}.lock`;
    return `{ ! is_absent ${CONFIG_PATH} && ${mayServeNow(cluster)}; } || { sleep 1; rm -f ${files}; } || true`;
  });
  return [`if is_absent ${NOTIFY_PATH}; then`, STATES_END, 'else', ...forget, 'fi'].join('\n');
}

/** POSIX sh: the file that is there now may have the cluster's instance; what it includes is not looked into. */
export function mayServeNow(cluster: Cluster): string {
  const pattern = `^[[:space:]]*(include|vrrp_instance[[:space:]]+${instanceOf(cluster)}([[:space:]{]|$))`;
  return `grep -Eqs '${pattern}' ${CONFIG_PATH}`;
}
