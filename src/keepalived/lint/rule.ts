import type { Place } from '../../core/problem.ts';
import type { InstanceView } from '../meaning/instance.ts';
import type { NodeView } from '../meaning/view.ts';
import type { KeepalivedConfig } from '../parse/syntax.ts';
import type { Edit, Mend } from './edits/edit.ts';
import type { Editor } from './edits/editor.ts';
import type { HostFacts } from './facts.ts';
import type { Discrepancy } from './statements/discrepancy.ts';

export type RuleId = `KA${number}`;

/** An error blocks a deployment, a warning does not, an info is for thinking about. */
export type Severity = 'error' | 'warning' | 'info';

/** One place where a rule is broken. */
export interface Hit {
  readonly place: Place;
  readonly message: string;
  /** Instead of the rule's own, where more can be said. */
  readonly fix?: string;
  readonly severity?: Severity;
  /** The other place of two that do not fit together. */
  readonly related?: Place;
  /** What would mend it, where the rule knows and the text allows it. */
  readonly edits?: readonly Edit[] | undefined;
  /** Whether this mend is not safe, although the rule's are otherwise. */
  readonly unsafe?: boolean;
}

/** One configuration, for rules that need no other. */
export interface NodeInput {
  readonly config: KeepalivedConfig;
  readonly view: NodeView;
  /** The release of keepalived that is to read it; undefined where nobody knows. */
  readonly version: string | undefined;
  /** Where statements do not fit the vocabulary of the release. */
  readonly discrepancies: readonly Discrepancy[];
  /** Makes the edits of mends. */
  readonly editor: Editor;
}

/** One configuration with what is known of its host. */
export interface HostInput extends NodeInput {
  readonly facts: HostFacts;
}

/** Where another cluster of the same network has a virtual router id. */
export interface UsedRouterId {
  readonly routerId: number;
  readonly cluster: string;
}

/** One instance and the node it is on. */
export interface NodeInstance {
  readonly node: NodeInput;
  readonly instance: InstanceView;
}

/** Two instances of different nodes that are meant to be one virtual router. */
export interface InstanceMatch {
  readonly a: NodeInstance;
  readonly b: NodeInstance;
}

/** The nodes of one cluster, with the instances that belong together. */
export interface PairInput {
  readonly nodes: readonly (NodeInput & { readonly facts?: HostFacts })[];
  /** Every two instances of different nodes that share an address, an id or each other's name. */
  readonly matches: readonly InstanceMatch[];
  readonly usedRouterIds: readonly UsedRouterId[];
}

/** One rule: what is wrong, why that matters, how to mend it, and how to find it. */
export interface Rule {
  readonly id: RuleId;
  readonly name: string;
  readonly severity: Severity;
  /** The condition, as one line. */
  readonly title: string;
  readonly why: string;
  readonly fix: string;
  /** Whether its mends may be made without asking; left out where it has none. */
  readonly mend?: 'safe' | 'unsafe';
  /** The only profile that it is about; left out where it is about any. */
  readonly profile?: Profile;
  readonly node?: (input: NodeInput) => Iterable<Hit>;
  readonly host?: (input: HostInput) => Iterable<Hit>;
  readonly pair?: (input: PairInput) => Iterable<Hit>;
}

/**
 * What a configuration is for: `havip` is a floating address of a cloud, moved by unicast VRRP and gratuitous
 * ARP; `lan` is a network of one's own, where multicast works.
 */
export type Profile = 'havip' | 'lan';

/** Something that is wrong at a place, ready to be shown; also of other files than configurations. */
export interface Shown {
  /** The id of a rule, or the code of a problem. */
  readonly rule: string;
  readonly name: string;
  readonly severity: Severity;
  readonly place: Place;
  readonly message: string;
  /** More about it, in full sentences. */
  readonly detail?: string;
  readonly fix: string;
  readonly related?: Place;
  readonly mend?: Mend;
}

/** One broken rule. */
export interface Finding extends Shown {
  readonly rule: RuleId;
}
