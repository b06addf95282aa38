import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { writeRefusal } from '../../src/core/programs/write-refusal.ts';
import { tryToWrite } from '../../src/havip/cluster/try-to-write.ts';

const SHELLS = ['dash', 'bash', 'busybox sh'];

/** What makes `/mnt`, in a mount namespace of its own, a place that takes no file; and before whom. */
const PLACES: readonly { readonly kind: string; readonly make: string; readonly as?: string | undefined }[] =
  [
    { kind: 'full', make: 'mount -t tmpfs -o size=8k none /mnt; head -c 9000 /dev/zero >/mnt/a' },
    { kind: 'full', make: 'mount -t tmpfs -o nr_inodes=2 none /mnt; : >/mnt/a' },
    { kind: 'read-only', make: 'mount -t tmpfs -o ro none /mnt' },
    { kind: 'immutable', make: 'mount -t tmpfs none /mnt; chattr +i /mnt' },
    {
      kind: 'denied',
      make: 'mount -t tmpfs -o mode=555 none /mnt',
      // As a share that does not trust root: it is root, and nothing is its own.
      as: 'setpriv --inh-caps=-dac_override --bounding-set=-dac_override',
    },
  ];

/** What programs say inside such a place, both streams. */
function said(make: string, words: readonly string[], as: string = ''): string {
  const setup = `(\n${make}\n) 2>/dev/null; export LC_ALL=C; exec ${as} "$@"`;
  const { stdout, stderr } = spawnSync('unshare', ['-m', 'sh', '-c', setup, 'sh', ...words], {
    encoding: 'utf8',
  });
  return `${stdout}${stderr}`;
}

describe.each(PLACES)('a place that is $kind ($make)', ({ kind, make, as }) => {
  it.each(SHELLS)('is told as that, by %s', (shell) => {
    const run = (program: string) => said(make, [...shell.split(' '), '-c', program], as ?? '');
    const out = [
      run('cat /proc/cpuinfo >/mnt/new'),
      run('mktemp -d /mnt/new.XXXXXX && cat /proc/cpuinfo >/mnt/new'),
    ];
    expect(out.map((each) => writeRefusal(each)?.kind)).toEqual([kind, kind]);
    if (make.includes('size=')) return;
    const [, why = ''] = /^why=(.+)$/m.exec(run(tryToWrite('/mnt', 'why='))) ?? [];
    expect(writeRefusal(why)?.kind).toBe(kind);
  });
});

describe('what programs say of a file', () => {
  it.each([
    ["mv: cannot move 'a' to 'b': Operation not permitted", 'immutable'],
    ['cp: cannot create regular file: Disk quota exceeded', 'quota'],
    ['sh: 3: echo: echo: I/O error\ncat: write error: Input/output error', 'failing'],
    ['mktemp: failed to create directory via template: Stale file handle', 'failing'],
    ['tar: x: Cannot open: Permission denied\ntar: write error: No space left on device', 'full'],
    // Of something else than a file.
    ['RTNETLINK answers: Operation not permitted', undefined],
    ['iptables v1.8.9: Could not fetch rule set: Permission denied (you must be root)', undefined],
    ['curl: (7) Failed to connect', undefined],
    ['', undefined],
  ])('%s', (line, kind) => {
    expect(writeRefusal(line)?.kind).toBe(kind);
  });
});
