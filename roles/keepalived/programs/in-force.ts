import { CONFIG_PATH, LOADED_FILE, quote } from 'havip-deploy';

/**
 * POSIX-sh function `done_or_not`: fails, and says why, where the keepalived that runs is not the unit's, reads
 * another file, or announces something else than the file in place says. Otherwise it notes which process was
 * seen to have loaded which file. Needs `find_daemons`, `find_eldest` and `dump`. Routers and addresses of included files
 * are not looked for; a keepalived too old to dump its state is believed.
 */
export const inForceProgram = `said_by_file() {
  sed -n -e 's/[#!].*//' -e 's/^[[:space:]]*virtual_router_id[[:space:]]*\\([0-9][0-9]*\\).*/id \\1/p' \\
    -e '/^[[:space:]]*virtual_ipaddress[[:space:]]*{[[:space:]]*$/,/}/s/^[[:space:]]*\\([0-9][0-9.]*\\).*/address \\1/p' ${CONFIG_PATH} 2>/dev/null
}
# By the line of the eldest among those of \`daemons\`.
other_file() {
  reads=
  words="
$running
"
  words=\${words#*"
$top "}; words=" \${words%%
*} "
  # As a rule no option could name a file, which is seen without a process.
  case "\${words%% --dont-fork *} \${words#* --dont-fork }" in *' -'*f*) ;; *) return ;; esac
  reads=$(tr '\\0' '\\n' <"/proc/$top/cmdline" | sed -n -e '/^--use-file=/{s///p;q;}' -e '/^\\(-[A-Za-z]*f\\|--use-file\\)$/{n;p;q;}' -e '/^-f./{s/^-f//p;q;}')
}
done_or_not() {
  find_daemons; running=$found; find_eldest "$running"
  [ -n "$top" ] || return 0
  main=$(systemctl show -p MainPID keepalived); main=\${main#MainPID=}
  if [ "\${main:-0}" != 0 ] && [ "$main" != "$top" ]; then
    echo "process $top ($(tr '\\0' ' ' <"/proc/$top/cmdline")) is a keepalived outside the unit keepalived: end it"
    return 1
  fi
  other_file
  if [ -n "$reads" ] && [ "$reads" != ${CONFIG_PATH} ]; then
    echo "keepalived reads $reads, not ${CONFIG_PATH}: its options say so, as a rule KEEPALIVED_OPTIONS in /etc/sysconfig/keepalived or /etc/default/keepalived"
    return 1
  fi
  own=$(dump "$top")
  if [ -n "$own" ]; then
    own="
$own
"
    set -- $(said_by_file)
    while [ $# -gt 1 ]; do
      case "$1:$own" in
        id:*" Virtual Router ID = $2
"*) ;;
        id:*) echo "keepalived has not taken ${CONFIG_PATH} up: the router id there is $2, and it runs with $(printf '%s\\n' "$own" | sed -n 's/^ *Virtual Router ID = //p' | tr '\\n' ' ')"; return 1 ;;
        address:*[!A-Za-z0-9_]"$2"[!A-Za-z0-9_]*) ;;
        *) echo "keepalived has not taken ${CONFIG_PATH} up: $2 stands there, and it does not have it"; return 1 ;;
      esac
      shift 2
    done
  fi
  note=${quote(LOADED_FILE)}
  read -r boot </proc/sys/kernel/random/boot_id
  { [ -d "\${note%/*}" ] || mkdir -p "\${note%/*}"; } && echo "$top $started $boot $(stat -c '%i %Z' ${CONFIG_PATH})" >"$note"
  return 0
}`;
