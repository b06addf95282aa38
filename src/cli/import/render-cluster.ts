import ipaddr from 'ipaddr.js';
import { renderFiles } from '../../../roles/keepalived/config.ts';
import { failure, type Outcome, success } from '../../core/outcome.ts';
import { FactStore } from '../../engine/fact-store.ts';
import type { DescribedCluster } from '../../havip/import/describe.ts';
import { placeholder } from '../../havip/import/found.ts';
import type { Cluster, Member } from '../../inventory/types.ts';
import { parse } from '../../keepalived/parse.ts';
import type { KeepalivedConfig } from '../../keepalived/syntax.ts';
import { networkFact } from '../../resources/network.ts';

/** A release that knows all that may be rendered; where the machine was asked, its own counts. */
const NEWEST = '2.3.3';

/** What the inventory renders for each machine that was seen, by its name. */
export function renderCluster(
  cluster: Cluster,
  { hosts }: DescribedCluster,
): Outcome<ReadonlyMap<string, KeepalivedConfig>> {
  const located = cluster.members.map((member, index) => ({
    ...member,
    privateIp: member.privateIp ?? placeholder(index),
  }));
  const whole: Cluster = { ...cluster, members: located };
  const factsOf = new Map(
    located.map((member) => [member.host.name, networkOf(cluster, member, hosts)] as const),
  );
  const rendered = new Map<string, KeepalivedConfig>();
  for (const member of located) {
    const found = hosts.find(({ name }) => name === member.host.name)?.found;
    if (found === undefined) continue;
    const files = renderFiles({ cluster: whole, member }, found.node.release ?? NEWEST, factsOf);
    if ('problems' in files) {
      return failure(...files.problems.map((problem) => ({ host: member.host.name, ...problem })));
    }
    rendered.set(member.host.name, parse(files.files.config, 'rendered'));
  }
  return success(rendered);
}

/** As the machine says; else as if its interface were in the network of the address. */
function networkOf(
  cluster: Cluster,
  { host, privateIp = '' }: Member,
  hosts: DescribedCluster['hosts'],
): FactStore {
  const found = hosts.find(({ name }) => name === host.name)?.found;
  const named = cluster.havip.interface === 'auto' ? 'eth0' : cluster.havip.interface;
  const name = found?.instance.interfaceName?.value ?? named;
  const prefix = Math.min(...cluster.havip.addresses.map((each) => commonPrefix(each, privateIp)));
  const facts = new FactStore();
  facts.put(networkFact, `1: ${name} inet ${privateIp}/${prefix} scope global ${name}`);
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
