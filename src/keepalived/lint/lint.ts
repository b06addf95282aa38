import { viewOf } from '../meaning/view.ts';
import type { KeepalivedConfig } from '../parse/syntax.ts';
import { Editor } from './edits/editor.ts';
import type { HostFacts } from './facts.ts';
import { matchInstances } from './match.ts';
import type { Finding, Hit, NodeInput, PairInput, Profile, Rule, UsedRouterId } from './rule.ts';
import { RULES } from './rules.ts';
import { discrepancies } from './statements/discrepancies.ts';
import { Mask } from './told/mask.ts';

export interface LintOptions {
  /** The release that is to read the configuration; default the one in `facts`. */
  readonly version?: string;
  /** What that keepalived is built with, as it says itself. */
  readonly build?: readonly string[];
  /** What is known of the host; the rules that need a host run only with it. */
  readonly facts?: HostFacts;
  /** Default `havip`: it is what this program is for. */
  readonly profile?: Profile;
}

/** One node of a cluster with its configuration. */
export interface ClusterNode extends LintOptions {
  readonly config: KeepalivedConfig;
}

/** What a rule needs of one configuration. */
export function nodeInput({
  config,
  version,
  build,
  facts,
}: ClusterNode): NodeInput & { readonly facts?: HostFacts } {
  const release = version ?? facts?.keepalivedVersion;
  return {
    config,
    view: viewOf(config),
    version: release,
    discrepancies: discrepancies(config.nodes, { version: release, build }),
    editor: new Editor(config),
    ...(facts === undefined ? {} : { facts }),
  };
}

function finding(rule: Rule, hit: Hit, mask: Mask | undefined): Finding {
  const { place, fix, severity, related, edits = [], unsafe = false } = hit;
  const message = mask?.message(hit.message, place) ?? hit.message;
  return {
    rule: rule.id,
    name: rule.name,
    severity: severity ?? rule.severity,
    place,
    message,
    fix: fix ?? rule.fix,
    ...(related === undefined ? {} : { related }),
    ...(edits.length === 0 ? {} : { mend: { safe: rule.mend === 'safe' && !unsafe, edits } }),
  };
}

/** Of one rule in one file; the rest is counted. */
const MOST_OF_A_RULE = 500;

/** The hits of a rule, of which a file made for trouble may have very many. */
function* bounded(hits: Iterable<Hit>): Generator<Hit> {
  let [count, last]: [number, Hit | undefined] = [0, undefined];
  for (const hit of hits) {
    if (count++ < MOST_OF_A_RULE) yield hit;
    else last ??= hit;
  }
  if (last !== undefined)
    yield { ...last, message: `${last.message}; ${count - MOST_OF_A_RULE} like this from here on` };
}

const text = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** By place, then by rule, each only once. */
export function sorted(findings: readonly Finding[]): readonly Finding[] {
  const key = ({ rule, place, message }: Finding): string =>
    [place.file, place.line, place.column, rule, message].join('\0');
  const unique = new Map(findings.map((found) => [key(found), found]));
  return [...unique.values()].sort(
    (a, b) =>
      text(a.place.file, b.place.file) ||
      a.place.line - b.place.line ||
      a.place.column - b.place.column ||
      text(a.rule, b.rule),
  );
}

function rulesOf({ profile = 'havip' }: LintOptions): readonly Rule[] {
  return RULES.filter((rule) => rule.profile === undefined || rule.profile === profile);
}

/** Everything that one configuration can be found guilty of by itself, and on its host where that is known. */
export function lintNode(config: KeepalivedConfig, options: LintOptions = {}): readonly Finding[] {
  const input = nodeInput({ config, ...options });
  const { facts } = input;
  const mask = new Mask(config);
  return sorted(
    rulesOf(options).flatMap((rule) => [
      ...[...bounded(rule.node?.(input) ?? [])].map((hit) => finding(rule, hit, mask)),
      ...[...bounded(facts === undefined ? [] : (rule.host?.({ ...input, facts }) ?? []))].map((hit) =>
        finding(rule, hit, mask),
      ),
    ]),
  );
}

/** What is wrong with one configuration on its host: only the rules that need to know the host. */
export function lintHost(config: KeepalivedConfig, facts: HostFacts): readonly Finding[] {
  const input = { ...nodeInput({ config, facts }), facts };
  const mask = new Mask(config);
  return sorted(
    RULES.flatMap((rule) => [...bounded(rule.host?.(input) ?? [])].map((hit) => finding(rule, hit, mask))),
  );
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
  const masks = new Map(nodes.map(({ config }) => [config.file, new Mask(config)]));
  return sorted(
    RULES.flatMap((rule) =>
      [...bounded(rule.pair?.(pair) ?? [])].map((hit) => finding(rule, hit, masks.get(hit.place.file))),
    ),
  );
}
