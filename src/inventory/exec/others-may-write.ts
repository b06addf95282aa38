import { spawnSync } from 'node:child_process';
import { type Stats, statSync } from 'node:fs';

const ALL_MAY_WRITE = 0o002;
const GROUP_MAY_WRITE = 0o020;
const ROOT = 0;

/** The first of these that users other than its owner and root may write; undefined where none is. */
export function writableByOthers(paths: readonly string[]): string | undefined {
  return paths.find((path) => {
    try {
      return othersMayWrite(statSync(path));
    } catch {
      // It has just been read; if it is gone now, nobody knows whose it is.
      return true;
    }
  });
}

function othersMayWrite({ mode, uid, gid }: Stats): boolean {
  if ((mode & ALL_MAY_WRITE) !== 0) return true;
  return (mode & GROUP_MAY_WRITE) !== 0 && !isOfOneUser(gid, uid);
}

/** Whether a group is the owner's own, as most systems give each user one; of one that nobody knows, it is not. */
function isOfOneUser(gid: number, uid: number): boolean {
  const [group, , , members = ''] = entry('group', gid);
  const [owner] = entry('passwd', uid);
  const others = members.split(',').filter((name) => name !== '' && name !== owner && name !== 'root');
  return group !== undefined && others.length === 0 && (gid === ROOT || group === owner);
}

/** Asked of the system, which may have it from elsewhere than /etc. */
function entry(database: 'group' | 'passwd', id: number): readonly string[] {
  const { status, stdout } = spawnSync('getent', [database, String(id)], {
    encoding: 'utf8',
    timeout: 5_000,
  });
  return status === 0 ? stdout.trim().split(':') : [];
}
