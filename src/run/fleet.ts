import type { Fleet } from '../api/types.ts';
import { selectHosts } from '../inventory/select/patterns.ts';
import type { Inventory } from '../inventory/types.ts';
import type { Facts } from '../resources/fact.ts';

/** The hosts of an inventory, with what a run has read of them. */
export function fleetOf(inventory: Inventory, factsOf: (host: string) => Facts | undefined): Fleet {
  return {
    hosts: (pattern) => {
      const selected = selectHosts(inventory, pattern);
      if (selected.ok) return selected.value;
      throw new Error(selected.problems.map(({ summary }) => summary).join('; '));
    },
    factsOf,
  };
}
