import { commandLine, quote } from '../../../core/programs/shell.ts';
import type { Cluster } from '../../../inventory/types.ts';
import { writableByOthers } from '../../../keepalived/lint/rules/script-files.ts';
import type { Fact } from '../../../resources/fact.ts';
import { asKeepalivedRuns, CHECK_ENDED, checkToItsEnd } from '../../daemon/check-to-its-end.ts';
import type { CheckSettings } from '../../settings/parts/checks/check-types.ts';

/** One health check, with the script that keepalived will run and the command in it. */
export interface CheckToRun {
  readonly check: CheckSettings;
  readonly path: string;
  readonly probe: string;
}

/** How the health check ended, run once as keepalived will run it. */
export interface CheckRun {
  /** A person or a drill has drained the node: nothing was run. */
  readonly drained: boolean;
  /** The user who is to run it is not there: nothing was run. */
  readonly nobody: boolean;
  readonly exitCode: number;
  /** Hundredths of a second are all that the clock knows. */
  readonly tookMs: number;
  /** The end of what it said. */
  readonly words: string;
  /** It succeeds also where no process runs and no network is there: then it says nothing of a service. */
  readonly alwaysWell: boolean;
  /** What the first line of the script names to run it, where that is no program; a carriage return as a backslash and r. */
  readonly interpreter: string | undefined;
  /** Floating addresses that stand in the script: the holder would answer for the standby. */
  readonly asks: readonly string[];
  /** The script that root runs, or a folder above it, where others than root may change it. */
  readonly weak: string | undefined;
}

const SWITCH = '/etc/keepalived/maintenance';

/** A check is not waited for longer than this, in seconds, whatever its own time-out. */
const LONGEST_S = 15;

/**
 * Runs the command of the check with the PATH that our check script sets, as root or as its own user,
 * with no input and its own time-out. A script of somebody's own runs a second time in an empty world.
 */
export function checkRunFact(
  { name, havip: { addresses } }: Cluster,
  { check, probe }: Pick<CheckToRun, 'check' | 'probe'>,
): Fact<CheckRun | undefined> {
  const limit = Math.min(check.timeout / 1000, LONGEST_S);
  const script = 'script' in check ? check.script : undefined;
  const as = asUser(check);
  const nobody = as === '' ? '' : `id ${quote(check.user ?? '')} >/dev/null 2>&1 || { echo nobody; exit; }\n`;
  const [path = ''] = script?.split(/\s+/) ?? [];
  const searched = addresses.map(
    (address) => `grep -qwF ${quote(address)} ${quote(path)} && echo "asks ${address}"`,
  );
  return {
    id: `preflight:check:${name}:${check.name}`,
    program: `[ ! -e ${SWITCH} ] || { echo drained; exit; }
${nobody}read -r before _ </proc/uptime
${checkToItsEnd({ probe, limit, as })}
read -r after _ </proc/uptime
echo "took $before $after"
${
  script === undefined
    ? ''
    : `case $said in *'
${CHECK_ENDED} 0') ${asKeepalivedRuns(limit)} unshare -n -p -m -f --mount-proc sh -c ${quote(`mount -t tmpfs none /run && exec ${as}${script}`)} </dev/null >/dev/null && echo always ;; esac
case $said in *'
${CHECK_ENDED} 126' | *'
${CHECK_ENDED} 127') interpreter=$(sed -n '1s/^#! *\\([^ ]*\\).*/\\1/p' ${quote(path)} 2>/dev/null)
  [ -z "$interpreter" ] || [ -x "$interpreter" ] || printf 'interpreter %s\\n' "$interpreter" | sed 's/\\r/\\\\r/' ;; esac
${searched.join('\n')}${as === '' ? `\n${mayBeChanged(path)}` : ''}`
}
printf 'words %s\\n' "$said"`,
    parse: (output) => parseCheckRun(output),
  };
}

const NOT_RUN = {
  drained: false,
  exitCode: 0,
  tookMs: 0,
  words: '',
  alwaysWell: false,
  asks: [],
  weak: undefined,
  interpreter: undefined,
};

function parseCheckRun(output: string): CheckRun | undefined {
  if (/^nobody$/m.test(output)) return { ...NOT_RUN, nobody: true };
  const drained = /^drained$/m.test(output);
  const [, before, after] = /^took (\S+) (\S+)$/m.exec(output) ?? [];
  const exitCode = new RegExp(`^${CHECK_ENDED} (\\d+)\\s*$`, 'm').exec(output)?.[1];
  if (!drained && exitCode === undefined) return undefined;
  const words = output
    .slice(output.indexOf('words ') + 6)
    .replace(new RegExp(`\\s*${CHECK_ENDED} \\d+\\s*$`), '')
    .trim();
  return {
    drained,
    nobody: false,
    exitCode: Number(exitCode ?? 0),
    tookMs: Math.round((Number(after ?? 0) - Number(before ?? 0)) * 1000),
    words: drained ? '' : words,
    interpreter: /^interpreter (\S+)$/m.exec(output)?.[1],
    alwaysWell: /^always$/m.test(output),
    weak: weakest(output),
    asks: [...output.matchAll(/^asks (\S+)$/gm)].map((match) => match[1] ?? ''),
  };
}

/** The command as a person would type it, to try it again. */
export function checkCommand(check: Pick<CheckSettings, 'user'>, probe: string): string {
  return `${asUser(check)}${commandLine('env', '-i', 'PATH=/usr/sbin:/usr/bin:/sbin:/bin', 'sh', '-c', probe)}`;
}

function asUser({ user }: Pick<CheckSettings, 'user'>): string {
  return user === undefined ? '' : `runuser -u ${quote(user)} -- `;
}

/** POSIX sh that prints owner and mode of a script and of each folder above it, as they are behind links. */
function mayBeChanged(path: string): string {
  return `path=${quote(path)} all=''
while [ "\${path#*/}" != "$path" ]; do all="$all $path"; path=\${path%/*}; done
stat -L -c 'mode %u %g %f %n' / $all 2>/dev/null`;
}

function weakest(output: string): string | undefined {
  const rows = [...output.matchAll(/^mode (\d+) (\d+) ([0-9a-f]+) (\S+)$/gm)];
  return rows
    .map(([, uid, gid, mode = '', path = '']) => ({
      path,
      uid: Number(uid),
      gid: Number(gid),
      mode: Number.parseInt(mode, 16) & 0o7777,
      kind: (Number.parseInt(mode, 16) & 0o170000) === 0o040000 ? ('directory' as const) : ('file' as const),
    }))
    .find(writableByOthers)?.path;
}
