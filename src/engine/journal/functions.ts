import { BESIDE_FUNCTIONS } from '../../core/programs/beside.ts';

/**
 * Shell functions for programs that write a journal and for those that take steps back; `$journal` is the
 * run's folder. They come in POSIX sh and with tools that CentOS 7 has. Paths are absolute: what is not is
 * refused, since the loops over a path's folders end at its first slash.
 */
export const JOURNAL_FUNCTIONS = `kept="$journal/before"
${BESIDE_FUNCTIONS}
# The day's clock is asked once a minute, and goes on by the one that counts from boot, which starts no process.
stamp() {
  read -r stamp_up _ </proc/uptime; stamp_up=\${stamp_up%.*}
  stamp_second=$((stamp_up - \${stamp_midnight:-0}))
  if [ -z "\${stamp_asked-}" ] || [ $((stamp_up - stamp_asked)) -ge 60 ] || [ "$stamp_second" -ge 86400 ]; then
    stamp=$(date -u '+%Y-%m-%dT %s') || stamp='1970-01-01T 0'
    stamp_day=\${stamp% *} stamp_second=$((\${stamp#* } % 86400)) stamp_asked=$stamp_up
    stamp_midnight=$((stamp_up - stamp_second))
  fi
  stamp_h=$((stamp_second / 3600 + 100)) stamp_m=$((stamp_second / 60 % 60 + 100)) stamp_s=$((stamp_second % 60 + 100))
  stamp=$stamp_day\${stamp_h#1}:\${stamp_m#1}:\${stamp_s#1}Z
}
note() { stamp; printf '%s %s\\n' "$stamp" "$*" >> "$journal/log"; }
did() { : > "$journal/.did"; }
# What an undo leaves as it is although it could be taken back.
leave() { : > "$journal/.left"; }
is_absent() { [ -s "$journal/absent" ] && grep -qxF -e "$1" "$journal/absent" 2>/dev/null; }
is_there() { [ -e "$1" ] || [ -L "$1" ]; }
# The lists of a journal have one path a line.
is_path() {
  case $1 in
    *'
'*) ;;
    /*) return 0 ;;
  esac
  printf 'not an absolute path on one line: %s\\n' "$1" >&2
  return 1
}
# The state before the run is what counts: what was kept once is not kept again.
keep() ( umask 077; keep_each "$1" )
keep_each() {
  absent=
  [ ! -s "$journal/absent" ] || absent=$(cat "$journal/absent") || return 1
  absent="
$absent
"
  for path in "$@"; do
    is_path "$path" || return 1
    ! is_there "$kept$path" && ! is_listed "$path" || continue
    if [ -L "$path" ] || [ -f "$path" ]; then
      [ -d "$kept\${path%/*}" ] || mkdir -p "$kept\${path%/*}" || return 1
      cp -pP "$path" "$kept$path.part" && mv -f "$kept$path.part" "$kept$path" || return 1
    elif is_there "$path"; then
      echo "$path is neither a file nor a link" >&2
      return 1
    else
      folder=\${path%/*}
      while [ -n "$folder" ] && [ ! -e "$folder" ]; do
        is_listed "$folder" || list_absent "$folder" || return 1
        folder=\${folder%/*}
      done
      list_absent "$path" || return 1
    fi
  done
}
# In what \`keep_each\` has read: no process for each of them.
is_listed() {
  case $absent in *"
$1
"*) ;; *) return 1 ;; esac
}
list_absent() {
  printf '%s\\n' "$1" >> "$journal/absent" || return 1
  absent="$absent$1
"
}
# Whether one of the paths in a list of the journal was there before the run.
was_there() {
  while read -r path; do if is_there "$kept$path"; then return 0; fi; done < "$journal/$1"
  return 1
} 2>/dev/null
attributes() { stat -c '%a %u %g %F' "$1" 2>/dev/null || true; }
differs() {
  if is_there "$kept$1"; then
    [ "$(attributes "$1")" = "$(attributes "$kept$1")" ] || return 0
    if [ -L "$1" ]; then [ "$(readlink "$1")" != "$(readlink "$kept$1")" ]; else ! cmp -s "$1" "$kept$1"; fi
  else
    is_absent "$1" && is_there "$1"
  fi
}
# What is replaced is copied too, so that an edit made since the run is not lost.
put_back() {
  is_path "$1" || return 1
  if differs "$1"; then
    did
    if [ -f "$1" ]; then ( umask 077; mkdir -p "$journal/after\${1%/*}"; cp -pP "$1" "$journal/after$1" ); fi
    if is_there "$kept$1"; then
      mkdir -p "\${1%/*}"
      ( enter_beside "$1" && trap leave_beside EXIT && cp -pP "$kept$1" ./new && put_in_place "$1" )
    else
      rm -f "$1"
      folder=\${1%/*}
      while is_absent "$folder" && rmdir "$folder" 2>/dev/null; do folder=\${folder%/*}; done
    fi
  fi
}`;
