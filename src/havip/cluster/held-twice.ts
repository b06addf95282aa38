import type { Problem } from '../../core/problem.ts';
import type { Cluster } from '../../inventory/types.ts';
import type { PlannedHost } from '../../run/policy.ts';
import { deafness } from '../agreement/hears.ts';
import type { Speaker } from '../agreement/speaker.ts';
import type { ClusterRun } from '../cluster-run.ts';
import { memberChanges } from '../takeover/members.ts';
import { stateOf } from './cluster-state.ts';
import { keepalivedAction } from './keepalived-action.ts';

/**
 * Two machines serve the address before anything is changed. No step of a change could be proved then, and its undo
 * leads back to two. Which of them goes on is for a person to say, since each may have taken writes.
 */
export function heldTwice(run: ClusterRun, planned: readonly PlannedHost[]): Problem | undefined {
  const { cluster } = run;
  const serving = stateOf(run)
    .nodes.filter(({ holds, running, vrrp }) => holds && running && vrrp !== 'BACKUP')
    .map(({ host }) => host);
  if (serving.length < 2 || planned.every(({ plan }) => keepalivedAction(plan) === undefined))
    return undefined;
  const why = misunderstandings(cluster, planned, serving);
  return {
    code: 'host.held-twice',
    summary: `${cluster.name}: ${serving.join(' and ')} both hold ${cluster.havip.addresses[0]} already`,
    detail: `${why.length > 0 ? why.join('; ') : 'By their configurations they would understand each other, so adverts are lost on the way between them'}. Clients reach the one or the other, and whose data counts cannot be seen from here. Nothing was changed.`,
    fix: 'Stop keepalived on all of them but the one that is to keep the address (`systemctl stop keepalived`), then run again.',
  };
}

/** Which of these machines do not take whose adverts, by what is configured on them now. */
function misunderstandings(
  cluster: Cluster,
  planned: readonly PlannedHost[],
  hosts: readonly string[],
): readonly string[] {
  const speakers = (memberChanges(cluster, planned) ?? []).flatMap(({ host, before }) =>
    before !== undefined && hosts.includes(host) ? [before] : [],
  );
  const deaf = (receiver: Speaker) =>
    speakers.flatMap((sender) => {
      const hearing = { asMaster: true, knowsSender: false };
      const why = sender === receiver ? undefined : deafness(receiver, sender, hearing);
      return why === undefined ? [] : [`${receiver.host} does not take adverts of ${sender.host} (${why})`];
    });
  return speakers.flatMap(deaf);
}
