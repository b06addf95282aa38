import type { HavipSettings } from 'havip-deploy';
import { checkPath } from '../paths.ts';

/** Before, the block was called `vrrp_track_file`. */
const TRACK_FILE_SINCE = [2, 1, 0];

/** The checks as the template has them: seconds, and everything that may be missing named. */
export function checkVariables(checks: HavipSettings['checks']) {
  return checks.map((check) => ({
    name: check.name,
    path: checkPath(check.name),
    interval: check.interval / 1000,
    timeout: check.timeout / 1000,
    fall: check.fall,
    rise: check.rise,
    weight: check.weight,
    user: check.user,
    init_fail: check.init_fail,
  }));
}

/** Everything that may be missing is named, because the template takes nothing for granted. */
export function trackedVariables(
  { interfaces, processes, files }: HavipSettings['tracked'],
  version: string,
) {
  return {
    track_interface: interfaces,
    track_process: processes.map((each) => ({
      ...each,
      param_match: each.param_match,
      quorum_max: each.quorum_max,
      delay: each.delay === undefined ? undefined : each.delay / 1000,
    })),
    track_file: files.map((each) => ({
      ...each,
      init_file: each.init_file,
      keyword: isAtLeast(version, TRACK_FILE_SINCE) ? 'track_file' : 'vrrp_track_file',
    })),
  };
}

/** Whether a dotted version is not older than another. */
export function isAtLeast(version: string, floor: readonly number[]): boolean {
  const parts = version.split('.').map(Number);
  for (const [index, wanted] of floor.entries()) {
    const part = parts[index] ?? 0;
    if (part !== wanted) return part > wanted;
  }
  return true;
}
