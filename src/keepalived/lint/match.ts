import type { InstanceView } from '../meaning/instance.ts';
import type { InstanceMatch, NodeInput, NodeInstance } from './rule.ts';

function addressesOf(instance: InstanceView): readonly string[] {
  return [...instance.addresses, ...instance.excluded].map(({ ip }) => ip);
}

function names(one: InstanceView, other: InstanceView): boolean {
  return one.peers.some(({ value }) => value !== '' && value === other.sourceIp?.value);
}

/** How much speaks for two instances being one virtual router; 0 for nothing. */
export function affinity(one: InstanceView, other: InstanceView): number {
  const shared = addressesOf(one).some((ip) => addressesOf(other).includes(ip));
  const peers = names(one, other) || names(other, one);
  if (!shared && !peers) return 0;
  const sameId = one.routerId?.value === other.routerId?.value;
  return (shared ? 8 : 0) + (peers ? 4 : 0) + (sameId ? 2 : 0) + (one.name === other.name ? 1 : 0);
}

function best(one: NodeInstance, candidates: readonly NodeInstance[]): NodeInstance | undefined {
  let found: { candidate: NodeInstance; score: number } | undefined;
  for (const candidate of candidates) {
    const score = affinity(one.instance, candidate.instance);
    if (score > (found?.score ?? 0)) found = { candidate, score };
  }
  return found?.candidate;
}

function instancesOf(node: NodeInput): readonly NodeInstance[] {
  return node.view.instances.map((instance) => ({ node, instance }));
}

/** Every two instances of different nodes that belong together, each pair once. */
export function matchInstances(nodes: readonly NodeInput[]): readonly InstanceMatch[] {
  return nodes.flatMap((node, index) =>
    nodes.slice(index + 1).flatMap((other) =>
      instancesOf(node).flatMap((a) => {
        const b = best(a, instancesOf(other));
        return b === undefined ? [] : [{ a, b }];
      }),
    ),
  );
}

function related(one: NodeInput, other: NodeInput): boolean {
  return one.view.instances.some((a) => other.view.instances.some((b) => affinity(a, b) > 0));
}

/** The nodes in groups that share virtual addresses or name each other as peers: the clusters. */
export function groupNodes<T extends NodeInput>(nodes: readonly T[]): readonly (readonly T[])[] {
  let groups: readonly (readonly T[])[] = [];
  for (const node of nodes) {
    const joined = groups.filter((group) => group.some((member) => related(member, node)));
    groups = [...groups.filter((group) => !joined.includes(group)), [...joined.flat(), node]];
  }
  return groups;
}
