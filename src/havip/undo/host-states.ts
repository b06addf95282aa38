import { type ClusterState, isSetByOthers, type NodeState } from '../cluster/state/cluster-state.ts';
import { keepalivedVersionFact } from '../cluster/state/keepalived-version.ts';
import type { ClusterRun } from '../cluster-run.ts';
import { inPlaceFacts } from '../takeover/in-place.ts';

/** Reads each machine's version of keepalived and its configuration, unless they are known. */
export async function gatherForReport(run: ClusterRun): Promise<void> {
  await Promise.all(
    run.unit.hosts.map(({ name }) =>
      run.sessions.get(name)?.gather([keepalivedVersionFact, ...inPlaceFacts]),
    ),
  );
}

/** Each machine in a few words: `HAVIP-01 holds the address (keepalived 2.2.7, MASTER)`. */
export function hostStates(run: ClusterRun, state: ClusterState | undefined): string[] {
  const of = run.together.length > 1 ? ` of ${run.cluster.name}` : '';
  return (state?.nodes ?? []).map((node) => {
    const facts = run.sessions.get(node.host)?.facts;
    const version = facts?.ifRead(keepalivedVersionFact);
    return `${node.host} ${node.holds ? `holds the address${of}` : `does not hold ${of === '' ? 'it' : `that${of}`}`} (${daemon(node, version)})`;
  });
}

function daemon(node: NodeState, version: string | undefined): string {
  const { running, vrrp } = node;
  if (version === undefined) return 'no keepalived';
  if (isSetByOthers(node)) return `keepalived ${version}, BACKUP: something else has set it there`;
  return `keepalived ${version}, ${running ? (vrrp ?? 'running') : 'not running'}`;
}
