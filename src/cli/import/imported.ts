import type { Effect } from '../../core/events/document.ts';
import type { Comparison } from '../../havip/import/compare/compare.ts';
import type { Assumption } from '../../havip/import/found.ts';
import type { PlainHost } from '../../havip/import/plain-hosts.ts';
import type { CommonOptions } from '../options/options.ts';

export interface ImportOptions extends CommonOptions {
  readonly fromHosts?: string;
  readonly out: string;
  readonly force?: boolean;
  readonly configId: readonly string[];
  /** Names with commas between, or `all`. */
  readonly leaveOut?: string;
}

/** One machine of an imported cluster. */
export interface ImportedMember {
  readonly host: string;
  readonly role: 'primary' | 'secondary';
  readonly priority: number;
  /** Undefined where the machine is to be asked. */
  readonly address: string | undefined;
  /** The file that it comes from; undefined of a peer that was not seen. */
  readonly file: string | undefined;
}

/** One cluster as it was imported. */
export interface ImportedCluster {
  readonly name: string;
  readonly addresses: readonly string[];
  readonly routerId: number;
  readonly members: readonly ImportedMember[];
  readonly comparisons: readonly Comparison[];
  readonly assumptions: readonly Assumption[];
  /** What `up` would do to the address; undefined where not all machines were seen. */
  readonly effect: Effect | undefined;
  /** There is no order in which `up` could change the pair safely. */
  readonly trouble: boolean;
  /** What `plan` would refuse, each thing once. */
  readonly refusals: readonly string[];
}

/** What an import has come to. */
export interface Imported {
  /** The inventory; undefined where none was to be written. */
  readonly file: string | undefined;
  readonly holdsPassword: boolean;
  readonly fromHosts: boolean;
  readonly clusters: readonly ImportedCluster[];
  /** Machines whose configuration makes no cluster, and is kept whole. */
  readonly plain: readonly PlainHost[];
}
