import { type Outcome, success } from '../../core/outcome.ts';
import type { Inventory } from '../types.ts';
import { selectHosts } from './patterns.ts';

/** The inventory with no hosts but those that a pattern matches; groups and clusters stay as they are written. */
export function limitInventory(inventory: Inventory, pattern: string): Outcome<Inventory> {
  const selected = selectHosts(inventory, pattern);
  if (!selected.ok) return selected;
  const names = new Set(selected.value.map(({ name }) => name));
  const groups = [...inventory.groups].map(
    ([name, group]) => [name, { ...group, hosts: group.hosts.filter((host) => names.has(host)) }] as const,
  );
  return success({
    ...inventory,
    hosts: new Map([...inventory.hosts].filter(([name]) => names.has(name))),
    groups: new Map(groups),
  });
}
