import type { Place } from '../../../core/problem.ts';
import type { Cluster } from '../../../inventory/types.ts';
import { placeOf } from '../../../keepalived/meaning/settings.ts';
import type { ConfigNode, KeepalivedConfig } from '../../../keepalived/parse/syntax.ts';
import type { InterfaceAddress } from '../../../resources/network.ts';
import { ourInstance } from '../our-instance.ts';
import type { Loss } from './loss.ts';
import { lossesOf } from './losses.ts';

/**
 * What is lost where several clusters of the same machines share the configuration: the instance of one is no
 * loss of another, and a block that one of them describes is none of anybody's.
 */
export function lossesOfAll(
  config: KeepalivedConfig,
  clusters: readonly Cluster[],
  next: KeepalivedConfig,
  networks: readonly InterfaceAddress[],
): readonly Loss[] {
  const found = clusters.map((cluster) => lossesOf(config, cluster, next, networks));
  const [only] = found;
  if (found.length === 1 && only !== undefined) return only;
  const ours = new Set(clusters.flatMap((cluster) => keysOf(ourInstance(config, cluster))));
  // What a sync group runs is a hook of one of its clusters, and what it goes by a check of one.
  const shared = config.nodes.flatMap((node) =>
    node.words[0].text === 'vrrp_sync_group' ? [node, ...within(node)] : [node],
  );
  const blocks = new Set(shared.map((node) => keyOf(placeOf(node))));
  const everybody = (loss: Loss) => found.every((losses) => losses.some((each) => isSame(each, loss)));
  const kept = found.flat().filter((loss) => {
    const key = keyOf(loss.place);
    return !ours.has(key) && (!blocks.has(key) || everybody(loss));
  });
  return kept.filter((loss, index) => kept.findIndex((each) => isSame(each, loss)) === index);
}

function within({ children }: ConfigNode): readonly ConfigNode[] {
  return (children ?? []).flatMap((child) => [child, ...within(child)]);
}

function keysOf(instance: { readonly place: Place } | undefined): readonly string[] {
  return instance === undefined ? [] : [keyOf(instance.place)];
}

function keyOf({ file, line, column }: Place): string {
  return `${line}:${column}:${file}`;
}

function isSame(one: Loss, other: Loss): boolean {
  return keyOf(one.place) === keyOf(other.place) && one.does === other.does;
}
