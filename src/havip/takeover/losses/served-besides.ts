import type { Problem } from '../../../core/problem.ts';
import type { Cluster } from '../../../inventory/types.ts';
import { parse } from '../../../keepalived/parse/parse.ts';
import type { Facts } from '../../../resources/fact.ts';
import { CONFIG_PATH, keepalivedServiceFact } from '../../cluster/state/cluster-facts.ts';
import { configurationInPlace } from '../in-place.ts';
import { lossLines } from './given-up.ts';
import type { Loss } from './loss.ts';
import { lossesOfAll } from './of-all.ts';

/**
 * What a machine's keepalived serves besides these clusters, and would no longer where it is taken away: another
 * cluster of the same machines that the inventory does not name, an instance or a virtual server of somebody else's.
 */
export function servedBesides(clusters: readonly Cluster[], facts: Facts): Omit<Problem, 'host'> | undefined {
  const { active, enabled } = facts.get(keepalivedServiceFact);
  const config = active || enabled ? configurationInPlace(facts) : undefined;
  if (config === undefined) return undefined;
  const besides = lossesOfAll(config, clusters, parse('', CONFIG_PATH), []).filter((loss) =>
    isServed(loss, clusters),
  );
  if (besides.length === 0) return undefined;
  return {
    code: 'host.others-served',
    summary: 'keepalived there serves more than the inventory names, and that would go with it',
    detail: [...lossLines(besides).map((line) => `  ${line}`), 'Nothing was changed.'].join('\n'),
    fix: 'To take all of it away, name those clusters in the inventory too. What somebody else has added to the file can be taken out of it by hand first.',
  };
}

/** An instance without an address serves nobody; what balances an address of these clusters ends with it. */
function isServed({ name, does }: Loss, clusters: readonly Cluster[]): boolean {
  const [keyword, address = ''] = name.split(' ');
  if (keyword === 'vrrp_instance') return does.startsWith('serves ');
  return keyword === 'virtual_server' && !clusters.some(({ havip }) => havip.addresses.includes(address));
}
