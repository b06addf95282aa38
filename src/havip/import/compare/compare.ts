import type { Place } from '../../../core/problem.ts';
import type { Cluster } from '../../../inventory/types.ts';
import type { Ignored } from '../../../keepalived/lint/ignored.ts';
import type { InstanceView } from '../../../keepalived/meaning/instance.ts';
import { all, placeOf } from '../../../keepalived/meaning/settings.ts';
import { viewOf } from '../../../keepalived/meaning/view.ts';
import type { ConfigNode, KeepalivedConfig } from '../../../keepalived/parse/syntax.ts';
import { speakerOf } from '../../agreement/speaker.ts';
import { type Loss, shown } from '../../takeover/losses/loss.ts';
import { lossesOfAll } from '../../takeover/losses/of-all.ts';
import { ourInstance } from '../../takeover/our-instance.ts';
import { type FoundMember, PLACEHOLDER } from '../found.ts';
import type { Difference } from './difference.ts';
import { effectOf } from './effects.ts';
import { DEFAULTS } from './in-force.ts';
import { misread } from './misread.ts';
import { type Scope, type Statement, statementsOf } from './statements.ts';
import { isUnused, passedOver, trackedNames, unused } from './unused.ts';
import { withoutForce } from './without-force.ts';

/** One node's old and new configuration, compared as trees. */
export interface Comparison {
  readonly host: string;
  /** What the old one does and the inventory has no words for. */
  readonly losses: readonly Loss[];
  readonly differences: readonly Difference[];
}

/**
 * Compares what was found on a machine with what an inventory renders for it; nothing is passed over.
 * @param clusters all of the machine, the one that is meant among them: what is of none by itself is told of the first
 */
export function compare(
  member: FoundMember,
  cluster: Cluster,
  rendered: KeepalivedConfig,
  clusters: readonly Cluster[] = [cluster],
): Comparison {
  const { node, instance } = member;
  const isFirst = clusters[0] === cluster;
  const own = new Set(placesIn(instance.body).map(at));
  const losses = [
    ...misread(node.config),
    ...lossesOfAll(node.config, clusters, rendered, []).filter((loss) => !isUnused(node.config, loss)),
    ...scriptsOfOthers(node.config, instance, clusters),
  ].filter(({ place }) => own.has(at(place)) || (isFirst && !isOfAnother(place, member, clusters)));
  const next = ourInstance(rendered, cluster);
  const told = placesOf(losses, [...node.view.globals, ...instance.body]);
  const objects = describedBy(cluster);
  const before = statementsOf(node.config, { instance, objects }).filter(({ place }) => !told.has(at(place)));
  const after = next === undefined ? [] : statementsOf(rendered, { instance: next, objects }).filter(isSaid);
  const isOwn = ({ block }: Ignored) => at(placeOf(block)) === at(instance.place);
  const theirs = new Set(clusters.flatMap((each) => ourInstance(node.config, each)?.place ?? []).map(at));
  const isShared = ({ block }: Ignored) => isFirst && !theirs.has(at(placeOf(block)));
  const found = [
    ...passedOver(node.ignored.filter((each) => isOwn(each) || isShared(each))),
    ...unused(node.config).filter(() => isFirst),
    ...[...overruled(before), ...differences(before, after)].filter(
      ({ key }) => isFirst || !/^global /.test(key),
    ),
  ];
  const { release } = node;
  const context = { host: node.name, release, ownAddress: member.ownAddress ?? '' };
  const speaker = next && speakerOf(viewOf(rendered), next, context);
  return {
    host: node.name,
    losses: sorted(losses),
    differences: found.map((each) => withoutForce(each, { member, next: speaker, cluster })),
  };
}

/** Within the instance of another of the clusters, of which it is told. */
function isOfAnother(place: Place, { node, instance }: FoundMember, clusters: readonly Cluster[]): boolean {
  return clusters.some((each) => {
    const found = ourInstance(node.config, each);
    return (
      found !== undefined && found.name !== instance.name && placesIn(found.body).map(at).includes(at(place))
    );
  });
}

function placesIn(nodes: readonly ConfigNode[]): readonly Place[] {
  return nodes.flatMap((node) => [placeOf(node), ...placesIn(node.children ?? [])]);
}

/** What the inventory has words for, by the names that it keeps. */
function describedBy({ havip: { checks, tracked } }: Cluster): Scope['objects'] {
  const names = (list: readonly { readonly name: string }[]) => list.map(({ name }) => name);
  return {
    check: names(checks),
    track_process: names(tracked.processes),
    track_file: names(tracked.files),
  };
}

function sorted(losses: readonly Loss[]): readonly Loss[] {
  return [...losses].sort(
    (a, b) =>
      Number(a.place.file > b.place.file) - Number(a.place.file < b.place.file) ||
      a.place.line - b.place.line,
  );
}

/** Where something is told already; a block that is goes as a whole. */
function placesOf(losses: readonly Loss[], nodes: readonly ConfigNode[]): ReadonlySet<string> {
  const told = new Set(losses.map(({ place }) => at(place)));
  const blocks = nodes.filter((node) => told.has(at(placeOf(node))));
  return new Set([
    ...told,
    ...blocks.flatMap(({ children }) => (children ?? []).map((each) => at(placeOf(each)))),
  ]);
}

function at({ file, line, column }: Place): string {
  return `${file}:${line}:${column}`;
}

/** An address that only the machine knows is asked of it, and not said. */
function isSaid({ key, text }: Statement): boolean {
  return !/^instance (?:mcast|unicast)_src_ip$/.test(key) || !PLACEHOLDER.test(text);
}

function overruled(statements: readonly Statement[]): readonly Difference[] {
  return statements
    .filter((each) => each.overruled)
    .map(({ key, text, place }) => ({
      key,
      found: text,
      rendered: undefined,
      place,
      effect: 'none: another line says it, and counts',
    }));
}

function differences(before: readonly Statement[], after: readonly Statement[]): readonly Difference[] {
  const old = new Map(before.filter((each) => !each.overruled).map((each) => [each.key, each]));
  const next = new Map(after.filter((each) => !each.overruled).map((each) => [each.key, each]));
  const keys = [...new Set([...old.keys(), ...next.keys()])];
  return keys.flatMap((key): Difference[] => {
    const [found, rendered] = [old.get(key), next.get(key)];
    const kind = found?.kind ?? rendered?.kind ?? key;
    const fallback = (all: ReadonlyMap<string, Statement>) =>
      // A check may take as long as its interval.
      kind === 'check timeout'
        ? (all.get(key.replace('timeout', 'interval'))?.value ?? DEFAULTS.get('check interval'))
        : DEFAULTS.get(kind);
    if ((found?.value ?? fallback(old)) === (rendered?.value ?? fallback(next))) return [];
    const text = rendered?.text.replace(PLACEHOLDER, '(asked of the machine)');
    return [
      { key, found: found?.text, rendered: text, place: found?.place, effect: effectOf(key, found?.text) },
    ];
  });
}

/** Checks that an instance goes by which is in no cluster. */
function scriptsOfOthers(
  config: KeepalivedConfig,
  instance: InstanceView,
  clusters: readonly Cluster[],
): readonly Loss[] {
  const goingBy = [instance, ...clusters.flatMap((each) => ourInstance(config, each) ?? [])];
  const used = new Set(goingBy.flatMap(({ scripts }) => scripts.map(({ name }) => name)));
  return all(config.nodes, 'vrrp_script').flatMap((node): Loss[] => {
    const name = node.words[1]?.text ?? '';
    if (used.has(name) || !trackedNames(config).has(name)) return [];
    const does = 'is a check that another instance goes by';
    return [{ name: `vrrp_script ${shown(name)}`, does, place: placeOf(node) }];
  });
}
