import type { KeepalivedConfig } from '../syntax.ts';
import { viewOf } from '../view.ts';
import type { HostFacts } from './facts.ts';
import { matchInstances } from './match.ts';
import type { Finding, Hit, NodeInput, PairInput, Rule, UsedRouterId } from './rule.ts';
import { RULES } from './rules.ts';

export interface LintOptions {
  /** The release that is to read the configuration; default the one in `facts`. */
  readonly version?: string;
  /** What is known of the host; the rules that need a host run only with it. */
  readonly facts?: HostFacts;
}

/** One node of a cluster with its configuration. */
export interface ClusterNode extends LintOptions {
  readonly config: KeepalivedConfig;
}

/** What a rule needs of one configuration. */
export function nodeInput({
  config,
  version,
  facts,
}: ClusterNode): NodeInput & { readonly facts?: HostFacts } {
  return {
    config,
    view: viewOf(config),
    version: version ?? facts?.keepalivedVersion,
    ...(facts === undefined ? {} : { facts }),
  };
}

function finding(rule: Rule, { place, message, fix, severity, related }: Hit): Finding {
  return {
    rule: rule.id,
    name: rule.name,
    severity: severity ?? rule.severity,
    place,
    message,
    fix: fix ?? rule.fix,
    ...(related === undefined ? {} : { related }),
  };
}

/** By place, then by rule, each only once. */
export function sorted(findings: readonly Finding[]): readonly Finding[] {
  const key = ({ rule, place, message }: Finding): string =>
    [place.file, place.line, place.column, rule, message].join('\0');
  const unique = new Map(findings.map((found) => [key(found), found]));
  return [...unique.values()].sort(
    (a, b) =>
      a.place.file.localeCompare(b.place.file) ||
      a.place.line - b.place.line ||
      a.place.column - b.place.column ||
      a.rule.localeCompare(b.rule),
  );
}

/** Everything that one configuration can be found guilty of by itself, and on its host where that is known. */
export function lintNode(config: KeepalivedConfig, options: LintOptions = {}): readonly Finding[] {
  const input = nodeInput({ config, ...options });
  const { facts } = input;
  return sorted(
    RULES.flatMap((rule) => [
      ...[...(rule.node?.(input) ?? [])].map((hit) => finding(rule, hit)),
      ...[...(facts === undefined ? [] : (rule.host?.({ ...input, facts }) ?? []))].map((hit) =>
        finding(rule, hit),
      ),
    ]),
  );
}

/** What is wrong with one configuration on its host: only the rules that need to know the host. */
export function lintHost(config: KeepalivedConfig, facts: HostFacts): readonly Finding[] {
  const input = { ...nodeInput({ config, facts }), facts };
  return sorted(RULES.flatMap((rule) => [...(rule.host?.(input) ?? [])].map((hit) => finding(rule, hit))));
}

/**
 * What is wrong between the configurations of one cluster; what is wrong with each of them is `lintNode`'s.
 *
 * @param usedRouterIds the ids of other clusters in the same network
 */
export function lintPair(
  nodes: readonly ClusterNode[],
  usedRouterIds: readonly UsedRouterId[] = [],
): readonly Finding[] {
  const inputs = nodes.map(nodeInput);
  const pair: PairInput = { nodes: inputs, matches: matchInstances(inputs), usedRouterIds };
  return sorted(RULES.flatMap((rule) => [...(rule.pair?.(pair) ?? [])].map((hit) => finding(rule, hit))));
}
