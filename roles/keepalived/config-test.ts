import { HARMLESS_TEST_LINES } from 'havip-deploy';

/**
 * POSIX sh that has keepalived judge `$candidate`. Its exit code says too little: a script-security
 * remark hides real errors, and 2.2.5 to 2.2.7 may end themselves by SIGTERM. So every line on stderr
 * that is not known to be harmless is a rejection, and a keepalived that has no config test, died of
 * its own test or never ends it (2.2.7 may, over a `track_file` that is not defined) leaves the judgement
 * to our linter, which has passed the text before it was sent.
 */
export function configTest(): string {
  return `command -v keepalived >/dev/null || exit 0
keepalived --help 2>&1 | grep -q -e '--config-test' || exit 0
limit=; timeout 1 true 2>/dev/null && limit='timeout 30'
status=0; said=$($limit keepalived -t -f "$candidate" 2>&1 >/dev/null) || status=$?
[ $status -lt 124 ] || exit 0
objections=$(printf '%s\\n' "$said" | grep -Ev ${harmless()} || true)
if [ -n "$objections" ]; then
  echo 'keepalived -t rejects the new configuration; the one in place is untouched:'
  printf '%s\\n' "$objections" | sed "s|$candidate|the new keepalived.conf|g"
  exit 1
fi
[ $status -eq 0 ] || [ -n "$said" ] || { echo "keepalived -t ended with $status and said nothing"; exit 1; }`;
}

function harmless(): string {
  return `'${['^[[:space:]]*$', ...HARMLESS_TEST_LINES].join('|')}'`;
}
