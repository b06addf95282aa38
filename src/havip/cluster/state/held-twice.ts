import type { Problem } from '../../../core/problem.ts';
import type { Cluster } from '../../../inventory/types.ts';
import { enumerate } from '../../../inventory/wording.ts';
import type { Facts } from '../../../resources/fact.ts';
import type { PlannedHost } from '../../../run/unit/policy.ts';
import { misunderstandings, misunderstandingText } from '../../agreement/misunderstandings.ts';
import type { Speaker } from '../../agreement/speaker.ts';
import type { ClusterRun } from '../../cluster-run.ts';
import { firewallKind } from '../../firewall/kind.ts';
import { advertPacket, verdictOf } from '../../firewall/model.ts';
import type { MemberChange } from '../../model/change.ts';
import { firewallFact } from '../../preflight/facts/firewall.ts';
import { servicesFact } from '../../preflight/facts/services.ts';
import { memberChanges } from '../../takeover/members.ts';
import { keepalivedAction } from '../keepalived-action.ts';
import { stateOf } from './cluster-state.ts';

/**
 * Two machines serve the address before anything is changed. No step of a change could be proved then, and its undo
 * leads back to two. Which of them goes on is for a person to say, since each may have taken writes. A master that has
 * other addresses than the holder, since it does not hear it, is a second one, too: with those of now it would be one of the
 * same address.
 */
export function heldTwice(run: ClusterRun, planned: readonly PlannedHost[]): Problem | undefined {
  const { cluster } = run;
  const members = memberChanges(cluster, planned) ?? [];
  const nodes = stateOf(run).nodes.filter(({ running, vrrp }) => running && vrrp !== 'BACKUP');
  const holding = nodes.filter(({ holds }) => holds).map(({ host }) => host);
  const others = members.filter(
    ({ host, holds }) => holds && !holding.includes(host) && nodes.some((node) => node.host === host),
  );
  const serving = [...holding, ...others.map(({ host }) => host)];
  if (serving.length < 2 || planned.every(({ plan }) => keepalivedAction(plan) === undefined))
    return undefined;
  const speakers = members.flatMap(({ host, before }) =>
    before !== undefined && serving.includes(host) ? [before] : [],
  );
  const deaf = misunderstandings(speakers, { asMaster: true, knowsSender: false }).map(misunderstandingText);
  const dropped = droppedAdverts(speakers, (host) => run.sessions.get(host)?.facts);
  const why = [...deaf, ...dropped];
  return {
    code: 'host.held-twice',
    summary: summaryOf(cluster, holding, others),
    detail: `${why.length > 0 ? why.join('; ') : 'By their configurations they would understand each other, and no rule of their firewalls that could be read stops VRRP (IP protocol 112), so adverts are lost on the way between them: a security group, the hypervisor, the network'}. ${others.length > 0 ? 'Each serves clients of its own' : 'Clients reach the one or the other'}, and whose data counts cannot be seen from here. Nothing was changed.`,
    fix: `Stop keepalived on all of them but the one that is to serve from now on (\`systemctl stop keepalived\`), ${dropped.length > 0 ? 'let VRRP pass (`havip.firewall: manage` does), ' : ''}then run again.`,
  };
}

function summaryOf(
  { name, havip: { addresses, virtual_router_id: id } }: Cluster,
  holding: readonly string[],
  others: readonly MemberChange[],
): string {
  if (others.length === 0) return `${name}: ${holding.join(' and ')} both hold ${addresses[0]} already`;
  const theirs = others.map(({ host, before }) => `${host} with ${enumerate(before?.addresses ?? [])}`);
  const all = [...(holding.length > 0 ? [`${enumerate(holding)} with ${addresses[0]}`] : []), ...theirs];
  return `${name}: of virtual_router_id ${id} there is more than one master already, ${enumerate(all)}`;
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
