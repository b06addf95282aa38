import type { Host, Inventory } from '../../inventory/types.ts';
import { plainUnit } from './plain-host.ts';
import type { Unit } from './unit.ts';

/**
 * The units of a run, in the inventory's order: those of the given kinds with the hosts that take part, and
 * every other host by itself.
 */
export function unitsOf(
  inventory: Inventory,
  kinds: (inventory: Inventory) => readonly Unit[],
  hosts: ReadonlySet<string>,
): Unit[] {
  const unitOf = new Map(
    kinds(inventory).flatMap((unit) => unit.hosts.map(({ name }) => [name, unit] as const)),
  );
  const taken = new Map<Unit | Host, Unit>();
  for (const host of inventory.hosts.values()) {
    if (!hosts.has(host.name)) continue;
    const whole = unitOf.get(host.name);
    const before = whole && taken.get(whole);
    if (whole === undefined) taken.set(host, plainUnit(host));
    else taken.set(whole, { ...whole, hosts: [...(before?.hosts ?? []), host] });
  }
  return [...taken.values()];
}
