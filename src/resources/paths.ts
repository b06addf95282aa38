import { createHash } from 'node:crypto';

/** Where the tool keeps its own records on a target. */
export const STATE_DIRECTORY = '/var/lib/havip-deploy';

/** What was there before each run, and how it is put back: one folder a unit, in it one a run. */
export const JOURNAL_DIRECTORY = `${STATE_DIRECTORY}/journal`;

/** What travels beside a program, until its step takes it. */
export const UPLOAD_DIRECTORY = `${STATE_DIRECTORY}/upload`;

/** One file per service with the reload or restart that it still owes. */
export const PENDING_DIRECTORY = `${STATE_DIRECTORY}/pending`;

/** Behind the name of a service's note there: the folder with what it has loaded. */
export const LOADED_SUFFIX = '.loaded';

/**
 * POSIX sh: our records on a machine are for root only, also where an earlier release or a hand has left a
 * folder open. Whoever could open a lock there could keep it.
 */
export const PRIVATE_STATE = `{
set -- ${STATE_DIRECTORY}
for own in built jobs journal lock pending proof upload; do
  if [ -d "${STATE_DIRECTORY}/$own" ] && [ ! -L "${STATE_DIRECTORY}/$own" ]; then set -- "$@" "${STATE_DIRECTORY}/$own"; fi
done
[ -d ${STATE_DIRECTORY} ] || ( umask 077; mkdir -p ${STATE_DIRECTORY} )
chmod go= "$@"
}`;

/** Bytes of an encoded name that stay readable; file systems take 255, and something is added to some. */
const MAX_NAME_BYTES = 150;

/**
 * A name from an inventory or a playbook as the name of one file or folder: letters, digits and `_ - @ :` as
 * they are, dots except a first one, and every other byte as `%` and two hex digits. So it leads nowhere else
 * and different names stay different. One that is too long ends in its hash.
 */
export function fileName(name: string): string {
  const encoded = [...Buffer.from(name)]
    .map((byte, index) => {
      const character = String.fromCharCode(byte);
      const plain = /[A-Za-z0-9_@:-]/.test(character) || (character === '.' && index > 0);
      return plain ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');
  if (encoded === '') return '%';
  if (encoded.length <= MAX_NAME_BYTES) return encoded;
  return `${encoded.slice(0, MAX_NAME_BYTES - 65)}%${createHash('sha256').update(name).digest('hex')}`;
}
