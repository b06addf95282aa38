import type { Cluster } from '../../inventory/types.ts';
import { all } from '../../keepalived/meaning/settings.ts';
import { groupsOf } from '../../keepalived/meaning/sync-group.ts';
import { type KeepalivedConfig, plain } from '../../keepalived/parse/syntax.ts';
import { mayBeOlder } from '../../keepalived/release.ts';
import type { Facts } from '../../resources/fact.ts';
import { lostByReload } from '../agreement/reload.ts';
import type { Speaker } from '../agreement/speaker.ts';
import { tiesAnew } from '../cluster/groups/sync-groups.ts';
import { keepalivedVersionFact } from '../cluster/state/keepalived-version.ts';
import { configurationInForce, configurationInPlace, readConfiguration } from './in-place.ts';
import { speakerIn } from './members.ts';
import { ourInstance } from './our-instance.ts';

/** How keepalived takes up a new configuration. */
export interface TakeUp {
  /** What keepalived has to do. */
  readonly action: 'reload' | 'restart';
  /** Why a reload makes it give its address up for a master-down time, unless it takes it as its owner. */
  readonly lost?: string;
  /** Whose address that is. */
  readonly loser?: Cluster;
  /** What takes the reload back: what is in place cannot be taken up by another one. */
  readonly undo?: 'restart';
  /** What taking it back costs beyond the same again, milliseconds: a virtual MAC comes back on several machines. */
  readonly undoAwayMs?: number;
}

/**
 * Milliseconds until the network knows again where a virtual MAC is. A standby that starts with it makes an interface of
 * the same MAC, and the first packets that its kernel sends from there lead all that is meant for the holder to the standby,
 * until the holder sends from it again: its next adverts, or with those from the card below, the announcements that keepalived
 * repeats after `garp_master_delay`. Seen on 2.2.7: 2.0, 4.9 and 7.3 s, where the holder was without the address for 0.04.
 */
const RELEARN_MS = 5000;

/** What keepalived reads once, when it starts. */
const READ_AT_START = [
  'net_namespace',
  'net_namespace_ipvs',
  'namespace_with_ipsets',
  'instance',
  'use_pid_dir',
];

/** The least disruptive way from the configuration in force to a new one, for all clusters of a machine. */
export function takeUpOf(clusters: readonly Cluster[], host: string, facts: Facts, text: string): TakeUp {
  const inPlace = configurationInPlace(facts);
  const release = inPlace && facts.get(keepalivedVersionFact);
  const comesBack = clusters.map((cluster) => speakerIn(cluster, host, facts, inPlace, release));
  const isVirtual = comesBack.some((speaker) => speaker?.virtualMac.includes('use_vmac'));
  return { ...wayTo(clusters, host, facts, text), ...(isVirtual && { undoAwayMs: RELEARN_MS }) };
}

function wayTo(clusters: readonly Cluster[], host: string, facts: Facts, text: string): TakeUp {
  const inForce = configurationInForce(facts);
  // A cluster that comes to others on their machines is taken up with their reload.
  const served = clusters.filter(
    (cluster) => inForce !== undefined && ourInstance(inForce, cluster) !== undefined,
  );
  const ways = served.map((cluster) => ({ cluster, ...takeUpBy(cluster, host, facts, text) }));
  if (ways.length === 0 || ways.some(({ action }) => action === 'restart')) return { action: 'restart' };
  const next = readConfiguration(text, facts);
  if (inForce !== undefined && tiesAnew(inForce, next, clusters)) return { action: 'restart' };
  const [first, ...others] = ways.filter(({ lost }) => lost !== undefined);
  const inPlace = configurationInPlace(facts);
  const isGrouped = first !== undefined && [inForce, next, inPlace].some(hasInGroup(first.cluster));
  // Only one instance at a time can take its address at once, and in a sync group none can by itself.
  if (others.length > 0 || isGrouped) return { action: 'restart' };
  return {
    action: 'reload',
    ...(first?.lost !== undefined && { lost: first.lost, loser: first.cluster }),
    ...((ways.some(({ undo }) => undo === 'restart') ||
      (inPlace !== undefined && tiesAnew(next, inPlace, clusters))) && { undo: 'restart' as const }),
  };
}

/** Also in a group of its own: to or from one, 2.2.7 was MASTER after the reload without its address. */
function hasInGroup(cluster: Cluster): (config: KeepalivedConfig | undefined) => boolean {
  return (config) => {
    const instance = config && ourInstance(config, cluster);
    return config !== undefined && instance !== undefined && groupsOf(instance.name, config.nodes).length > 0;
  };
}

function takeUpBy(cluster: Cluster, host: string, facts: Facts, text: string): TakeUp {
  const inForce = configurationInForce(facts);
  const next = readConfiguration(text, facts);
  const release = facts.get(keepalivedVersionFact);
  const before = speakerIn(cluster, host, facts, inForce, release);
  const after = speakerIn(cluster, host, facts, next, release);
  if (inForce === undefined || before === undefined || after === undefined) return { action: 'restart' };
  if (READ_AT_START.some((keyword) => said(inForce, keyword) !== said(next, keyword)))
    return { action: 'restart' };
  if (isLostForGood(before, after)) return { action: 'restart' };
  const lost = lostByReload(before, after);
  const undo = isLostForGood(after, before) && ({ undo: 'restart' } as const);
  if (mayBeOlder(release, '2.0.0') && (lost !== undefined || rebinds(before, after)))
    return { action: 'restart' };
  return { action: 'reload', ...(lost !== undefined && { lost }), ...undo };
}

/**
 * Of an instance with peers that gives up its virtual MAC by a reload, 2.2.7 and 2.3.3 are MASTER without its address until
 * they start again, also as its owner; to or from multicast they are not, and to a virtual MAC neither.
 */
function isLostForGood(before: Speaker, after: Speaker): boolean {
  const isUnicast = before.peers !== null && after.peers !== null;
  return isUnicast && before.virtualMac !== after.virtualMac && before.virtualMac.includes('use_');
}

function said({ nodes }: KeepalivedConfig, keyword: string): string {
  return JSON.stringify(plain(all(nodes, keyword)));
}

/** What releases before 2.0 are not known to take up by a reload. */
function rebinds(before: Speaker, after: Speaker): boolean {
  return before.version !== after.version;
}
