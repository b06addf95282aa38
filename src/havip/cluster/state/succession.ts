import type { Succession, Watched } from '../../../core/events/document.ts';
import type { Cluster, Member } from '../../../inventory/types.ts';
import { preemptDelayMs } from './timing.ts';

/** keepalived takes a priority with weights no lower and no higher; 255 would be the address's owner. */
const LOWEST = 1;
const HIGHEST = 254;

/** Who may take a cluster's address over, and on what, from its settings alone. */
export function successionOf(cluster: Cluster, beside: readonly Cluster[] = []): Succession {
  const { name, havip, members } = cluster;
  const delayMs = preemptDelayMs(cluster);
  const watched = watchedBy(havip);
  const along = beside
    .filter(
      (each) =>
        each.name !== name && havip.sync_group !== undefined && each.havip.sync_group === havip.sync_group,
    )
    .map((each) => each.name);
  const raised = watched.reduce((sum, { weight }) => sum + Math.max(0, weight), 0);
  const order = [...members].sort((a, b) => b.priority - a.priority);
  return {
    order: order.map(({ host, priority }) => ({ host: host.name, priority: bounded(priority + raised) })),
    preempt: havip.preempt,
    ...(delayMs > 0 && { preemptDelaySeconds: delayMs / 1000 }),
    ...(along.length > 0 && { movesWith: along }),
    watched: watched.map((each) => withReach(each, order, raised)),
  };
}

type Plain = Pick<Watched, 'what' | 'name' | 'weight'>;

function watchedBy({ checks, tracked }: Cluster['havip']): readonly Plain[] {
  const plain = (what: Watched['what']) => (each: { readonly name: string; readonly weight: number }) => ({
    what,
    name: each.name,
    weight: each.weight,
  });
  return [
    ...checks.map(plain('check')),
    ...tracked.interfaces.map(({ interface: name, weight }) => ({
      what: 'interface' as const,
      name,
      weight,
    })),
    ...tracked.processes.map(plain('process')),
    ...tracked.files.map(plain('file')),
  ];
}

/** What the first node's priority comes to while it fails there, and who is above it then. */
function withReach(watched: Plain, [first, ...others]: readonly Member[], raised: number): Watched {
  // A file's weight is times the number in it.
  if (first === undefined || watched.weight === 0 || watched.what === 'file') return watched;
  const priority = bounded(first.priority + raised - Math.abs(watched.weight));
  const above = others.find((other) => bounded(other.priority + raised) > priority);
  return { ...watched, priority, above: above?.host.name ?? null };
}

function bounded(priority: number): number {
  return Math.min(HIGHEST, Math.max(LOWEST, priority));
}
