/** Why a machine did not let something be written, though it was asked by root. */
export interface WriteRefusal {
  readonly kind: 'full' | 'quota' | 'read-only' | 'immutable' | 'denied' | 'failing';
  /** Behind "the place is": `immutable`. */
  readonly words: string;
  readonly fix: string;
}

/** What stands before the kernel's word where a program was about a file; many others say the same words. */
const ABOUT_A_FILE =
  '(?:(?:cannot|can.t|could not|failed to|unable to) (?:create|open|write|move|rename|remove|overwrite|unlink|touch|make|change)|write error|^(?:(?:da|ba|a)?sh|mktemp|mkdir|touch|mv|cp|ln|install): ).*';

const REFUSALS: readonly (readonly [RegExp, WriteRefusal])[] = [
  [
    /No space left on device/,
    {
      kind: 'full',
      words: 'out of space or of inodes',
      fix: 'Make room: `df -h` and `df -i` on that path say of what.',
    },
  ],
  [
    /Disk quota exceeded|Quota exceeded/,
    {
      kind: 'quota',
      words: 'beyond its quota, whatever `df` says',
      fix: 'Raise the quota or make room within it: `quota -s`, `repquota -a`, `xfs_quota -x -c report`.',
    },
  ],
  [
    /Read-only file system/,
    {
      kind: 'read-only',
      words: 'on a file system that is mounted read-only',
      fix: 'Run `mount -o remount,rw` on it, after `dmesg` has said why: a disk that fails is mounted so.',
    },
  ],
  [
    /Input\/output error|Structure needs cleaning|Stale file handle/,
    {
      kind: 'failing',
      words: 'on a disk or a share that fails',
      fix: 'See `dmesg`: the file system wants a repair, or its server is gone.',
    },
  ],
  [
    new RegExp(`${ABOUT_A_FILE}: Operation not permitted`, 'i'),
    {
      kind: 'immutable',
      words: 'immutable or append-only',
      fix: 'See `lsattr -d` of that path and of its folder, who set `i` or `a` there, and take it away by `chattr -i` or `-a`.',
    },
  ],
  [
    new RegExp(`${ABOUT_A_FILE}: Permission denied`, 'i'),
    {
      kind: 'denied',
      words: 'denied to root',
      fix: 'Where the login is root (`id -u`), it is a share that does not trust it (`root_squash`, see `findmnt -T` of that path) or SELinux or AppArmor (`ausearch -m avc -ts recent`, `dmesg`).',
    },
  ],
];

/** What a refusal is by the words of the kernel that a program has printed, in English; the last one counts. */
export function writeRefusal(said: string): WriteRefusal | undefined {
  const lines = said.split('\n').reverse();
  for (const line of lines) {
    const found = REFUSALS.find(([pattern]) => pattern.test(line));
    if (found !== undefined) return found[1];
  }
  return undefined;
}
