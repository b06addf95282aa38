import { entries, setting } from '../../../keepalived/settings.ts';
import type { FoundCluster } from '../found.ts';

/** Numbers that the inventory has under keepalived's own names, with what is taken there where nothing is said. */
const NUMBERS: Readonly<Record<string, number>> = {
  garp_master_delay: 1,
  garp_master_repeat: 5,
  garp_master_refresh: 5,
  garp_master_refresh_repeat: 1,
  garp_lower_prio_delay: Number.NaN,
  garp_lower_prio_repeat: Number.NaN,
  down_timer_adverts: 3,
  unicast_ttl: 255,
};

/** What the inventory takes beyond what a floating address needs: gratuitous ARP, timers, routes and rules. */
export function furtherVrrp({
  members: [{ node, instance }],
}: FoundCluster): Readonly<Record<string, unknown>> {
  const { globals } = node.view;
  const numbers = Object.entries(NUMBERS).flatMap(([name, otherwise]): [string, unknown][] => {
    const found = setting(instance.body, name) ?? setting(globals, `vrrp_${name}`);
    const value = Number(found?.value);
    // Several addresses are announced once each by the role, as here.
    const once = name === 'garp_master_repeat' && value === 1;
    // A second burst, or a refresh, that is switched off has no words.
    const off = name.startsWith('garp_master') && value === 0;
    return found === undefined || !Number.isInteger(value) || value === otherwise || off || once
      ? []
      : [[name, value]];
  });
  const seconds = ['garp_interval', 'gna_interval', 'startup_delay'].flatMap((name): [string, unknown][] => {
    const value = Number(setting(globals, `vrrp_${name}`)?.value);
    return value > 0 ? [[name, value]] : [];
  });
  const lines = ['virtual_routes', 'virtual_rules'].flatMap((block): [string, unknown][] => {
    const found = entries(instance.body, block).map(({ words }) => words.map(({ text }) => text).join(' '));
    return found.length === 0 ? [] : [[block, found]];
  });
  return Object.fromEntries([...numbers, ...seconds, ...lines]);
}
