/** How a program says that it cannot work here. */
export const CANNOT = `cannot() { printf 'X %s\\n' "$1"; exit 3; }
`;

/**
 * First lines of every program: stamps in UTC with a decimal point whatever the login's locale, and a PATH
 * that sbin is part of. `date` must know nanoseconds, since `ip -ts` and `ping -D` stamp with the same clock.
 */
export const environment = `LC_ALL=C TZ=UTC0 PATH=/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/sbin:/usr/local/bin
export LC_ALL TZ PATH
${CANNOT}case $(date +%N) in *[!0-9]*|'') cannot no-nanoseconds ;; esac
`;

/** Ends a sampler with everything it started, also when nobody reads its lines any more. */
export const endTogether = `started=''
trap 'kill $started 2>/dev/null' EXIT
trap 'exit 0' HUP INT TERM PIPE
`;

/** Samplers that were forgotten end by themselves after this many milliseconds. */
export const LONGEST_SAMPLING_MS = 6 * 60 * 60 * 1000;
