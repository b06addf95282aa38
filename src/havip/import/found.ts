import { type Ignored, inForce } from '../../keepalived/lint/ignored.ts';
import { type InstanceView, tracked } from '../../keepalived/meaning/instance.ts';
import { entries } from '../../keepalived/meaning/settings.ts';
import { groupsLedBy } from '../../keepalived/meaning/sync-group.ts';
import { type NodeView, viewOf } from '../../keepalived/meaning/view.ts';
import type { KeepalivedConfig } from '../../keepalived/parse/syntax.ts';
import type { NetworkFacts } from '../../resources/network.ts';
import { type Speaker, speakerOf } from '../agreement/speaker.ts';

/** One machine by the configuration that was found for it, and what else is known where it was asked. */
export interface FoundNode {
  /** Its name in the inventory. */
  readonly name: string;
  readonly config: KeepalivedConfig;
  readonly view: NodeView;
  /** What else stands there and is not in force. */
  readonly ignored: readonly Ignored[];
  /** Only of a machine that was asked. */
  readonly network?: NetworkFacts;
  readonly release?: string;
  /** What its keepalived is built with. */
  readonly build?: readonly string[];
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

/** A machine by what is in force of its configuration. */
export function foundNode(
  name: string,
  text: KeepalivedConfig,
  asked: Pick<FoundNode, 'network' | 'release' | 'build'> = {},
): FoundNode {
  const { config, ignored } = inForce(text, { version: asked.release, build: asked.build });
  return { name, config, view: viewOf(config), ignored, ...asked };
}

/** A machine's part by one of its instances. */
export function foundMember(
  node: FoundNode,
  instance: InstanceView,
  ownAddress: string | undefined,
): FoundMember {
  const context = { host: node.name, release: node.release, ownAddress: ownAddress ?? '' };
  const speaker = speakerOf(node.view, instance, context);
  return { node, instance: withGroup(instance, node.config), ownAddress, speaker };
}

/**
 * With what the sync group goes by whose first instance it is, and its mail: where one of a group is in fault, all
 * are, so that what all go by may as well be of one of them.
 */
function withGroup(instance: InstanceView, { nodes }: KeepalivedConfig): InstanceView {
  const added = groupsLedBy(instance.name, nodes)
    .flatMap(({ children }) => children ?? [])
    .filter(({ words: [keyword] }) => /^(?:track_\w+|smtp_alert)$/.test(keyword.text));
  if (added.length === 0) return instance;
  const scripts = [...instance.scripts, ...entries(added, 'track_script').map(tracked)];
  return { ...instance, body: [...instance.body, ...added], scripts };
}

/** The address that stands for one which only the machine knows: in a network that nobody has. */
export function placeholder(index: number): string {
  return `240.0.0.${index + 1}`;
}

/** Finds such an address in a line. */
export const PLACEHOLDER = /\b240\.0\.0\.\d+\b/;
