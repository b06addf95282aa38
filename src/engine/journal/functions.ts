import { BESIDE_FUNCTIONS } from '../../core/beside.ts';

/**
 * Shell functions for programs that write a journal and for those that take steps back; `$journal` is the
 * run's folder. They come in POSIX sh and with tools that CentOS 7 has. Paths are absolute: what is not is
 * refused, since the loops over a path's folders end at its first slash.
 */
export const JOURNAL_FUNCTIONS = `kept="$journal/before"
${BESIDE_FUNCTIONS}
note() { printf '%s %s\\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$*" >> "$journal/log"; }
did() { : > "$journal/.did"; }
# What an undo leaves as it is although it could be taken back.
leave() { : > "$journal/.left"; }
is_absent() { grep -qxF -e "$1" "$journal/absent" 2>/dev/null; }
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
keep() (
  umask 077
  is_path "$1" || exit 1
  if is_there "$kept$1" || is_absent "$1"; then exit 0; fi
  if [ -L "$1" ] || [ -f "$1" ]; then
    mkdir -p "$kept\${1%/*}"
    cp -pP "$1" "$kept$1.part"
    mv -f "$kept$1.part" "$kept$1"
  elif is_there "$1"; then
    echo "$1 is neither a file nor a link" >&2
    exit 1
  else
    folder=\${1%/*}
    while [ -n "$folder" ] && [ ! -e "$folder" ]; do
      is_absent "$folder" || printf '%s\\n' "$folder" >> "$journal/absent"
      folder=\${folder%/*}
    done
    printf '%s\\n' "$1" >> "$journal/absent"
  fi
)
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
