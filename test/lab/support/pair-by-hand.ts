import type { Lab } from '../../../src/lab/index.ts';
import { PREFIX_LENGTH } from '../../../src/lab/plan/layout.ts';
import { exec, NODES, onNodes, PRIMARY, SECONDARY } from './cluster.ts';

export const CONFIG = '/etc/keepalived/keepalived.conf';

/** Of the primary and of the secondary. */
export const FIRST_IP = '172.16.16.5';
export const SECOND_IP = '172.16.16.6';

/** What both scripts of the sample are: a service is well unless there is this file. */
export const SCRIPTS = `mkdir -p /usr/libexec/keepalived
printf '#!/bin/sh\\n[ ! -e /run/failing ]\\n' >/usr/libexec/keepalived/check
printf '#!/bin/sh\\n' >/usr/libexec/keepalived/notify
chmod 755 /usr/libexec/keepalived/*`;

/** Starts both, the primary first, so that it is the holder wherever one of them is. */
export async function startPair(lab: Lab, texts: readonly [string, string]): Promise<void> {
  for (const [index, node] of NODES.entries()) {
    await exec(lab, node, `cat >${CONFIG}; chmod 640 ${CONFIG}`, texts[index] ?? '');
    await exec(lab, node, `systemctl start keepalived; sleep ${index === 0 ? 5 : 0}`);
  }
}

/** Ends both, and takes away what rows have left. */
export async function endPair(lab: Lab): Promise<void> {
  await onNodes(lab, 'systemctl stop keepalived; rm -f /run/failing; nft flush ruleset');
  for (const [node, own] of [
    [PRIMARY, FIRST_IP],
    [SECONDARY, SECOND_IP],
  ] as const)
    await exec(
      lab,
      node,
      `systemctl reset-failed keepalived; for left in $(ip -4 -o addr show dev eth0 | awk '$4 !~ "^${own}/${PREFIX_LENGTH}" {print $4}'); do ip addr del "$left" dev eth0; done; ip addr replace ${own}/${PREFIX_LENGTH} dev eth0`,
    );
}
