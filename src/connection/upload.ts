import { quote } from '../core/shell.ts';

/**
 * A program that takes `size` bytes from stdin into a file beside `destination` and renames it into place
 * once all of them are there; whatever goes wrong, nothing is left and the destination is as it was. PIPE is
 * ignored because complaining over a connection that is gone would end the shell before it has cleaned up.
 */
export function uploadProgram(destination: string, size: number, mode: number): string {
  return `d=${quote(destination)}
[ ! -d "$d" ] || { echo "$d is a directory" >&2; exit 1; }
case $d in */*) f=\${d%/*}/;; *) f=./;; esac
t=$(mktemp "$f.\${d##*/}.XXXXXXXX") || exit 1
trap 'rm -f -- "$t"' EXIT
trap 'exit 143' HUP INT TERM
trap '' PIPE
cat >"$t" || exit 1
n=$(wc -c <"$t") || exit 1
[ "$n" -eq ${size} ] || { echo "only $n of ${size} bytes arrived" >&2; exit 1; }
chmod ${mode.toString(8)} "$t" && mv -f -- "$t" "$d"`;
}
