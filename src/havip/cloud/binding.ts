import { success } from '../../core/outcome.ts';
import type { Cluster } from '../../inventory/types.ts';
import { report } from '../../run/unit/unit.ts';
import type { ClusterRun } from '../cluster-run.ts';
import type { BindingSource } from '../drills/index.ts';
import { hostOf, lookAtMembers } from './members.ts';
import type { CloudSide } from './side.ts';

/** Time between two questions: the API allows 20 a second for all clusters together. */
const INTERVAL_MS = 1000;

/** What a drill asks the cloud; undefined, with the problem told, where the cloud has nothing to be asked of. */
export async function bindingSource(
  run: ClusterRun,
  side: CloudSide,
  cluster: Cluster,
): Promise<BindingSource | undefined> {
  if (!(await lookAtMembers(run, side, cluster))) return undefined;
  const { address, provider } = side;
  if (address === undefined) {
    report(run, {
      code: 'cloud.no-address',
      summary: `${cluster.name}: the cloud has no HAVIP for it`,
      detail: 'A failover that the cloud does not follow moves nothing.',
      fix: 'Run `havip-deploy up`, which makes it, or correct havip.cloud.',
    });
    return undefined;
  }
  return {
    intervalMs: INTERVAL_MS,
    look: async () => {
      const looked = await provider.look(address.id);
      if (!looked.ok) return looked;
      side.address = looked.value ?? address;
      return success({ node: hostOf(side, looked.value?.binding.instanceId ?? null) ?? null });
    },
  };
}
