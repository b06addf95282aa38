import { failure, type Outcome, success } from '../../core/outcome.ts';
import type { Host } from '../../inventory/types.ts';
import type { PreparedInventory } from '../prepare/prepare-inventory.ts';

/** What has a lock and a history of its own. */
export interface NamedUnit {
  readonly name: string;
  readonly hosts: readonly Host[];
}

/** The clusters of an inventory, and every host of none, as far as `--limit` leaves them; or what is wrong with them. */
export function unitsIn(prepared: PreparedInventory): Outcome<readonly NamedUnit[]> {
  const units = unitsLeft(prepared);
  const names = units.flatMap(({ hosts }) => hosts.map(({ name }) => name));
  const problems = prepared.inventory.problemsOf(names);
  return problems.length === 0 ? success(units) : failure(...problems);
}

function unitsLeft({ inventory, limit }: PreparedInventory): NamedUnit[] {
  const left = ({ name }: Host) => limit?.has(name) ?? true;
  const clusters = inventory.clusters.map(({ name, members }) => ({
    name,
    hosts: members.map(({ host }) => host).filter(left),
  }));
  const members = new Set(inventory.clusters.flatMap((cluster) => cluster.members.map(({ host }) => host)));
  // Who only probes is asked where somebody names it.
  const witnesses = new Set(limit === undefined ? inventory.clusters.map(({ witness }) => witness) : []);
  const others = [...inventory.hosts.values()].filter(
    (host) => left(host) && !members.has(host) && !witnesses.has(host),
  );
  return [
    ...clusters.filter(({ hosts }) => hosts.length > 0),
    ...others.map((host) => ({ name: host.name, hosts: [host] })),
  ];
}
