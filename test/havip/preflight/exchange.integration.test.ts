import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wireFact } from '../../../src/havip/preflight/wire/exchange.ts';
import { PERL } from '../../../src/havip/preflight/wire/perl.ts';
import { PYTHON } from '../../../src/havip/preflight/wire/python.ts';

const able = process.getuid?.() === 0 && spawnSync('python3', ['-V']).status === 0;

/** Two machines on one wire, as far as the network goes. */
const WIRE = `set -e
mount -t sysfs none /sys
unshare -n -m sh -c 'mount -t sysfs none /sys; exec sleep 60' >/dev/null 2>&1 & other=$!
trap 'kill $other' EXIT
until [ "$(cat /proc/$other/comm)" = sleep ]; do sleep 0.02; done
ip link add eth0 type veth peer name eth1
ip link set eth1 netns $other
there="nsenter -t $other -n -m"
# The floating address by a narrower mask, as people write it: by the routes, packets to the peer would come from it.
ip addr add 10.9.0.1/16 dev eth0; ip addr add 10.9.0.9/24 dev eth0; ip link set eth0 up
$there ip addr add 10.9.0.2/16 dev eth1; $there ip link set eth1 up
$there python3 "$1/python" eth1 10.9.0.2 1.2 10.9.0.9 "$3" 10.9.0.1 >"$1/second" & second=$!
# It listens by now: how long a program takes to start does not count.
until [ "$($there sh -c 'wc -l </proc/self/net/raw')" -gt 1 ]; do kill -0 $second; sleep 0.02; done
sleep "$2"
perl "$1/perl" eth0 10.9.0.1 1.2 10.9.0.9 "$3" 10.9.0.2 >"$1/first"
wait $second`;

describe.skipIf(!able)('test packets of two nodes', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'havip-exchange-'));
    writeFileSync(join(folder, 'perl'), PERL);
    writeFileSync(join(folder, 'python'), PYTHON);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([
    ['at once', '0', '-', { asNew: true, asAnswer: true }],
    ['of which one begins five seconds later: not taken for silence', '5', '-', { asAnswer: true }],
    ['to a group', '0', '239.200.9.9', { asNew: true, asAnswer: true }],
  ])('%s', (_when, after, group, expected) => {
    const made = spawnSync('unshare', ['-n', '-m', 'sh', '-c', WIRE, 'sh', folder, after, group], {
      encoding: 'utf8',
    });
    expect([made.status, made.stderr]).toEqual([0, '']);
    const options = { interface: 'eth0', address: '10.9.0.1', floating: [], peers: [], advertInt: 1 };
    for (const [end, address] of [
      ['first', '10.9.0.2'],
      ['second', '10.9.0.1'],
    ]) {
      const said = spawnSync('cat', [join(folder, end ?? '')], { encoding: 'utf8' }).stdout;
      expect(wireFact(options).parse(said).heard, said).toMatchObject([{ address, ...expected }]);
    }
  });
});
