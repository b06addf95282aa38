import { quote } from '../../core/programs/shell.ts';

/**
 * POSIX sh: makes a file beside its place where nobody else can reach it, gives it its attributes, has it
 * judged, and renames it into place.
 * @param make writes `./new`
 * @param attributes commands about `./new`
 */
export function inPlace(
  path: string,
  make: string,
  attributes: readonly string[],
  validate?: string,
): string {
  const at = quote(path);
  const folder = path.slice(0, path.lastIndexOf('/'));
  return [
    ...(folder === '' ? [] : [`[ -d ${quote(folder)} ] || mkdir -p ${quote(folder)}`]),
    `enter_beside ${at}`,
    'trap leave_beside EXIT',
    make,
    ...attributes,
    ...(validate === undefined ? [] : [`show_beside ${at}`, `( cd /\n${validate}\n)`]),
    'owe',
    `put_in_place ${at}`,
  ].join('\n');
}
