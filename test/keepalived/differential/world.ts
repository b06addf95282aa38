import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ConfigVerdict, judgeConfigTest } from '../../../src/keepalived/daemon/config-test.ts';
import { mayBeOlder, releaseOf } from '../../../src/keepalived/release.ts';

/** Two interfaces, and in a folder of its own the scripts that configurations name. */
const WORLD = `set -e
for card in eth0 eth1; do ip link add "$card" type veth peer name "other-$card"; ip link set "$card" up; ip link set "other-$card" up; done
ip addr add 172.16.16.5/24 dev eth0; ip addr add 10.1.0.5/24 dev eth1
mount -t tmpfs none /etc/keepalived
for script in check do_sth.sh notify_action.sh; do
  printf '#!/bin/sh\\n' >/etc/keepalived/$script; chmod 755 /etc/keepalived/$script
done
# Each waits more than it works.
ls "$1"/*.conf | xargs -P 8 -I FILE sh -c 'timeout 30 keepalived -t $STRICT -f "FILE" >"FILE.said" 2>&1; echo $? >"FILE.status"'`;

/** The release of the keepalived of this machine; undefined where there is none, or nobody may make a world. */
export function ownRelease(): string | undefined {
  const { status, stderr } = spawnSync('keepalived', ['-v'], { encoding: 'utf8' });
  return process.getuid?.() === 0 && status === 0 ? (releaseOf(stderr) ?? undefined) : undefined;
}

/** What this machine's keepalived says of each configuration: all of them in one world, which costs more than they. */
export function judge(release: string, texts: readonly string[]): readonly ConfigVerdict[] {
  const folder = mkdtempSync(join(tmpdir(), 'havip-differential-'));
  try {
    const files = texts.map((text, index) => {
      const file = join(folder, `${String(index).padStart(5, '0')}.conf`);
      writeFileSync(file, text, { mode: 0o640 });
      return file;
    });
    const made = spawnSync('unshare', ['-n', '-m', 'sh', '-c', WORLD, 'sh', folder], {
      encoding: 'utf8',
      // Unknown before.
      env: { ...process.env, STRICT: mayBeOlder(release, '2.2.0') ? '' : '-e' },
    });
    if (made.status !== 0) throw new Error(made.stderr);
    return files.map((file) =>
      judgeConfigTest(
        release,
        Number(readFileSync(`${file}.status`, 'utf8')),
        readFileSync(`${file}.said`, 'utf8').replaceAll(file, 'FILE'),
      ),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}
