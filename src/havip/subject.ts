import { subnetContains } from '../inventory/address-rules.ts';
import type { Cluster } from '../inventory/types.ts';
import { networkFact } from '../resources/network.ts';
import { sessionWith } from '../run/unit/connect-unit.ts';
import { bindingOf } from './cloud-side.ts';
import { stateFileOf } from './cluster/state/cluster-facts.ts';
import { clusterTiming, preemptDelayMs, skewOf, startupMs } from './cluster/state/timing.ts';
import type { ClusterRun } from './cluster-run.ts';
import type { DrillNode, DrillSubject } from './drills/index.ts';
import { cardsOf } from './wire/strangers.ts';
import { wireWitnesses } from './wire/witnesses.ts';

/** What a drill needs to know of a cluster; undefined when the witness or the cloud cannot be asked. */
export async function drillSubject(run: ClusterRun, cluster: Cluster): Promise<DrillSubject | undefined> {
  const { verify, checks } = cluster.havip;
  const witness = cluster.witness === undefined ? undefined : await sessionWith(run, cluster.witness);
  if (cluster.witness !== undefined && witness === undefined) return undefined;
  const binding = await bindingOf(run, cluster);
  if (binding === undefined) return undefined;
  const nodes = cluster.members.flatMap(({ host, role, priority }): DrillNode[] => {
    const session = run.sessions.get(host.name);
    if (session === undefined) return [];
    const name = carrier(cluster, session.facts.get(networkFact).addresses);
    const { connection, fence } = session;
    const skewMs = skewOf(cluster, priority);
    return [
      { name: host.name, connection, interface: name, role, skewMs, ...(fence !== undefined && { fence }) },
    ];
  });
  const members = new Map(
    cluster.members.flatMap(({ host: { name } }) => {
      const session = run.sessions.get(name);
      return session === undefined ? [] : [[name, session.facts] as const];
    }),
  );
  const cards = cardsOf(wireWitnesses(cluster, members));
  return {
    ...(cards && { cards }),
    cluster: cluster.name,
    addresses: cluster.havip.addresses,
    nodes,
    ...(witness &&
      cluster.witness && { prober: { name: cluster.witness.name, connection: witness.connection } }),
    intervalMs: verify.interval,
    maxInterruptionMs: verify.max_interruption,
    stateFile: stateFileOf(cluster),
    preempt: cluster.havip.preempt,
    checks: checks.map((each) => ({ ...each, intervalMs: each.interval, timeoutMs: each.timeout })),
    ...(verify.service && { service: verify.service }),
    ...(verify.connections > 0 && { connections: verify.connections }),
    ...clusterTiming(cluster),
    startupMs: startupMs(cluster),
    preemptDelayMs: preemptDelayMs(cluster),
    ...(binding === 'none' ? {} : { binding }),
    ...(run.cloud?.address?.publicAddress && { publicProbe: { address: run.cloud.address.publicAddress } }),
  };
}

/** The interface that carries the address: the one it is on, or the one in its subnet. */
function carrier(
  cluster: Cluster,
  addresses: readonly { readonly interface: string; readonly address: string; readonly prefix: number }[],
): string {
  const { interface: named, addresses: floating } = cluster.havip;
  if (named !== 'auto') return named;
  const holding = addresses.find(({ address }) => floating.includes(address));
  const inSubnet = addresses.find(
    ({ address, prefix }) => prefix < 32 && subnetContains(`${address}/${prefix}`, floating[0] ?? ''),
  );
  return (holding ?? inSubnet)?.interface ?? 'eth0';
}
