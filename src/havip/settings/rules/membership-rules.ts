import type { ProblemList } from '../../../inventory/problem-list.ts';
import { isIpv4 } from '../../../inventory/schema-parts.ts';
import type { RawHost } from '../../../inventory/tree/tree.ts';
import { type ClusterDraft, type Scene, settingSpot } from '../clusters.ts';
import type { PlacedHost } from '../members.ts';
import { daemonFindings } from './daemon-rules.ts';

/** Every member is in one cluster; whoever has a role is a member. */
export function checkMembership({ drafts, hosts, problems }: Scene): void {
  const owners = new Map<string, ClusterDraft>();
  const firsts = new Map<string, ClusterDraft>();
  for (const draft of drafts) {
    checkMachines(draft);
    for (const { raw } of draft.hosts) {
      const owner = owners.get(raw.name);
      if (owner === undefined) owners.set(raw.name, draft);
      else if (!hasSameMachines(owner, draft)) {
        draft.problems.add(raw.spot, {
          name: 'two-clusters',
          summary: `host "${raw.name}" is in two clusters: "${owner.group.name}" and "${draft.group.name}"`,
          detail:
            'One keepalived serves both, so they have to be of the same machines: all of them, and no others.',
          fix: 'Take it out of one of the groups, or give both groups the same hosts.',
        });
      }
    }
    if (draft.hosts.length > 0) checkDaemon(firsts, draft);
  }
  for (const host of hosts.values()) {
    if (!owners.has(host.raw.name)) checkOutsider(host, problems);
    checkOwnHavip(host.raw, problems);
  }
}

function hasSameMachines(one: ClusterDraft, other: ClusterDraft): boolean {
  return machinesOf(one) === machinesOf(other);
}

/** The same text for clusters of the same machines. */
function machinesOf({ hosts }: ClusterDraft): string {
  return hosts
    .map(({ raw }) => raw.name)
    .sort()
    .join('\n');
}

/** What is keepalived's as a whole can be said once only: in the clusters of the same machines it must be equal. */
function checkDaemon(firsts: Map<string, ClusterDraft>, draft: ClusterDraft): void {
  const machines = machinesOf(draft);
  const first = firsts.get(machines);
  if (first === undefined) firsts.set(machines, draft);
  if (first === undefined) return;
  for (const { path, ...finding } of daemonFindings(first, draft)) {
    draft.problems.add(settingSpot(draft, ...path) ?? draft.group.spot, finding);
  }
}

function checkOutsider(host: PlacedHost, problems: ProblemList): void {
  const { raw } = host;
  const role = host.variable('havip_role') ?? host.variable('havip_priority');
  if (role === undefined || role.value === null) return;
  problems.within([raw.name]).add(role.spot, {
    name: 'no-cluster',
    summary: `host "${raw.name}" has a role, but is in no cluster`,
    detail: 'A cluster is a group whose vars hold havip.',
    fix: 'Put it into such a group, give its group a havip, or remove havip_role and havip_priority.',
  });
}

function checkOwnHavip({ name, fileVars, folderVars, playVars }: RawHost, problems: ProblemList): void {
  const own = fileVars.get('havip') ?? folderVars.get('havip') ?? playVars.get('havip');
  if (own === undefined) return;
  problems.within([name]).add(own.keySpot, {
    name: 'havip-on-host',
    summary: `havip is a variable of host "${name}"`,
    detail: 'It describes what all members of a cluster share, so it belongs to their group.',
    fix: "Move it to the vars of the host's group.",
  });
}

/** Two members that are one machine, mostly a line copied and not changed. */
function checkMachines({ group, hosts, problems }: ClusterDraft): void {
  const seen = new Map<string, string>();
  for (const { raw, host, variables } of hosts) {
    const { via, address, port, ssh } = host.target;
    const own = variables.get('private_ip')?.value;
    const ways = [
      via === 'local' ? 'local' : JSON.stringify([address, port, ssh.proxyJump ?? []]),
      ...(isIpv4(own) ? [own] : []),
    ];
    const other = ways.map((way) => seen.get(way)).find((name) => name !== undefined);
    if (other !== undefined) {
      problems.add((variables.get('ansible_host') ?? variables.get('private_ip'))?.spot ?? raw.spot, {
        name: 'same-machine',
        summary: `hosts "${other}" and "${raw.name}" of cluster "${group.name}" are the same machine`,
        detail: 'They have the same address.',
        fix: 'Give each member its own ansible_host or private_ip.',
      });
    }
    for (const way of ways) if (!seen.has(way)) seen.set(way, raw.name);
  }
}
