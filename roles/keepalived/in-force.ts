import { CONFIG_PATH, LOADED_FILE, quote } from 'havip-deploy';

/**
 * POSIX-sh function `done_or_not`: fails, and says why, where the keepalived that runs is not the unit's, reads
 * another file, or announces something else than the file in place says. Otherwise it notes which process was
 * seen to have loaded which file. Needs `daemons`, `find_eldest` and `dump`. Routers and addresses of included files
 * are not looked for; a keepalived too old to dump its state is believed.
 */
export const inForceProgram = `without_comments() { sed 's/[#!].*//' ${CONFIG_PATH} 2>/dev/null; }
router_ids() { without_comments | sed -n 's/^[[:space:]]*virtual_router_id[[:space:]]*\\([0-9]*\\).*/\\1/p'; }
addresses_of_file() {
  without_comments | sed -n '/^[[:space:]]*virtual_ipaddress[[:space:]]*{[[:space:]]*$/,/}/s/^[[:space:]]*\\([0-9][0-9.]*\\).*/\\1/p'
}
done_or_not() {
  running=$(daemons); find_eldest "$running"
  [ -n "$top" ] || return 0
  main=$(systemctl show -p MainPID keepalived); main=\${main#MainPID=}
  if [ "\${main:-0}" != 0 ] && [ "$main" != "$top" ]; then
    echo "process $top ($(tr '\\0' ' ' <"/proc/$top/cmdline")) is a keepalived outside the unit keepalived: end it"
    return 1
  fi
  reads=$(tr '\\0' '\\n' <"/proc/$top/cmdline" | sed -n -e '/^--use-file=/{s///p;q;}' -e '/^\\(-[A-Za-z]*f\\|--use-file\\)$/{n;p;q;}' -e '/^-f./{s/^-f//p;q;}')
  if [ -n "$reads" ] && [ "$reads" != ${CONFIG_PATH} ]; then
    echo "keepalived reads $reads, not ${CONFIG_PATH}: its options say so, as a rule KEEPALIVED_OPTIONS in /etc/sysconfig/keepalived or /etc/default/keepalived"
    return 1
  fi
  own=$(dump "$top")
  if [ -n "$own" ]; then
    for id in $(router_ids); do
      printf '%s\\n' "$own" | grep -Eq "^ *Virtual Router ID = $id\\$" ||
        { echo "keepalived has not taken ${CONFIG_PATH} up: the router id there is $id, and it runs with $(printf '%s\\n' "$own" | sed -n 's/^ *Virtual Router ID = //p' | tr '\\n' ' ')"; return 1; }
    done
    for address in $(addresses_of_file); do
      printf '%s\\n' "$own" | grep -Fqwe "$address" ||
        { echo "keepalived has not taken ${CONFIG_PATH} up: $address stands there, and it does not have it"; return 1; }
    done
  fi
  note=${quote(LOADED_FILE)}
  mkdir -p "\${note%/*}" && echo "$top $started $(cat /proc/sys/kernel/random/boot_id) $(stat -c '%i %Z' ${CONFIG_PATH})" >"$note"
  return 0
}`;
