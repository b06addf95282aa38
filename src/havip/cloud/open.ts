import type { CloudProvider } from '../../cloud/provider.ts';
import { failure } from '../../core/outcome.ts';
import { allOk } from '../../run/unit/unit-facts.ts';
import type { ClusterRun } from '../cluster-run.ts';
import { observeAddresses } from './observe.ts';
import { chooseAddress } from './plan/choose.ts';
import { type CloudWanted, wantedOf } from './plan/wanted.ts';
import type { CloudSide } from './side.ts';

/**
 * Finds the way to the cluster's cloud, credentials included, before anything is contacted; gives what reads
 * how the cloud stands, which is false when that is not to be known. Undefined, with the problem told, where
 * there is no way.
 */
export async function open(run: ClusterRun): Promise<(() => Promise<boolean>) | undefined> {
  const { cluster } = run;
  const wanted = wantedOf(cluster);
  const settings = cluster.havip.cloud;
  if (wanted === undefined || settings === undefined) return async () => true;
  const provider = await (run.connectCloud?.(settings) ?? failure(noCloud(wanted)));
  if (!allOk(run, [provider]) || !provider.ok) return undefined;
  return () => observe(run, wanted, provider.value);
}

async function observe(run: ClusterRun, wanted: CloudWanted, provider: CloudProvider): Promise<boolean> {
  run.deps.onEvent({ type: 'cluster-activity', cluster: wanted.cluster, activity: 'asking the cloud' });
  const seen = await observeAddresses(provider, wanted);
  if (!allOk(run, [seen]) || !seen.ok) return false;
  const chosen = chooseAddress(wanted, seen.value.addresses);
  const side: CloudSide = {
    provider,
    wanted,
    seen: { ...seen.value, members: [], vrrp: [], complete: false },
    address: chosen.ok ? chosen.value : undefined,
    tasks: [],
    result: undefined,
  };
  run.cloud = side;
  settleAddress(run, side);
  return true;
}

function noCloud({ cluster }: CloudWanted) {
  return {
    code: 'usage.no-cloud',
    summary: `${cluster}: havip.cloud is set, and this program has no way to reach a cloud`,
    fix: 'Pass `cloud` to runPlaybook, or leave havip.cloud out.',
  } as const;
}

/** An address that the cloud has chosen is the cluster's from now on. */
export function settleAddress(run: ClusterRun, { address }: CloudSide): void {
  const { cluster } = run;
  if (address === undefined || cluster.havip.addresses.length > 0) return;
  const havip = { ...cluster.havip, addresses: [address.address] };
  run.cluster = { ...cluster, havip };
}
