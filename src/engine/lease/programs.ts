import { createHash } from 'node:crypto';
import { quote } from '../../core/programs/shell.ts';
import { parsePairs } from '../../resources/fact.ts';
import { oneLine } from '../journal/preamble.ts';
import {
  formatLease,
  LEASE_SECONDS,
  type Lease,
  MAX_SECONDS_LEFT,
  parseLease,
  type SeenLease,
} from './lease.ts';

/** Seconds that a program waits while another changes the lease, which takes milliseconds. */
const TURN_SECONDS = 10;

/** Bytes; what is longer was not written by us. */
const MAX_LEASE_BYTES = 4096;

/**
 * What became of a lease; `outdated`: a later attempt has been here; `failed` means that the machine could not do it,
 * `no-turn` that a process there keeps everybody from it; then nothing has changed.
 */
export type LeaseResult =
  | 'taken'
  | 'held'
  | 'outdated'
  | 'renewed'
  | 'released'
  | 'gone'
  | 'no-turn'
  | 'failed';

/** Grows with each attempt at a unit; of two attempts, only the later one may begin. */
export interface AttemptToken {
  /** What gives the numbers; those of two have nothing to do with each other. */
  readonly series: string;
  readonly number: number;
}

/** What one of the programs below printed. */
export interface LeaseAnswer {
  readonly result: LeaseResult;
  /** The lease that was there before. */
  readonly seen: SeenLease;
  /** The folder of the lease came with it: nobody else has had one on the machine. */
  readonly made?: true;
  /** Why it failed. */
  readonly said: string;
}

/**
 * Prints the lease and the seconds that it has left, or nothing where there is none; changes nothing. What is no number
 * there ends a shell that calculates with it, so that it is one of its own.
 */
export function lookProgram(file: string): string {
  return `if [ -f ${quote(file)} ]; then
(
${readLease(file)}
head -c ${MAX_LEASE_BYTES} ${quote(file)}; printf '\\nsecondsLeft=%s\\n' "$left"
)
fi`;
}

/**
 * POSIX sh that sets `there` (the id of the lease in a file, or nothing), `left` (seconds until it runs out),
 * `now` and `boot`. The clock is the one that counts from the machine's boot: nobody can set it, and it goes on
 * while the machine sleeps. After a reboot a lease lasts as long as a fresh one, so that the run that has it
 * can come back and renew it. A lease that names no boot goes by the wall clock.
 */
export function readLease(file: string): string {
  return `there= until=0 on=
if [ -f ${quote(file)} ]; then
  while IFS='=' read -r key value; do
    case $key in id) there=$value ;; expiresAt) until=$value ;; machineBoot) on=$value ;; esac
  done < ${quote(file)}
fi
case $until in '' | *[!0-9]* | ?????????????*) until=0 ;; esac
read -r now _ < /proc/uptime; now=\${now%.*}
read -r boot < /proc/sys/kernel/random/boot_id
if [ -z "$on" ]; then left=$((until - $(date +%s)))
elif [ "$on" = "$boot" ]; then left=$((until - now))
else left=$((${LEASE_SECONDS} - now)); fi`;
}

/**
 * Takes the lease where there is none, where it has run out by the machine's boot clock, where it is dated
 * further ahead than a lease can be, or where it is the one with the id `over`; prints `result=taken` or `held`, and the lease that was there. Taking one's own
 * again renews it.
 * @param options.over id of a live lease whose owner is known to have ended
 * @param options.only id of the only lease, run out, that may be replaced
 * @param options.token of this attempt: one that is known to be outdated gets nothing, also where nobody has the lease
 * @param options.unit whose lease it is within its run: a machine may have several names, each in a unit of its own
 */
export function takeProgram(
  file: string,
  lease: Lease,
  options: {
    readonly over?: string;
    readonly only?: string;
    readonly unit?: string;
    readonly token?: AttemptToken;
  } = {},
): string {
  const { over = '', only = '', unit, token } = options;
  return inTurn(
    file,
    lease.id,
    `text=${quote(formatLease(lease))}
result=held
${token === undefined ? '' : noteToken(token, unit ?? '')}if [ "$result" = outdated ]; then :; elif [ -z "$there" ] || [ "$there" = "$mine" ] || [ "$there" = ${quote(over)} ] ||
  [ "$left" -le 0 ] || [ "$left" -gt ${MAX_SECONDS_LEFT} ]; then
  ${only === '' ? '' : `[ "$there" = ${quote(only)} ] && `}write "$text" && result=taken
fi${unit === undefined ? '' : `\n${noteUnit(unit)}`}`,
  );
}

/** Keeps the greatest number of a unit's attempts, which outlives the lease; an earlier one is told that it is late. */
function noteToken({ series, number }: AttemptToken, unit: string): string {
  const name = createHash('sha256').update(`${series} ${unit}`).digest('hex').slice(0, 16);
  return `attempts="$folder/.attempts-${name}" known=0
[ ! -f "$attempts" ] || read -r known < "$attempts"
case $known in '' | *[!0-9]* | ????????????????*) known=0 ;; esac
if [ "$known" -gt ${number} ]; then result=outdated
else printf '%s\\n' ${number} > "$attempts" || failed "$attempts could not be written"; fi
`;
}

/** Units of one run that have the lease of a machine: the last one to give it back removes it. */
const UNITS = '"$folder/.units"';

function noteUnit(unit: string): string {
  return `unit=${quote(oneLine(unit))}
${READ_UNITS}
if [ "$result" = taken ]; then
  [ "$there" = "$mine" ] || : > ${UNITS}
  read_units
  [ "$has" = yes ] || printf '%s\\n' "$unit" >> ${UNITS}
fi`;
}

/** Sets `has`, and `others` to the names of all others. */
const READ_UNITS = `read_units() {
  has=no others=
  [ -f ${UNITS} ] || return 0
  while IFS= read -r each; do
    if [ "$each" = "$unit" ]; then has=yes; else others="$others$each
"; fi
  done < ${UNITS}
}`;

/** Puts the expiry off; prints `result=renewed`, or `gone` where the lease is another's or not there. */
export function renewProgram(file: string, id: string): string {
  return inTurn(
    file,
    id,
    `result=gone
if [ "$there" = "$mine" ]; then
  text=
  while IFS= read -r line || [ -n "$line" ]; do
    case $line in expiresAt=* | machineBoot=*) ;; *) text="$text$line
" ;; esac
  done < "$file"
  write "\${text%?}" && result=renewed
fi`,
  );
}

/**
 * Removes the lease of this id, and no other; prints `result=released`, or `gone`.
 * @param unit who gives it back: it stays where other units of the run have it, too
 * @param whole with the folders around it, as far as nothing else is in them
 */
export function releaseProgram(file: string, id: string, unit?: string, whole = false): string {
  const folders = ' && { rm -f "$folder/.turn"; rmdir "$folder" "${folder%/*}" 2>/dev/null || true; }';
  return inTurn(
    file,
    id,
    `result=gone
${unit === undefined ? 'others=' : `unit=${quote(oneLine(unit))}\n${READ_UNITS}\nread_units`}
if [ "$there" = "$mine" ]; then
  if [ -n "$others" ]; then printf %s "$others" > ${UNITS} && result=released
  else rm -f "$file" ${UNITS} && result=released${whole ? folders : ''}; fi
fi`,
  );
}

/**
 * The kernel's own lock makes looking and writing one step, and is free again when its owner dies. The
 * rename keeps those who only look from ever reading half a lease. Errors go where the answer goes.
 */
function inTurn(file: string, id: string, step: string): string {
  return `exec 2>&1
${WHO_HAS}
umask 077
file=${quote(file)}; mine=${quote(id)}; folder=\${file%/*}
failed() { printf '\\n%s\\nresult=%s\\n' "$1" "\${2:-failed}"; exit 1; }
write() {
  printf '%s\\nexpiresAt=%s\\nmachineBoot=%s\\n' "$1" $((now + ${LEASE_SECONDS})) "$boot" > "$folder/.new" &&
    mv -f "$folder/.new" "$file" && return
  rm -f "$folder/.new"
  failed "$file could not be written"
}
made=no tries=0
while :; do
  tries=$((tries + 1))
  [ -d "$folder" ] || { mkdir -p "$folder" && made=yes; }
  # Who can open a file can lock it, so nobody else may reach into these folders, however they came.
  chmod 700 "$folder" "\${folder%/*}" && [ -w "$folder" ] || { [ ! -d "$folder" ] && [ $tries -lt 9 ] && continue; failed "$folder cannot be written to"; }
  exec 9>>"$folder/.turn"
  flock -w ${TURN_SECONDS} 9 || failed "$(who_has "$folder/.turn")" no-turn
  # A run that has changed nothing takes the folder along; who has waited for it meanwhile begins anew.
  [ ! "$folder/.turn" -ef /proc/self/fd/9 ] || break
  [ $tries -lt 9 ] || failed "$folder comes and goes"
done
${readLease(file)}
case $there in '') ;; "$mine") printf 'id=%s\\n' "$mine" ;; *) head -c ${MAX_LEASE_BYTES} "$file" ;; esac
seen=$left
${step}
printf '\\nresult=%s\\nsecondsLeft=%s\\nmade=%s\\n' "$result" "$seen" "$made"`;
}

/** POSIX sh that names the processes which the kernel's list of locks has for a file. */
const WHO_HAS = `who_has() {
  number=$(stat -c %i "$1")
  while read -r _ _ _ _ process place _; do
    case $place in *":$number") ;; *) continue ;; esac
    [ "$process" != $$ ] || continue
    printf 'process %s holds %s: %s\\n' "$process" "$1" "$(tr '\\0' ' ' 2>/dev/null < "/proc/$process/cmdline" | head -c 200)"
  done < /proc/locks 2>/dev/null | sort -u | head -n 3
}`;

/** Reads what one of the changing programs printed. */
export function parseAnswer(output: string): LeaseAnswer {
  const { result, made } = parsePairs(output);
  const known = (['taken', 'held', 'outdated', 'renewed', 'released', 'gone', 'no-turn'] as const).find(
    (each) => each === result,
  );
  const said = output
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('result='))
    .join('\n');
  return known === undefined || known === 'no-turn'
    ? { result: known ?? 'failed', seen: { lease: undefined, secondsLeft: 0 }, said }
    : { result: known, seen: parseLease(output), said: '', ...(made === 'yes' && { made: true }) };
}
