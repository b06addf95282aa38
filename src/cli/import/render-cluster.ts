import ipaddr from 'ipaddr.js';
import { renderFiles } from '../../../roles/keepalived/files/config.ts';
import { lintProblem } from '../../../roles/keepalived/lint.ts';
import { floatingOf, ownAddress } from '../../../roles/keepalived/own-address.ts';
import { type KeepalivedVars, placements } from '../../../roles/keepalived/vars.ts';
import { failure, type Outcome, success } from '../../core/outcome.ts';
import type { Problem } from '../../core/problem.ts';
import { FactStore } from '../../engine/facts/fact-store.ts';
import type { DescribedCluster } from '../../havip/import/describe.ts';
import { placeholder } from '../../havip/import/found.ts';
import type { Cluster, Member } from '../../inventory/types.ts';
import { parse } from '../../keepalived/parse/parse.ts';
import type { KeepalivedConfig } from '../../keepalived/parse/syntax.ts';
import { type NetworkFacts, networkFact } from '../../resources/network.ts';

/** A release that knows all that may be rendered; where the machine was asked, its own counts. */
const NEWEST = '2.3.3';

/** Each cluster has addresses of its own that stand for what only machines know: they are on other cards. */
const MOST_MEMBERS = 16;

/** A cluster as it was described, and as the inventory has it. */
export interface Described {
  readonly described: DescribedCluster;
  readonly cluster: Cluster;
}

/** What the inventory renders for each machine that was seen, by its name, and what `plan` has against it. */
export interface Rendering {
  readonly configs: ReadonlyMap<string, KeepalivedConfig>;
  readonly refusals: readonly Problem[];
}

/** What the inventory renders for the machines of clusters that share theirs. */
export function renderTogether(all: readonly Described[]): Outcome<Rendering> {
  const whole = all.map((each, index) => ({ ...each, cluster: located(each, index * MOST_MEMBERS) }));
  const [first] = whole;
  const factsOf = new Map(
    (first?.cluster.members ?? []).map(({ host: { name } }) => [name, networkOf(name, whole)] as const),
  );
  const configs = new Map<string, KeepalivedConfig>();
  const refusals: Problem[] = [];
  for (const { name, found } of first?.described.hosts ?? []) {
    const [own, ...beside] = whole.flatMap(({ cluster }) =>
      cluster.members.filter(({ host }) => host.name === name).map((member) => ({ cluster, member })),
    );
    if (found === undefined || own === undefined) continue;
    const vars = { ...own, ...(beside.length > 0 && { beside }) };
    const { release = NEWEST, build } = found.node;
    const files = renderFiles(vars, release, factsOf);
    if ('problems' in files) return failure(...files.problems.map((problem) => ({ host: name, ...problem })));
    configs.set(name, parse(files.files.config, 'rendered'));
    const against = [
      ...outsideItsNetwork(vars, found.node.network),
      ...[lintProblem(vars, files.files.config, { version: release, build }, factsOf)].filter(
        (each) => each !== undefined,
      ),
    ];
    refusals.push(...against.map((problem) => ({ host: name, ...problem })));
  }
  return success({ configs, refusals });
}

/** The addresses that a machine which was asked cannot have. */
function outsideItsNetwork(
  vars: KeepalivedVars,
  network: NetworkFacts | undefined,
): readonly Omit<Problem, 'host'>[] {
  if (network === undefined) return [];
  const all = placements(vars);
  return all.flatMap(({ cluster, member }) => {
    const own = ownAddress(cluster, member, network, floatingOf(all));
    return 'problem' in own ? [own.problem] : [];
  });
}

/** With an address for each machine: its own in this cluster, or one that stands for what only it knows. */
function located({ cluster, described }: Described, before: number): Cluster {
  const members = cluster.members.map((member, index) => ({
    ...member,
    privateIp: member.privateIp ?? foundIn(described, member)?.ownAddress ?? placeholder(before + index),
  }));
  return { ...cluster, members };
}

function foundIn({ hosts }: DescribedCluster, { host }: Pick<Member, 'host'>) {
  return hosts.find(({ name }) => name === host.name)?.found;
}

/** As the machine says; else as if its interfaces were in the networks of the addresses. */
function networkOf(host: string, all: readonly Described[]): FactStore {
  const seats = new Map<string, { name: string; prefix: number }>();
  for (const { cluster, described } of all) {
    const member = cluster.members.find((each) => each.host.name === host);
    if (member?.privateIp === undefined) continue;
    const { privateIp } = member;
    const { interface: named, addresses } = cluster.havip;
    const name =
      foundIn(described, member)?.instance.interfaceName?.value ?? (named === 'auto' ? 'eth0' : named);
    const known = seats.get(privateIp)?.prefix ?? 32;
    seats.set(privateIp, {
      name,
      prefix: Math.min(known, ...addresses.map((each) => commonPrefix(each, privateIp))),
    });
  }
  const facts = new FactStore();
  const lines = [...seats].map(
    ([address, { name, prefix }], index) =>
      `${index + 1}: ${name} inet ${address}/${prefix} scope global ${name}`,
  );
  facts.put(networkFact, lines.join('\n'));
  return facts;
}

/** Bits that two addresses begin with alike, one less: so that neither is the network's own address. */
function commonPrefix(one: string, other: string): number {
  const [a, b] = [one, other].map((each) => ipaddr.IPv4.parse(each).octets);
  const bits = (octets: readonly number[] | undefined) =>
    (octets ?? []).map((octet) => octet.toString(2).padStart(8, '0')).join('');
  const [left, right] = [bits(a), bits(b)];
  const differing = [...left].findIndex((bit, index) => bit !== right[index]);
  return Math.max(0, Math.min(24, differing < 0 ? 24 : differing - 1));
}
