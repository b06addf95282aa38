import { entries, setting } from '../../../keepalived/meaning/settings.ts';
import type { FoundCluster } from '../found.ts';

/** Numbers that the inventory has under keepalived's own names: what keepalived takes where nothing is said, and what is rendered. */
const NUMBERS: Readonly<Record<string, readonly [keepalived: number, rendered: number]>> = {
  garp_master_delay: [5, 1],
  garp_master_repeat: [5, 5],
  garp_master_refresh: [0, 5],
  garp_master_refresh_repeat: [1, 1],
  garp_lower_prio_delay: [Number.NaN, Number.NaN],
  garp_lower_prio_repeat: [Number.NaN, Number.NaN],
  down_timer_adverts: [3, 3],
  unicast_ttl: [255, 255],
};

/** What the inventory takes beyond what a floating address needs: gratuitous ARP, timers, routes and rules. */
export function furtherVrrp({ members }: FoundCluster): Readonly<Record<string, unknown>> {
  const [{ node, instance }] = members;
  const { globals } = node.view;
  const numbers = Object.entries(NUMBERS).flatMap(([name, [keepalived, rendered]]): [string, unknown][] => {
    const found = setting(instance.body, name) ?? setting(globals, `vrrp_${name}`);
    const value = Number(found?.value ?? keepalived);
    // Where an instance has several addresses, the role announces each of all once, unless this is said.
    const several =
      name === 'garp_master_repeat' && node.view.instances.some(({ addresses }) => addresses.length > 1);
    return !Number.isInteger(value) || value === (several ? 1 : rendered) ? [] : [[name, value]];
  });
  const seconds = ['garp_interval', 'gna_interval', 'startup_delay'].flatMap((name): [string, unknown][] => {
    const value = Number(setting(globals, `vrrp_${name}`)?.value);
    return value > 0 ? [[name, value]] : [];
  });
  const lines = ['virtual_routes', 'virtual_rules'].flatMap((block): [string, unknown][] => {
    const found = entries(instance.body, block).map(({ words }) => words.map(({ text }) => text).join(' '));
    return found.length === 0 ? [] : [[block, found]];
  });
  return Object.fromEntries([...numbers, ...seconds, ...lines, ...peerTtl(members)]);
}

/**
 * What TTL the adverts of the others may come with, where that is the same for all, in force, and what they send:
 * the inventory refuses a cluster of which each node drops the adverts of the others.
 */
function peerTtl(members: FoundCluster['members']): readonly [string, unknown][] {
  const speakers = members.map(({ speaker }) => speaker);
  const windows = speakers.flatMap(({ peers }) => peers ?? []);
  const [first] = windows;
  if (first === undefined || (first.minTtl <= 1 && first.maxTtl === 255)) return [];
  const isSame = windows.every(({ minTtl, maxTtl }) => minTtl === first.minTtl && maxTtl === first.maxTtl);
  const isHeeded = speakers.every(({ checksSource }) => checksSource);
  const isSent = speakers.every(({ ttl }) => ttl >= first.minTtl && ttl <= first.maxTtl);
  if (!isSame || !isHeeded || !isSent) return [];
  return [['peer_ttl', { min: Math.max(1, first.minTtl), max: first.maxTtl }]];
}
