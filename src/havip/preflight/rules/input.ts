import type { Finding } from '../../../api/types.ts';
import type { ProblemCode } from '../../../core/problem.ts';
import type { Cluster, Member } from '../../../inventory/types.ts';
import type { Facts } from '../../../resources/fact.ts';
import type { CheckToRun } from '../facts/check-run.ts';

/** Where a member sits in the network of the floating address, with what is known of it. */
export interface Seat {
  /** Its inventory name. */
  readonly host: string;
  /** Of the floating address there. */
  readonly interface: string;
  /** Its own, for VRRP. */
  readonly address: string;
  /** Undefined for a member that the run leaves out. */
  readonly facts: Facts | undefined;
}

/** What every rule is given: one node, its peers, and what the machines have said. */
export interface PreflightInput {
  /** The one that is looked at. */
  readonly cluster: Cluster;
  /** The node itself, as a member. */
  readonly member: Member;
  /** Where it sits. */
  readonly own: Seat;
  /** Where the others sit. */
  readonly peers: readonly Seat[];
  /** What the node has said. */
  readonly facts: Facts;
  /** The configuration that the node is to have. */
  readonly config: string;
  /** The release that will read it. */
  readonly version: string;
  /** It is built on the machine first. */
  readonly builds: boolean;
  /** What it is to run for `havip.check`. */
  readonly checks: readonly CheckToRun[];
}

/** A rule: everything that it finds on one node. */
export type PreflightRule = (input: PreflightInput) => Iterable<Finding>;

/** One finding: a sentence without its full stop, and what to do. */
export function finding(
  severity: Finding['severity'],
  code: ProblemCode,
  summary: string,
  fix: string,
): Finding {
  return { severity, problem: { code, summary, fix } };
}

/** Addresses as a sentence has them. */
export function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}
