import type { ClusterResult, HostResult } from './document.ts';
import type { RunEvent } from './event.ts';

/** What is told of hosts and clusters that were finished elsewhere. */
export function finishedEvents(
  hosts: Readonly<Record<string, HostResult>>,
  clusters: readonly (readonly [string, ClusterResult])[],
): readonly RunEvent[] {
  return [
    ...Object.entries(hosts).map(([host, result]) => ({ type: 'host-finished', host, result }) as const),
    ...clusters.map(([cluster, result]) => ({ type: 'cluster-finished', cluster, result }) as const),
  ];
}
