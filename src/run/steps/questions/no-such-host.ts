import type { Problem } from '../../../core/problem.ts';
import { nearest } from '../../../core/text/nearest.ts';
import type { CallSite } from '../../../core/user-code/call-site.ts';
import type { Inventory } from '../../../inventory/types.ts';

/** Names that are told where none of them is near. */
const TOLD = 20;

/** What is wrong with a host that tasks name, where the inventory has none of that name. */
export function noSuchHost(name: string, { hosts }: Pick<Inventory, 'hosts'>, made?: CallSite): Problem {
  const known = [...hosts.keys()];
  const meant = nearest(name, known);
  const place = made?.place;
  return {
    code: 'playbook.no-such-host',
    summary: `on('${name}', …): the inventory has no such host`,
    ...(place && { source: place }),
    fix: meant ? `Did you mean "${meant}"?` : `Name one of its hosts: ${known.slice(0, TOLD).join(', ')}.`,
  };
}
