import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { formerPeersFact } from '../../../src/havip/wire/former-peers.ts';

const PEER = '10.9.0.2';

/** Two machines on one wire; the table of neighbours knows the other one before it becomes what the case says. */
const WIRE = (becomes: string, program: string) => `set -e
mount -t sysfs none /sys
unshare -n -m sh -c 'exec sleep 60' >/dev/null 2>&1 & other=$!
trap 'kill $other $speaker' EXIT
until [ "$(cat /proc/$other/comm)" = sleep ]; do sleep 0.02; done
ip link add eth0 type veth peer name eth1
ip link set eth1 netns $other
there="nsenter -t $other -n -m"
ip addr add 10.9.0.1/24 dev eth0; ip link set eth0 up
$there ip addr add ${PEER}/24 dev eth1; $there ip link set eth1 up; $there ip link set lo up
mac=$($there cat /proc/net/arp >/dev/null; $there ip -o link show eth1 | sed 's/.*ether \\([^ ]*\\) .*/\\1/')
ip neigh replace ${PEER} lladdr "$mac" dev eth0 nud stale
${becomes}
set +e
${program}`;

/** What answers nothing to a packet of VRRP, as a keepalived does not. */
const KEEPALIVED = `$there perl -e 'use Socket; socket(my $s, AF_INET, SOCK_RAW, 112); sleep 60' & speaker=$!
until [ "$($there sh -c 'wc -l </proc/self/net/raw')" -gt 1 ]; do kill -0 $speaker; sleep 0.02; done`;

describe.skipIf(process.getuid?.() !== 0)('a machine that was a member', () => {
  it.each([
    ['runs a keepalived', KEEPALIVED, 'perhaps'],
    ['runs none', '', 'no keepalived'],
    ['was switched off a moment ago', `$there ip addr flush dev eth1`, 'silent'],
  ])('%s', (_name, becomes, expected) => {
    const fact = formerPeersFact([PEER]);
    const words = ['-n', '-m', 'sh', '-c', WIRE(becomes, fact.program)];
    const { stdout, stderr } = spawnSync('unshare', words, { encoding: 'utf8' });
    expect(fact.parse(stdout).get(PEER), stdout + stderr).toBe(expected);
  });
});
