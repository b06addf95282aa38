import { createHash } from 'node:crypto';
import { quote } from '../../core/programs/shell.ts';
import { LIMITED } from '../define/limited.ts';
import { PRIVATE_STATE, STATE_DIRECTORY } from '../paths.ts';

/** Programs that go on by themselves, each in a folder of its own. */
const JOBS_DIRECTORY = `${STATE_DIRECTORY}/jobs`;

/** Bytes that are kept of what a job prints, each of stdout and stderr. */
const MAX_OUTPUT_BYTES = 1_048_576;

/** What a job is about: two of one name are one job on a host. */
export interface Job {
  readonly name: string;
  /** POSIX sh. */
  readonly program: string;
  /** Milliseconds until the machine itself ends it. */
  readonly limitMs: number;
}

/** Of one name and one program, whoever started it. */
export function jobId({ name, program }: Pick<Job, 'name' | 'program'>): string {
  return hashed(JSON.stringify([name, program]));
}

function hashed(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

function folderOf(name: string): string {
  return `${JOBS_DIRECTORY}/${hashed(name)}`;
}

/**
 * POSIX-sh functions about one job. It runs as long as the shell that watches over it does, or what that has
 * started: both are known by their command lines, since the number of a process is given to others later.
 */
function functionsFor(name: string): string {
  return `job=${folderOf(name)}
is_process() {
  case $1 in '' | *[!0-9]* | 0 | 1) return 1 ;; esac
  cat "/proc/$1/cmdline" 2>/dev/null | tr '\\0' ' ' | grep -qF -e "$2 "
}
number() { cat "$job/$1" 2>/dev/null || true; }
runs() { is_process "$(number pid)" "$job/watch" || is_process "$(number program.pid)" "$job/program"; }
state() {
  if [ ! -e "$job/id" ]; then echo none; return; fi
  state=ready
  if [ ! -e "$job/exit" ] && runs; then state=running
  elif [ -e "$job/exit" ]; then state=ended
  elif [ -e "$job/pid" ]; then state=lost
  fi
  limit=within; [ ! -e "$job/program.over" ] || limit=over
  printf '%s %s %s\\n' "$state" "$(number id)" "$limit"
}`;
}

/** POSIX sh that says how a job stands, and changes nothing. */
export function jobState(name: string): string {
  return `${functionsFor(name)}\nstate`;
}

/**
 * Runs a job's program to its end or its limit, and leaves how it ended. The first one to link its number runs
 * it; a second does nothing. What the program has started besides goes with it at the limit, and then only.
 */
const WATCH = `${LIMITED}
job=$1
umask 022
echo $$ > "$job/.pid.$$"
ln "$job/.pid.$$" "$job/pid" || exit 0
rm -f "$job/.pid.$$"
. "$job/environment"
job=$1
seconds=$2
cd "\${HOME:-/}" 2>/dev/null || cd /
code=0
limited "$seconds" "$job/program" sh "$job/program" > "$job/stdout" 2> "$job/stderr" < /dev/null || code=$?
printf '%s\\n' "$code" > "$job/.exit"
mv -f "$job/.exit" "$job/exit"
`;

/**
 * POSIX sh that starts a job, unless it is there already; prints `started` or `found`. A unit of systemd where
 * there is systemd, since that may end what a login leaves behind; else a session of its own.
 */
export function startProgram({ name, program, limitMs }: Job): string {
  const id = jobId({ name, program });
  const words = `"$job/watch" "$job" ${Math.ceil(limitMs / 1000)}`;
  return `${functionsFor(name)}
${PRIVATE_STATE}
case $(state) in
  "running ${id} "* | "ended ${id} "*) echo found; exit 0 ;;
  running*) echo 'a job of this name with another program still runs'; exit 1 ;;
esac
rm -rf "$job"
umask 077
mkdir -p ${JOBS_DIRECTORY}
new=$(mktemp -d ${JOBS_DIRECTORY}/.new.XXXXXX)
# Written by the shell that will read it: each quotes in a way of its own.
sh -c 'export -p' > "$new/environment"
printf %s ${quote(program)} > "$new/program"
printf %s ${quote(WATCH)} > "$new/watch"
printf '%s\\n' ${quote(name.replaceAll(/\s+/g, ' '))} > "$new/name"
echo ${id} > "$new/id"
mv "$new" "$job"
if [ -d /run/systemd/system ] && systemd-run --quiet --unit=havip-deploy-job-${hashed(name)} \\
  --property=KillMode=process /bin/sh ${words} < /dev/null > /dev/null 2>&1; then :
else setsid sh ${words} < /dev/null > /dev/null 2>&1 &
fi
waited=0
until [ -e "$job/pid" ]; do
  waited=$((waited + 1))
  [ "$waited" -lt 200 ] || { echo 'it did not begin within 20 s'; exit 1; }
  sleep 0.1
done
echo started`;
}

/** POSIX sh that prints what a job that has ended has printed, and ends as it did. */
export function jobAnswer(name: string): string {
  return `${functionsFor(name)}
head -c ${MAX_OUTPUT_BYTES} "$job/stdout"
head -c ${MAX_OUTPUT_BYTES} "$job/stderr" >&2
exit "$(number exit)"`;
}

/** POSIX sh that ends a job where it runs, and takes all that is left of it away; prints `stopped` or nothing. */
export function stopProgram(name: string): string {
  return `${functionsFor(name)}
if [ -e "$job/id" ] && [ ! -e "$job/exit" ] && runs; then
  end() {
    program=$(number program.pid)
    ! is_process "$program" "$job/program" || kill "-$1" "-$program" 2>/dev/null || true
  }
  end TERM
  waited=0
  while runs && [ "$waited" -lt 100 ]; do sleep 0.1; waited=$((waited + 1)); done
  end KILL
  while runs && [ "$waited" -lt 200 ]; do sleep 0.1; waited=$((waited + 1)); done
  echo stopped
fi
rm -rf "$job"`;
}
