import type { Problem } from '../../core/problem.ts';
import type { Inventory } from '../../inventory/types.ts';

/** What is wrong with a host that tasks name, where the inventory has none of that name. */
export function noSuchHost(name: string, { hosts }: Pick<Inventory, 'hosts'>): Problem {
  return {
    code: 'playbook.no-such-host',
    summary: `on('${name}', …): the inventory has no such host`,
    fix: `Name one of its hosts: ${[...hosts.keys()].slice(0, 20).join(', ')}.`,
  };
}
