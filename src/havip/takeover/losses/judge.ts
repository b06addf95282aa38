import type { ReplaceConfig } from '../../../api/types.ts';
import type { Problem } from '../../../core/problem.ts';
import type { Cluster } from '../../../inventory/types.ts';
import { type InForce, inForce } from '../../../keepalived/lint/ignored.ts';
import { placeOf, setting } from '../../../keepalived/meaning/settings.ts';
import { viewOf } from '../../../keepalived/meaning/view.ts';
import { parse } from '../../../keepalived/parse/parse.ts';
import type { KeepalivedConfig } from '../../../keepalived/parse/syntax.ts';
import { compareReleases } from '../../../keepalived/release.ts';
import { goesByBuild } from '../../../keepalived/vocabulary/build.ts';
import type { Facts } from '../../../resources/fact.ts';
import { fileFact } from '../../../resources/file.ts';
import { type InterfaceAddress, networkFact } from '../../../resources/network.ts';
import { CONFIG_PATH, keepalivedServiceFact } from '../../cluster/state/cluster-facts.ts';
import { keepalivedBuildFact, keepalivedVersionFact } from '../../cluster/state/keepalived-version.ts';
import { configurationInPlace } from '../in-place.ts';
import { isManaged, ourInstance } from '../our-instance.ts';
import { addressChanges } from './address-losses.ts';
import { givenUpWords, nameAt, notGivenUp, wouldBeLost } from './given-up.ts';
import { type Loss, shown } from './loss.ts';
import { lossesOfAll } from './of-all.ts';

/** What comes of replacing the configuration in place: a refusal, or words for what is given up. */
export interface LossJudgement {
  readonly problem?: Omit<Problem, 'host'>;
  readonly remark?: string;
}

/** Judges by what a machine's configuration does and the next one would not; the sample of a package that nobody runs does nothing. */
export function judgeLosses(
  clusters: readonly Cluster[],
  facts: Facts,
  next: string,
  givenUp: ReplaceConfig = [],
): LossJudgement {
  const { active, enabled } = facts.get(keepalivedServiceFact);
  const config = configurationInPlace(facts);
  if (!active && !enabled && config !== undefined && isPackageSample(config)) return {};
  const networks = facts.ifRead(networkFact)?.addresses ?? [];
  const running = config && asItRuns(config, facts);
  const losses =
    running === undefined
      ? unreadLosses(facts)
      : lossesOfAll(running.config, clusters, parse(next, CONFIG_PATH), networks);
  const open = notGivenUp(losses, givenUp);
  if (open.length > 0)
    return { problem: wouldBeLost(CONFIG_PATH, open, config !== undefined && isManaged(config)) };
  const remarks = [
    ...(losses.length > 0 ? [givenUpWords(losses)] : []),
    ...passedOverWords(running?.ignored ?? []),
    ...(config === undefined ? [] : clusters.flatMap((cluster) => changesOf(config, cluster, networks))),
  ];
  return remarks.length > 0 ? { remark: remarks.join('; ') } : {};
}

/** The newest release whose words are all known here; one that is newer may know what seems to be nothing. */
const NEWEST_KNOWN = '2.3.3';

/** Without what the keepalived of the machine passes over: nobody loses that. */
function asItRuns(config: KeepalivedConfig, facts: Facts): InForce {
  const release = facts.ifRead(keepalivedVersionFact);
  const isKnown = release !== undefined && compareReleases(release, NEWEST_KNOWN) <= 0;
  if (!isKnown || isManaged(config)) return { config, ignored: [] };
  const build = goesByBuild(config.nodes) ? facts.get(keepalivedBuildFact) : undefined;
  return inForce(config, { version: release, build });
}

/** Most lines that are told one by one. */
const MOST_TOLD = 8;

/** Its author may believe in them. */
function passedOverWords(ignored: InForce['ignored']): readonly string[] {
  if (ignored.length === 0) return [];
  const told = ignored.slice(0, MOST_TOLD).map(({ name, node }) => nameAt(shown(name), placeOf(node)));
  const more = ignored.length > MOST_TOLD ? [`${ignored.length - MOST_TOLD} more`] : [];
  return [`leaves out what keepalived passes over: ${[...told, ...more].join(', ')}`];
}

/** How addresses that stay are put otherwise; in a file of this tool that follows the inventory. */
function changesOf(
  config: KeepalivedConfig,
  cluster: Cluster,
  networks: readonly InterfaceAddress[],
): readonly string[] {
  const ours = isManaged(config) ? undefined : ourInstance(config, cluster);
  return ours === undefined ? [] : addressChanges(ours, cluster, networks);
}

function unreadLosses(facts: Facts): readonly Loss[] {
  const { kind } = facts.get(fileFact(CONFIG_PATH));
  const place = { file: CONFIG_PATH, line: 1, column: 1 };
  return kind === 'file' ? [{ name: 'file', does: 'is too large to be read here', place }] : [];
}

/** The sample that comes with keepalived, by its router id and its addresses, all of one network of nobody's. */
function isPackageSample(config: KeepalivedConfig): boolean {
  const { globals, instances } = viewOf(config);
  return (
    setting(globals, 'router_id')?.value === 'LVS_DEVEL' &&
    instances.every(({ addresses }) => addresses.every(({ ip }) => ip.startsWith('192.168.200.')))
  );
}
