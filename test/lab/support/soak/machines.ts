import { type AddressEvent, type Lab, startAddressMonitor, startPing } from '../../../../src/lab/index.ts';
import { exec, holdersAmong } from '../cluster.ts';
import { holdersIn, waitFor } from '../serving.ts';
import { longestWhile } from '../watch.ts';
import type { PairPlace } from './pair.ts';

export const CONFIG = '/etc/keepalived/keepalived.conf';

/** Where a cluster of a lab is. */
export interface SoakCluster {
  readonly name: string;
  readonly nodes: readonly [string, string];
  /** A machine that may be a third one. */
  readonly third?: string;
  readonly place: PairPlace;
}

/** A machine without anything of an earlier pair, in a second or two. */
export async function resetNode(lab: Lab, node: string, { address }: PairPlace): Promise<void> {
  await exec(
    lab,
    node,
    `systemctl disable --now keepalived >/dev/null 2>&1
rm -rf /var/lib/havip-deploy /var/lib/havip /var/log/havip /etc/keepalived/* /etc/systemd/system/keepalived.service.d
rm -f /usr/libexec/keepalived/havip-notify /etc/logrotate.d/havip-deploy
ip addr flush dev eth0 to ${address}; ip route flush 192.0.2.0/24; ip -6 addr flush dev eth0 scope global
ip link del vrrp.51 2>/dev/null; nft flush ruleset 2>/dev/null; echo 'KEEPALIVED_OPTIONS="-D"' >/etc/sysconfig/keepalived
systemctl daemon-reload; systemctl reset-failed keepalived 2>/dev/null; true`,
  );
}

/** Both nodes with these configurations, the first one master. */
export async function makeByHand(lab: Lab, cluster: SoakCluster, texts: readonly string[]): Promise<void> {
  const { nodes, place } = cluster;
  for (const node of nodes) await resetNode(lab, node, place);
  for (const [index, node] of nodes.entries()) await exec(lab, node, `cat >${CONFIG}`, texts[index]);
  await exec(lab, nodes[0], 'systemctl start keepalived');
  await waitFor(async () => (await holdersIn(lab, cluster.name, place.address)).join() === nodes[0], 30_000);
  await exec(lab, nodes[1], 'systemctl start keepalived; sleep 5');
}

/** Pings from the witness and watches the nodes' addresses meanwhile: the pair's, and what else floats. */
export async function watchCluster<T>(
  lab: Lab,
  { nodes: pair, place }: SoakCluster,
  run: () => Promise<T>,
  more: readonly string[] = [],
  alsoFloating: readonly string[] = [],
): Promise<{ readonly up: T; readonly gapS: number; readonly bothMs: number }> {
  const nodes = [...pair, ...more];
  const addresses = [place.address, ...alsoFloating];
  const before = await Promise.all(addresses.map((address) => holdersAmong(lab, nodes, address)));
  const monitors = await Promise.all(nodes.map((node) => startAddressMonitor(lab, node)));
  const ping = await startPing(lab, 'probe-01', place.address, 0.02);
  const up = await run();
  const { longestGapMs } = await ping.stop();
  const told = await Promise.all(monitors.map((monitor) => monitor.stop()));
  const events = nodes
    .flatMap((node, index) => (told[index] ?? []).map((event: AddressEvent) => ({ ...event, node })))
    .sort((a, b) => a.atMs - b.atMs);
  const both = addresses.map((each, index) =>
    longestWhile(
      (holders) => holders > 1,
      before[index] ?? [],
      events.filter(({ address }) => address === each),
    ),
  );
  return {
    up,
    gapS: (longestGapMs ?? Number.POSITIVE_INFINITY) / 1000,
    bothMs: Math.max(...both),
  };
}
