import type { PlannedHost } from '../../run/policy.ts';
import type { ClusterRun } from '../cluster-run.ts';
import type { ClusterState } from './cluster-state.ts';
import { keepalivedAction } from './keepalived-action.ts';
import { STATE_FILE } from './paths.ts';

/** Seconds that the first node is given to listen before the others wait until it is ready altogether. */
const LISTEN_SECONDS = 5;

/**
 * Nobody serves yet, and all that is left to do on each node is to start: then one election is enough for all. Not
 * where a member is left out or runs already: it may be as it is for a reason.
 */
export function startTogether(
  run: ClusterRun,
  order: readonly PlannedHost[],
  before: ClusterState | undefined,
): boolean {
  return (
    order.length > 1 &&
    order.length === run.cluster.members.length &&
    before?.holders.length === 0 &&
    before.nodes.every(({ running }) => !running) &&
    order.every(({ plan }) => keepalivedAction(plan) === 'start')
  );
}

/**
 * Starts the first node, the others as soon as that one listens, and waits for all of them: the first one's election
 * is over before any other's, so that the address comes up where it belongs, and only there. Where it cannot be
 * seen to listen, the others wait until it is ready.
 *
 * @param change takes one node through its changes; false where it has failed, which is reported
 * @param goOn is asked before the others are begun
 */
export async function inOneElection(
  order: readonly PlannedHost[],
  change: (each: PlannedHost) => Promise<boolean>,
  goOn: () => Promise<boolean>,
): Promise<boolean> {
  const [first, ...others] = order;
  if (first === undefined) return true;
  const changing = change(first);
  const listening = first.session
    .attempt('starting', LISTENS)
    .then((answer) => answer.ok && answer.value.exitCode === 0);
  const isUp = (await Promise.race([changing, listening])) || (await changing);
  if (!isUp || !(await goOn())) {
    await changing;
    return false;
  }
  const made = await Promise.all([changing, ...others.map(change)]);
  return made.every((well) => well);
}

/** POSIX sh that ends well as soon as the keepalived that runs has said that it is a backup or a master. */
const LISTENS = `tries=0
while [ $tries -lt ${LISTEN_SECONDS * 20} ]; do
  said=
  { read -r said <${STATE_FILE}; } 2>/dev/null
  writer=\${said##*'"keepalived_pid":'}; writer=\${writer%%[!0-9]*}
  if { read -r name <"/proc/\${writer:-none}/comm"; } 2>/dev/null && [ "$name" = keepalived ]; then
    case $said in *'"state":"BACKUP"'* | *'"state":"MASTER"'*) exit 0 ;; esac
  fi
  tries=$((tries + 1))
  sleep 0.05
done
exit 1`;
