import { quote } from '../../core/programs/shell.ts';
import { LEASE_FILE, MAX_SECONDS_LEFT, RENEW_SECONDS } from '../lease/lease.ts';
import { readLease, releaseProgram, renewProgram, takeProgram } from '../lease/programs.ts';
import { ENDINGS } from './entries.ts';
import { oneLine } from './preamble.ts';

/** Seconds between two looks at the lease; nothing else happens meanwhile. */
const LOOK_SECONDS = 5;

/** What a machine has to know to go back alone. */
export interface Watchdog {
  /** Inventory name of the machine, for whoever meets its lease. */
  readonly host: string;
  /** The run's journal on the machine. */
  readonly folder: string;
  /** Id of the run's lease. */
  readonly lease: string;
  /** Seconds to wait once the lease has run out, so that another machine goes first. */
  readonly extraSeconds: number;
  /** POSIX sh that succeeds where the machine is to stay as it is, since it serves. */
  readonly unless: string;
}

/** POSIX sh that disarms it: the run goes on to the next machine. */
export function disarmProgram(folder: string): string {
  return `: > ${quote(`${folder}/disarmed`)}`;
}

/**
 * POSIX sh, part of the preamble of a journal (`$journal`): has the machine watch the lease of the run that
 * changes it. When that runs out and the run has not ended, its control machine is dead or cut off, and the
 * machine undoes the run by itself, under a lease of its own. A lease that is gone was given back by a run
 * that has told what it left; another's means that somebody else sees to it: then nothing is done.
 */
export function armProgram(watchdog: Watchdog): string {
  return `printf %s ${quote(watchProgram(watchdog))} > "$journal/watchdog.sh"
rm -f "$journal/disarmed"
if [ -d /run/systemd/system ] && systemd-run /bin/sh "$journal/watchdog.sh" </dev/null >/dev/null 2>&1; then :
else setsid /bin/sh "$journal/watchdog.sh" </dev/null >/dev/null 2>&1 & fi`;
}

function watchProgram({ host, folder, lease, extraSeconds, unless }: Watchdog): string {
  const own = {
    id: `${lease}-${host}`,
    user: 'the machine itself',
    host,
    boot: '',
    pid: 0,
    pidStart: '',
    command: 'undo of a run that was cut off',
    startedAt: '@now@',
  };
  const take = takeProgram(LEASE_FILE, own, { only: lease }).replaceAll(
    '@now@',
    `'"$(date -u +%Y-%m-%dT%H:%M:%SZ)"'`,
  );
  return `# ${oneLine(`Undoes a run of havip-deploy on ${host} when nobody comes back to it.`)}
export LC_ALL=C LANGUAGE=C PATH="$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
journal=${quote(folder)}
is_over() { [ -e "$journal/disarmed" ] || tail -n 1 "$journal/log" | grep -qE '^[^ ]* (${ENDINGS.join('|')})$'; }
while :; do
  sleep ${LOOK_SECONDS} || exit
  is_over && exit 0
${readLease(LEASE_FILE)}
  [ "$there" = ${quote(lease)} ] || exit 0
  [ "$left" -gt 0 ] && [ "$left" -le ${MAX_SECONDS_LEFT} ] || break
done
sleep ${extraSeconds}
is_over && exit 0
# It serves, and its peer has not been touched: whoever comes next goes on from here.
if ( ${unless} ) >/dev/null 2>&1; then exit 0; fi
(
${take}
) | grep -qx result=taken || exit 0
# No longer than this shell lives, should it be killed.
( while sleep ${RENEW_SECONDS} && kill -0 $$; do (
${renewProgram(LEASE_FILE, own.id)}
) ; done ) >/dev/null 2>&1 &
renewing=$!
sh "$journal/undo.sh" >> "$journal/undone-alone" 2>&1
kill $renewing
(
${releaseProgram(LEASE_FILE, own.id)}
) >/dev/null
exit 0
`;
}
