import type { Cluster } from '../../../inventory/types.ts';
import { entries } from '../../../keepalived/meaning/settings.ts';
import { groupsOf } from '../../../keepalived/meaning/sync-group.ts';
import type { ConfigNode } from '../../../keepalived/parse/syntax.ts';
import { type Loss, lossAt, shown } from './loss.ts';
import { type CheckUse, checkCommand, checkLosses, checksOf } from './scripts.ts';

/** An instance or a sync group, by what it goes by. */
interface Watcher {
  /** As it is told. */
  readonly name: string;
  readonly body: readonly ConfigNode[];
}

/** What a watcher goes by and the inventory does not: checks, interfaces, files and processes. */
export function watchLosses(
  { name, body }: Watcher,
  cluster: Cluster,
  context: {
    readonly root: readonly ConfigNode[];
    /** All that makes a node give up what the cluster has: of its instance and of that one's groups. */
    readonly uses: readonly CheckUse[];
    /** The interface of the cluster's instance, by which it goes anyway. */
    readonly own: string | undefined;
  },
): readonly Loss[] {
  const { checks, tracked } = cluster.havip;
  const undescribed = undescribedChecks(context.uses, checks).map(({ entry }) => entry);
  return [
    ...checksOf(body, context.root)
      .filter(({ entry }) => undescribed.includes(entry))
      .flatMap((use) => checkLosses(use, name)),
    ...entries(body, 'track_interface')
      .filter(({ words: [each] }) => each.text !== context.own)
      .filter(
        ({ words: [each] }) =>
          !tracked.interfaces.some(({ interface: described }) => described === each.text),
      )
      .map((entry) => ({
        ...lossAt(entry, `has ${shown(name)} go by the state of ${shown(entry.words[0].text)}`),
        name: `track_interface ${shown(entry.words[0].text)}`,
      })),
  ];
}

/** All checks that decide about an instance: its own, and those of the groups that it is in. */
export function checksAbout(
  instance: { readonly name: string; readonly body: readonly ConfigNode[] },
  root: readonly ConfigNode[],
): readonly CheckUse[] {
  return [instance.body, ...groupsOf(instance.name, root).map(({ children }) => children ?? [])].flatMap(
    (body) => checksOf(body, root),
  );
}

/**
 * All checks but those that `havip.check` or `havip.checks` stand for: of the same name, with the same script, or
 * the only one on both sides.
 */
function undescribedChecks(
  uses: readonly CheckUse[],
  checks: Cluster['havip']['checks'],
): readonly CheckUse[] {
  if (uses.length === 1 && checks.length === 1) return [];
  const scripts = checks.flatMap((check) => ('script' in check ? (check.script.split(/\s+/)[0] ?? []) : []));
  return uses.filter(
    (use) =>
      !checks.some(({ name }) => name === use.entry.words[0].text) &&
      !scripts.includes(checkCommand(use)[0] ?? ''),
  );
}
