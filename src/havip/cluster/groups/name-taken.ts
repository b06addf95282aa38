import type { Problem } from '../../../core/problem.ts';
import type { Cluster } from '../../../inventory/types.ts';
import { viewOf } from '../../../keepalived/meaning/view.ts';
import type { Facts } from '../../../resources/fact.ts';
import type { PlannedHost } from '../../../run/unit/policy.ts';
import type { ClusterRun } from '../../cluster-run.ts';
import { configurationInForce, inPlaceFacts } from '../../takeover/in-place.ts';
import { ourInstance } from '../../takeover/our-instance.ts';
import { keepalivedAction } from '../keepalived-action.ts';
import { instanceOf } from '../paths.ts';

/**
 * keepalived knows an instance over a reload by its name alone, and so do the state files. A name that goes from one
 * address to another would make the one's state the other's, and a serving address might be taken away: as where the
 * first of two clusters is taken out of the inventory, or one is put before another.
 */
export function nameTaken(run: ClusterRun, planned: readonly PlannedHost[]): Problem | undefined {
  const others = run.together.map(({ cluster }) => cluster).filter((each) => each !== run.cluster);
  for (const { host, session, plan } of planned) {
    const action = keepalivedAction(plan);
    const isAsked = action === 'reload' || action === 'restart';
    // Where the plan is about something else, nobody has read them.
    if (!isAsked || session.facts.missing(inPlaceFacts).length > 0) continue;
    const now = exchanged(run.cluster, others, session.facts);
    if (now !== undefined)
      return {
        code: 'host.instance-name-taken',
        host: host.name,
        summary: `${run.cluster.name} is keepalived's instance ${now} on ${host.name}, and would become ${instanceOf(run.cluster)}`,
        detail: `That name is another address's there, or ${now} would be. keepalived knows its instances by their names, and would take the one for the other. Nothing was changed.`,
        fix: `Have it keep its name: havip.instance: ${now} in the group ${run.cluster.name}.`,
      };
  }
  return undefined;
}

/** The name by which a machine runs a cluster's instance, where that or the new one is another's, before or after. */
export function exchanged(cluster: Cluster, others: readonly Cluster[], facts: Facts): string | undefined {
  const config = configurationInForce(facts);
  const ours = config && ourInstance(config, cluster)?.name;
  const name = instanceOf(cluster);
  if (config === undefined || ours === undefined || ours === name) return undefined;
  const before = viewOf(config).instances.some((each) => each.name === name);
  const after = others.some((each) => instanceOf(each) === ours);
  return before || after ? ours : undefined;
}
