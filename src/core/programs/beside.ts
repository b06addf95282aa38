/**
 * POSIX-sh functions that bring a file into place in a folder that others may write too. It is made in a new
 * folder of its own beside its place, 0700, where nobody else can plant or swap a name; the shell goes into
 * that folder and looks once inside whether it is the one it has made, so that no later path leads elsewhere: the
 * folder around it is held open meanwhile.
 * With tools that CentOS 7 and busybox have. In a subshell, since they change the working directory:
 *
 * - `enter_beside PATH`: the file is then made as `./new`; `trap leave_beside EXIT` clears away what is left.
 * - `show_beside PATH`: moves it beside its place for programs that judge it there, as `$candidate`.
 * - `put_in_place PATH`: renames it, over a link too, never into a folder.
 */
export const BESIDE_FUNCTIONS = `enter_beside() {
  case $1 in /*[!/]) ;; *) echo "not the absolute path of a file: $1"; return 1 ;; esac
  cd "\${1%/*}/" || return 1
  around=
  if [ -r . ]; then exec 8<.; else around=$(stat -c %d:%i .) || return 1; fi
  own_folder=$(umask 077; mktemp -d ./.havip-deploy-new.XXXXXX) && cd "$own_folder" || return 1
  if [ -n "$around" ]; then [ "$(stat -c %d:%i ..)" = "$around" ] || around=
  else [ ! .. -ef /proc/self/fd/8 ] || around=held; exec 8<&-; fi
  case "\${around:+$(stat -c %a .)}" in *700) [ -O . ] && made=./new && return ;; esac
  echo "somebody else swaps folders beside $1"
  return 1
}
leave_beside() {
  { [ ! -e "$made" ] && [ ! -L "$made" ]; } || rm -f "$made"
  cd .. && rmdir "$own_folder" 2>/dev/null || true
}
rename_to() {
  if [ -d "$1" ] && [ ! -L "$1" ]; then echo "$1 is a directory"; return 1; fi
  mv -fT "$made" "$1" 2>/dev/null && return
  # busybox takes a link to a folder for the folder, and old ones do not know -T.
  [ ! -L "$1" ] || rm -f "$1"
  [ ! -d "$1" ] && mv -f "$made" "$1"
}
show_beside() {
  candidate="\${1%/*}/\${own_folder#./}.candidate"
  rename_to "../\${own_folder#./}.candidate" && made="../\${own_folder#./}.candidate"
}
put_in_place() { rename_to "../\${1##*/}"; }`;
