import { BESIDE_FUNCTIONS } from '../../core/programs/beside.ts';
import { quote } from '../../core/programs/shell.ts';

/**
 * A program that takes `size` bytes from stdin into a file beside `destination` and renames it into place
 * once all of them are there; whatever goes wrong, nothing is left and the destination is as it was. PIPE is
 * ignored because complaining over a connection that is gone would end the shell before it has cleaned up.
 */
export function uploadProgram(destination: string, size: number, mode: number): string {
  return `${BESIDE_FUNCTIONS}
d=${quote(destination)}
[ ! -d "$d" ] || [ -L "$d" ] || { echo "$d is a directory" >&2; exit 1; }
case $d in /*) ;; *) d=$PWD/$d ;; esac
enter_beside "$d" >&2 || exit 1
trap leave_beside EXIT
trap 'exit 143' HUP INT TERM
trap '' PIPE
cat >./new || exit 1
n=$(wc -c <./new) || exit 1
[ "$n" -eq ${size} ] || { echo "only $n of ${size} bytes arrived" >&2; exit 1; }
chmod ${mode.toString(8)} ./new && put_in_place "$d" >&2`;
}
