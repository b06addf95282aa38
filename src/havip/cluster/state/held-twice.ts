import type { Problem } from '../../../core/problem.ts';
import type { Facts } from '../../../resources/fact.ts';
import type { PlannedHost } from '../../../run/unit/policy.ts';
import { misunderstandings, misunderstandingText } from '../../agreement/misunderstandings.ts';
import type { Speaker } from '../../agreement/speaker.ts';
import type { ClusterRun } from '../../cluster-run.ts';
import { firewallKind } from '../../firewall/kind.ts';
import { advertPacket, verdictOf } from '../../firewall/model.ts';
import { firewallFact } from '../../preflight/facts/firewall.ts';
import { servicesFact } from '../../preflight/facts/services.ts';
import { memberChanges } from '../../takeover/members.ts';
import { keepalivedAction } from '../keepalived-action.ts';
import { stateOf } from './cluster-state.ts';

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
  const speakers = (memberChanges(cluster, planned) ?? []).flatMap(({ host, before }) =>
    before !== undefined && serving.includes(host) ? [before] : [],
  );
  const deaf = misunderstandings(speakers, { asMaster: true, knowsSender: false }).map(misunderstandingText);
  const dropped = droppedAdverts(speakers, (host) => run.sessions.get(host)?.facts);
  const why = [...deaf, ...dropped];
  return {
    code: 'host.held-twice',
    summary: `${cluster.name}: ${serving.join(' and ')} both hold ${cluster.havip.addresses[0]} already`,
    detail: `${why.length > 0 ? why.join('; ') : 'By their configurations they would understand each other, and no rule of their firewalls that could be read stops VRRP (IP protocol 112), so adverts are lost on the way between them: a security group, the hypervisor, the network'}. Clients reach the one or the other, and whose data counts cannot be seen from here. Nothing was changed.`,
    fix: `Stop keepalived on all of them but the one that is to keep the address (\`systemctl stop keepalived\`), ${dropped.length > 0 ? 'let VRRP pass (`havip.firewall: manage` does), ' : ''}then run again.`,
  };
}

/** Which machine's firewall stops the adverts between them, on either way. */
export function droppedAdverts(
  speakers: readonly Speaker[],
  factsOf: (host: string) => Facts | undefined,
): readonly string[] {
  const stopped = (own: Speaker, peer: Speaker, way: 'input' | 'output') => {
    const group = (way === 'input' ? peer : own).peers === null ? own.group : undefined;
    const path = { interface: own.interfaceName, address: own.source, group };
    const facts = factsOf(own.host);
    const tables = facts?.ifRead(firewallFact);
    if (facts?.ifRead(servicesFact) === undefined || tables === undefined) return [];
    const { verdict, by } = verdictOf(tables, advertPacket(path, way, peer.source));
    if (verdict !== 'dropped') return [];
    const where = way === 'input' ? `from ${peer.host}` : `to ${peer.host}`;
    return [`${firewallKind(facts, tables, by)} on ${own.host} drops VRRP (IP protocol 112) ${where}`];
  };
  return eachOf(speakers, (own, peer) => [...stopped(own, peer, 'input'), ...stopped(own, peer, 'output')]);
}

function eachOf(
  speakers: readonly Speaker[],
  tell: (own: Speaker, other: Speaker) => readonly string[],
): readonly string[] {
  return speakers.flatMap((own) => speakers.flatMap((other) => (own === other ? [] : tell(own, other))));
}
