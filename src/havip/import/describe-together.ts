import { INSTANCE_NAME } from '../settings/havip-schema.ts';
import type { DescribedCluster, DescribedHost } from './describe.ts';
import type { Settings } from './settings/read.ts';
import { syncGroupOf } from './settings/sync-group.ts';

/** What is keepalived's as a whole: an inventory has it the same in all clusters of the same machines. */
const SHARED = ['profile', 'version', 'startup_delay', 'garp_interval', 'gna_interval', 'multicast'] as const;
const MAIL = ['email', 'from', 'smtp_server', 'smtp_connect_timeout', 'smtp_helo_name', 'email_faults'];

/** What is defined once and known by its name. */
const DEFINED = ['checks', 'track_process', 'track_file'] as const;

/**
 * Clusters of the same machines as an inventory takes them: what they share as the first has it, things of one
 * name that differ under names of their own, and a primary each where the hosts cannot say it for all. What this
 * changes, the comparison tells.
 */
export function describeTogether(clusters: readonly DescribedCluster[]): readonly DescribedCluster[] {
  return clusters.map((each) => {
    const first = clusters.find(({ found }) => found === (each.found.first ?? each.found)) ?? each;
    const group = clusters.filter(({ found }) => found === first.found || found.first === first.found);
    const named = nameOf(group, group.indexOf(each));
    if (group.length < 2) return { ...each, havip: { ...each.havip, ...named } };
    const sync = syncGroupOf(group, each);
    return {
      ...each,
      havip: {
        ...(each === first ? each.havip : withShared(each.havip, first.havip, group.indexOf(each) + 1)),
        ...(areRankedAlike(group) ? {} : { primary: each.hosts[0]?.name }),
        ...(sync !== undefined && { sync_group: sync }),
        ...named,
      },
      hosts: hostsOf(each, group),
    };
  });
}

/**
 * keepalived knows its instances by their names, which are not to go from one address to another. An inventory counts
 * those that it names none for: it names all of them, or they are called by their number anyway.
 */
function nameOf(group: readonly DescribedCluster[], index: number): Settings {
  const names = group.map(({ found }) => new Set(found.members.map(({ instance }) => instance.name)));
  const [name = '', ...others] = names[index] ?? [];
  const isOnlyOurs = names.every((each, other) => other === index || !each.has(name));
  const areUsual = names.every((each, other) => each.size === 1 && each.has(`VI_${other + 1}`));
  const isUnfit = others.length > 0 || !INSTANCE_NAME.test(name);
  return areUsual || isUnfit || !isOnlyOurs ? {} : { instance: name };
}

function withShared(havip: Settings, first: Settings, number: number): Settings {
  const own = Object.entries(havip).filter(([key]) => !(SHARED as readonly string[]).includes(key));
  const shared = SHARED.flatMap((key) => (key in first ? [[key, first[key]] as const] : []));
  const notify = withMail(asSettings(havip.notify), asSettings(first.notify));
  const { instance: _, ...forAll } = asSettings(first.raw);
  const { instance } = asSettings(havip.raw);
  const raw = { ...forAll, ...(instance !== undefined && { instance }) };
  return {
    ...Object.fromEntries([...own.filter(([key]) => key !== 'raw'), ...shared]),
    ...(Object.keys(raw).length > 0 && { raw }),
    ...Object.fromEntries(
      DEFINED.flatMap((key) => (key in havip ? [[key, apart(havip[key], first[key], number)]] : [])),
    ),
    ...(Object.keys(notify).length === 0 ? {} : { notify }),
  };
}

function withMail(own: Settings, first: Settings): Settings {
  const isMail = ([key]: readonly [string, unknown]) => MAIL.includes(key);
  return Object.fromEntries([
    ...Object.entries(own).filter((each) => !isMail(each)),
    ...Object.entries(first).filter(isMail),
  ]);
}

/** Under another name what the first cluster has otherwise by the same. */
function apart(own: unknown, first: unknown, number: number): unknown {
  const before = new Map(asList(first).map((each) => [each.name, JSON.stringify(each)]));
  return asList(own).map((each) => {
    const same = before.get(each.name);
    return same === undefined || same === JSON.stringify(each)
      ? each
      : { ...each, name: `${String(each.name)}_${number}` };
  });
}

function asSettings(value: unknown): Settings {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

function asList(value: unknown): readonly Settings[] {
  return Array.isArray(value) ? value.map(asSettings) : [];
}

/** `havip_role` and `havip_priority` of a host are one for all of its clusters. */
function areRankedAlike(group: readonly DescribedCluster[]): boolean {
  const ranks = group.map(({ hosts }) =>
    hosts.map(({ name, vars }) => `${name} ${String(vars.havip_priority)}`).join(),
  );
  return new Set(ranks).size === 1;
}

/** Variables of a host that all of its clusters agree on; an address of each network is asked of the machine. */
function hostsOf(each: DescribedCluster, group: readonly DescribedCluster[]): readonly DescribedHost[] {
  const alike = areRankedAlike(group);
  return each.hosts.map((host) => {
    const { havip_role, havip_priority, private_ip, ansible_host, ...vars } = host.vars;
    const all = group.flatMap(({ hosts }) => hosts.filter(({ name }) => name === host.name));
    const [first] = all;
    const addresses = new Set(all.map((one) => one.vars.private_ip));
    return {
      ...host,
      vars: {
        ...vars,
        ...(first?.vars.ansible_host === undefined ? {} : { ansible_host: first.vars.ansible_host }),
        ...(alike ? { havip_role, havip_priority } : {}),
        ...(addresses.size === 1 && private_ip !== undefined ? { private_ip } : {}),
      },
    };
  });
}
