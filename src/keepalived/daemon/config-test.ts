import { compareReleases } from '../release.ts';

/** What `keepalived -t` says about a configuration, as far as it can be believed. */
export interface ConfigVerdict {
  readonly verdict: 'accepted' | 'rejected' | 'indeterminate';
  /** The lines that led to the verdict; none where it was accepted. */
  readonly lines: readonly string[];
}

/**
 * Lines that keepalived prints about configurations that it runs as they are meant: extended regular
 * expressions that JavaScript and `grep -E` read alike, because a target judges with them too.
 */
export const HARMLESS_TEST_LINES: readonly string[] = [
  'SECURITY VIOLATION - scripts are being executed but script_security not enabled',
  'Ignoring track_interface [^ ]+ since own interface',
  'Warning - cannot track route [^ ]+ with no interface specified, not tracking',
  'is deprecated( -|[.]) [pP]lease (use|replace with) ',
  'global_tracking is deprecated',
  '(against a vrrp is deprecated[.]|Please use global lvs_sync_daemon)$',
  'promote_secondaries is automatically set for vmacs',
  'track_interface [^ ]+ is configured on VRRP instance and sync group',
  'protocol specified for fwmark - protocol will be ignored',
  'default user .keepalived_script. for script execution does not exist',
  '^Configuration is using ?:',
  '^(Opening|Reading) file .',
  '^Starting (VRRP|Healthcheck|BFD) child process',
  '^Registering (Kernel netlink|gratuitous ARP|gratuitous NDISC|DBus)',
  '^Command line: .',
  '^Terminated$',
  // Of a shell, about a test that never ends.
  'Killed( +.*keepalived -t .*)?$',
];

/** Seconds for `keepalived -t`, which takes a fraction of one; a name that nobody resolves may take some more. */
const TEST_SECONDS = 30;

/**
 * POSIX-sh function `test_config FILE`: `keepalived -t`, ended after a while, since some releases loop for ever over
 * what they run with; its exit code is 124 then.
 */
export const TEST_CONFIG = `test_config() {
  tested=0
  limit=; timeout 1 true 2>/dev/null && limit='timeout -k 1 ${TEST_SECONDS}'
  $limit keepalived -t -f "$1" || tested=$?
  # Where it does not heed SIGTERM.
  [ $tested -ne 137 ] || tested=124
  return $tested
}`;

const HARMLESS = HARMLESS_TEST_LINES.map((pattern) => new RegExp(pattern));

/** The first release whose `-t` reports errors at all. */
const FIRST_TRUSTED = '2.0.7';

const SIGTERM_STATUS = 143;

/** What `timeout` exits with: releases up to 2.2.7 may look for an undefined `track_file` for ever. */
const OUT_OF_TIME = 124;

/** What the releases exit with for what they only remark on, script security among it. */
const FOR_REMARKS: ReadonlySet<number> = new Set([3, 4, 5, 6]);

/** 2.2.5 to 2.2.7 end themselves by SIGTERM when a script runs as another user than root. */
function killsItself(version: string): boolean {
  return compareReleases(version, '2.2.5') >= 0 && compareReleases(version, '2.2.7') <= 0;
}

function signalled(exitCode: number): boolean {
  return exitCode >= 128;
}

/**
 * Judges a `keepalived -t -e` by what it printed, not by its exit code: releases up to the newest exit with 0
 * for mistakes, and a missing script security (5 or 6) hides what else is wrong. An exit that no line
 * explains, and a run that a signal ended, prove nothing.
 *
 * @param version upstream release, such as `2.2.7`
 * @param exitCode a signal n counts as 128 + n
 */
export function judgeConfigTest(version: string, exitCode: number, stderr: string): ConfigVerdict {
  const lines = stderr
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (compareReleases(version, FIRST_TRUSTED) < 0) return { verdict: 'indeterminate', lines };

  const complaints = lines.filter((line) => !HARMLESS.some((pattern) => pattern.test(line)));
  if (complaints.length > 0) return { verdict: 'rejected', lines: complaints };
  if (exitCode === SIGTERM_STATUS && killsItself(version)) {
    const line = `keepalived ${version} ended itself by SIGTERM, as it does when a script runs as another user than root`;
    return { verdict: 'indeterminate', lines: [line] };
  }
  if (signalled(exitCode)) {
    return { verdict: 'indeterminate', lines: [`keepalived -t was ended by signal ${exitCode - 128}`] };
  }
  if (exitCode === 0 || (lines.length > 0 && FOR_REMARKS.has(exitCode)))
    return { verdict: 'accepted', lines: [] };
  if (exitCode === OUT_OF_TIME) return { verdict: 'indeterminate', lines: ['keepalived -t did not end'] };
  return { verdict: 'indeterminate', lines: [`keepalived -t exited with ${exitCode} and said nothing`] };
}
