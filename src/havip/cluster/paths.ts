import type { Cluster } from '../../inventory/types.ts';
import { NOTIFY_STATE_DIRECTORY } from '../../keepalived/daemon/notify-state.ts';
import { STATE_DIRECTORY } from '../../resources/paths.ts';

/**
 * keepalived's own name for the first VRRP instance of a node, the same as the guide's, so that a cluster
 * made by hand need not start anew for the sake of a name, and no other id leaves an old state behind.
 */
const INSTANCE_NAME = 'VI_1';

/** keepalived's name for the VRRP instance of a cluster. */
export function instanceOf({ instance = INSTANCE_NAME }: Pick<Cluster, 'instance'>): string {
  return instance;
}

/** Where the notify script keeps a cluster's VRRP state on each node. */
export function stateFileOf(cluster: Pick<Cluster, 'instance'>): string {
  return `${NOTIFY_STATE_DIRECTORY}/${instanceOf(cluster)}.json`;
}

/** What keepalived reads. */
export const CONFIG_PATH = '/etc/keepalived/keepalived.conf';

/** Which keepalived was seen to have loaded which file: `PID START BOOT INODE CHANGED`. */
export const LOADED_FILE = `${STATE_DIRECTORY}/loaded/keepalived`;
