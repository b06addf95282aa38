import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PERL } from '../../../src/havip/preflight/wire/perl.ts';
import { PYTHON } from '../../../src/havip/preflight/wire/python.ts';
import { listenersFact } from '../../../src/havip/wire/listeners.ts';

/** The program itself, since what a version manager puts before it takes seconds. */
const python = spawnSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' });
const able = process.getuid?.() === 0 && python.status === 0;
const ASK = { interface: 'eth0', address: '10.9.0.1', group: '224.0.0.18' };

/** What a keepalived by somebody else's hand does: it joins the group, and says nothing. */
const LISTENER = `use Socket; socket(my $s, AF_INET, SOCK_RAW, 112);
setsockopt($s, 0, 35, pack('a4a4', inet_aton('224.0.0.18'), inet_aton('10.9.0.2'))); sleep 60`;

/** Two machines on one wire; on the other one runs what is given, and this one asks once it has joined. */
const WIRE = `set -e
mount -t sysfs none /sys
unshare -n -m sh -c 'mount -t sysfs none /sys; exec sleep 60' >/dev/null 2>&1 & other=$!
trap 'kill $other $made $before' EXIT
until [ "$(cat /proc/$other/comm)" = sleep ]; do sleep 0.02; done
ip link add eth0 type veth peer name eth1
ip link set eth1 netns $other
there="nsenter -t $other -n -m"
ip addr add 10.9.0.1/24 dev eth0; ip link set eth0 up
$there ip addr add 10.9.0.2/24 dev eth1; $there ip link set eth1 up
users=1
case $2 in
perl) $there perl "$1/exchange.pl" eth1 10.9.0.2 60 10.9.0.9 - 10.9.0.1 >/dev/null & ;;
python) $there "$3" "$1/exchange.py" eth1 10.9.0.2 60 10.9.0.9 - 10.9.0.1 >/dev/null & ;;
keepalived) $there perl "$1/listener.pl" & ;;
both) users=2
  $there perl "$1/listener.pl" & before=$!
  $there perl "$1/exchange.pl" eth1 10.9.0.2 60 10.9.0.9 - 10.9.0.1 >/dev/null & ;;
esac
made=$!
until $there cat /proc/net/igmp | grep -q "120000E0 *$users "; do sleep 0.02; done
sh "$1/ask"`;

describe.skipIf(!able)('who listens to VRRP’s group', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'havip-listeners-'));
    writeFileSync(join(folder, 'exchange.pl'), PERL);
    writeFileSync(join(folder, 'exchange.py'), PYTHON);
    writeFileSync(join(folder, 'listener.pl'), LISTENER);
    writeFileSync(join(folder, 'ask'), listenersFact(ASK).program);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([
    ['a keepalived', 'keepalived', ['10.9.0.2']],
    ['the test packets of another cluster that is looked at, in Perl', 'perl', []],
    ['the same in Python', 'python', []],
    ['a keepalived on a machine that is looked at', 'both', ['10.9.0.2']],
  ])('%s', (_name, there, listening) => {
    const made = spawnSync(
      'unshare',
      ['-n', '-m', 'sh', '-c', WIRE, 'sh', folder, there, python.stdout.trim()],
      {
        encoding: 'utf8',
        timeout: 60_000,
      },
    );
    const { stdout, stderr } = made;
    const others = listenersFact(ASK)
      .parse(stdout)
      ?.listening.filter((address) => address !== ASK.address);
    expect(others, stdout + stderr).toEqual(listening);
  });
});
