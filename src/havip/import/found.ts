import type { InstanceView } from '../../keepalived/instance.ts';
import type { KeepalivedConfig } from '../../keepalived/syntax.ts';
import type { NodeView } from '../../keepalived/view.ts';
import type { NetworkFacts } from '../../resources/network.ts';
import { type Speaker, speakerOf } from '../agreement/speaker.ts';

/** One machine by the configuration that was found for it, and what else is known where it was asked. */
export interface FoundNode {
  /** Its name in the inventory. */
  readonly name: string;
  readonly config: KeepalivedConfig;
  readonly view: NodeView;
  /** Only of a machine that was asked. */
  readonly network?: NetworkFacts;
  readonly release?: string;
}

/** A machine's part in one virtual router. */
export interface FoundMember {
  readonly node: FoundNode;
  readonly instance: InstanceView;
  /** The address that its adverts come from; undefined where nothing says it. */
  readonly ownAddress: string | undefined;
  readonly speaker: Speaker;
}

/** The machines that share virtual addresses, the one that is to hold them first. */
export interface FoundCluster {
  readonly name: string;
  readonly members: readonly [FoundMember, ...FoundMember[]];
  /** Peers of which no configuration was found, by their addresses; empty where one is there without a name. */
  readonly unseen: readonly string[];
  /** The first cluster of the same machines, where this one is another instance of theirs. */
  readonly first?: FoundCluster;
}

/** Something that could be read in more than one way, and how it was. */
export interface Assumption {
  readonly cluster: string;
  readonly text: string;
}

/** A machine's part by one of its instances. */
export function foundMember(
  node: FoundNode,
  instance: InstanceView,
  ownAddress: string | undefined,
): FoundMember {
  const context = { host: node.name, release: node.release, ownAddress: ownAddress ?? '' };
  return { node, instance, ownAddress, speaker: speakerOf(node.view, instance, context) };
}

/** The address that stands for one which only the machine knows: in a network that nobody has. */
export function placeholder(index: number): string {
  return `240.0.0.${index + 1}`;
}

/** Finds such an address in a line. */
export const PLACEHOLDER = /\b240\.0\.0\.\d+\b/;
