/**
 * POSIX-sh function `limited SECONDS MARK COMMAND…`: a command in a group of its own, which is ended with all
 * that it has started once it has taken so long; `MARK.over` is there then. While it runs, its number stands in
 * `MARK.pid`. What it has started besides and left behind when it ended by itself stays. No `timeout` of busybox
 * can do that.
 */
export const LIMITED = `limited() {
  limited_seconds=$1
  limited_mark=$2
  shift 2
  exec 3<&0
  setsid "$@" <&3 3<&- &
  limited_program=$!
  exec 3<&-
  echo "$limited_program" > "$limited_mark.pid"
  setsid sh -c 'sleep "$3"; [ -e "$1.pid" ] || exit 0
: > "$1.over"; kill -TERM "-$2"; sleep 5; kill -KILL "-$2"' limit "$limited_mark" "$limited_program" \\
    "$limited_seconds" < /dev/null > /dev/null 2>&1 &
  limited_watch=$!
  limited_code=0
  # Some shells say of a program that it was terminated, which is no word of its own.
  wait "$limited_program" 2>/dev/null || limited_code=$?
  if [ -e "$limited_mark.over" ]; then
    limited_left=0
    while kill -0 "-$limited_program" 2>/dev/null && [ "$limited_left" -lt 5 ]; do
      sleep 1
      limited_left=$((limited_left + 1))
    done
    kill -KILL "-$limited_program" 2>/dev/null || :
  fi
  rm -f "$limited_mark.pid"
  # Where it has no group of its own yet.
  kill -TERM "-$limited_watch" 2>/dev/null || kill -TERM "$limited_watch" 2>/dev/null || :
  return "$limited_code"
}`;
