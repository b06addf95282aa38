import type { Host, Inventory } from '../inventory/types.ts';

/** What has a lock and a history of its own. */
export interface NamedUnit {
  readonly name: string;
  readonly hosts: readonly Host[];
}

/** The clusters of an inventory, and every host of none, as far as `--limit` leaves them. */
export function unitsIn({
  inventory,
  limit,
}: {
  readonly inventory: Inventory;
  readonly limit: ReadonlySet<string> | undefined;
}): NamedUnit[] {
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
