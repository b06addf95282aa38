import { CONFIG_PATH, HARMLESS_TEST_LINES, TEST_CONFIG } from 'havip-deploy';

/**
 * POSIX sh that has keepalived judge `$candidate`. Its exit code says too little: a script-security
 * remark hides real errors, and 2.2.5 to 2.2.7 may end themselves by SIGTERM. So every line on stderr
 * that is not known to be harmless is a rejection, and a keepalived that has no config test, died of
 * its own test or never ends it (2.2.7 may, over a `track_file` that is not defined, although it runs with it) leaves
 * the judgement to our linter, which has passed the text before it was sent. What it has against the file in place,
 * too, with which it runs, is no objection: somebody's pair serves in spite of it. A `virtual_server`, which may come
 * in by a template or a raw line as well as by a whole file, needs what the kernel has to have.
 */
export function configTest(): string {
  return `${ipvsTest()}
command -v keepalived >/dev/null || exit 0
case "$(keepalived --help 2>&1)" in *--config-test*) ;; *) exit 0 ;; esac
${TEST_CONFIG}
remarks() { { test_config "$1" >/dev/null; } 2>&1; }
status=0; said=$(remarks "$candidate") || status=$?
[ $status -lt 128 ] || exit 0
objections=
[ -z "$said" ] || objections=$(printf '%s\\n' "$said" | grep -Ev ${harmless()} || true)
if [ -n "$objections" ] && systemctl is-active --quiet keepalived 2>/dev/null; then
  without_place() { sed 's/^([^()]*: Line [0-9]*) //'; }
  known=$(remarks ${CONFIG_PATH} | without_place || true)
  objections=$(printf '%s\\n' "$objections" | while IFS= read -r line; do
    printf '%s\\n' "$line" | without_place | grep -qxF -e "$known" || printf '%s\\n' "$line"
  done)
fi
if [ -n "$objections" ]; then
  echo 'keepalived -t rejects the new configuration; the one in place is untouched:'
  printf '%s\\n' "$objections" | sed "s|$candidate|the new keepalived.conf|g"
  exit 1
fi
[ $status -eq 0 ] || [ $status -eq 124 ] || [ -n "$said" ] || { echo "keepalived -t ended with $status and said nothing"; exit 1; }`;
}

/**
 * keepalived ends for want of IPVS, and its VRRP with it, and its own test does not look. One that runs with a
 * virtual server has shown that it does not.
 */
function ipvsTest(): string {
  return `balances() { grep -q '^[[:space:]]*virtual_server[[:space:]]' "$1" 2>/dev/null; }
if balances "$candidate" && [ ! -e /proc/net/ip_vs ] &&
  ! { balances ${CONFIG_PATH} && systemctl is-active --quiet keepalived; } 2>/dev/null &&
  ! { PATH=$PATH:/usr/sbin:/sbin modprobe ip_vs && [ -e /proc/net/ip_vs ]; } 2>/dev/null; then
  echo 'virtual_server needs IPVS (ip_vs), which the kernel of this machine does not have: keepalived would end'
  exit 1
fi`;
}

function harmless(): string {
  return `'${['^[[:space:]]*$', ...HARMLESS_TEST_LINES].join('|')}'`;
}
