import { writeRefusal } from '../../../core/programs/write-refusal.ts';
import { fileFact } from '../../../resources/file.ts';
import { CONFIG_PATH } from '../../cluster/state/cluster-facts.ts';
import { BUILD_PLACE, placesFact, SCRIPTS_PLACE, type SeenPlace } from '../facts/places.ts';
import { finding, type PreflightRule } from './input.ts';

/** Less than this is as good as full: a build, a package and a journal want more. */
const LEAST_BYTES = 8 * 1024 * 1024;
const LEAST_INODES = 64;

/** Whether a run can write where it writes, and what it writes can be run and read. */
export const placeRules: PreflightRule = function* ({ facts, builds }) {
  const { places, links, closed, oddConfig } = facts.get(placesFact);
  const told = new Set<string>();
  for (const place of places) {
    const problem = placeProblem(place, builds ? [SCRIPTS_PLACE, BUILD_PLACE] : [SCRIPTS_PLACE]);
    if (problem === undefined || told.has(`${problem.code} ${place.path}`)) continue;
    told.add(`${problem.code} ${place.path}`);
    yield finding('error', problem.code, problem.summary, problem.fix);
  }
  // The plan itself refuses what is no file where it has a file to write, and says so.
  const isRefused = facts.ifRead(fileFact(CONFIG_PATH))?.kind === 'other';
  for (const { path, target } of links) {
    if (path === CONFIG_PATH && isRefused) continue;
    yield finding(
      'error',
      'host.config-link',
      `${path} is a link to ${target}: it would be replaced by a file, and whoever else reads ${target} would not see it`,
      `Put what it leads to in its own place, or take the link away.`,
    );
  }
  for (const { path, refused } of closed) {
    const { code, summary, fix } = notWritable(path, path, refused);
    if (!told.has(`${code} ${path}`)) yield finding('error', code, summary, fix);
  }
  if (oddConfig && !isRefused) {
    yield finding(
      'error',
      'host.config-odd',
      `${CONFIG_PATH} is no regular file (KA008)`,
      `Move it away: keepalived skips it and runs without any configuration.`,
    );
  }
};

function placeProblem(
  { wanted, path, writable, refused, freeBytes, freeInodes, options }: SeenPlace,
  executed: readonly string[],
) {
  const where = path === wanted ? path : `${path} (for ${wanted})`;
  if (options.includes('ro')) {
    return {
      code: 'host.read-only',
      summary: `the file system of ${where} is read-only`,
      fix: `Run \`mount -o remount,rw\` on it, after \`dmesg\` has said why: a disk that fails is mounted so.`,
    } as const;
  }
  if (freeBytes !== undefined && freeBytes < LEAST_BYTES) {
    return {
      code: 'host.disk-full',
      summary: `${where} has ${Math.floor(freeBytes / 1024)} KiB left: files would be cut off, and the state file would grow old`,
      fix: `Make room: \`du -xh ${path} | sort -h | tail\`, \`journalctl --vacuum-size=100M\`.`,
    } as const;
  }
  if (freeInodes !== undefined && freeInodes < LEAST_INODES) {
    return {
      code: 'host.inodes-full',
      summary: `${where} has ${freeInodes} inodes left: no file can be made there, though there is room`,
      fix: `Remove small files by the thousand: \`du --inodes -x ${path} | sort -n | tail\`.`,
    } as const;
  }
  if (executed.includes(wanted) && options.includes('noexec')) {
    return {
      code: 'host.noexec',
      summary: `${where} is mounted noexec: ${wanted === BUILD_PLACE ? 'a build there cannot run' : 'keepalived cannot run its scripts there'}`,
      fix: `Run \`mount -o remount,exec\` on it and change /etc/fstab.`,
    } as const;
  }
  return writable ? undefined : notWritable(where, path, refused);
}

/** Something that even root may not write, though its file system lets others be written. */
function notWritable(where: string, path: string, refused: string) {
  const refusal = writeRefusal(refused);
  if (refusal?.kind === 'immutable') {
    return {
      code: 'host.immutable',
      summary: `even root may not write ${where}, though its file system lets it: it is immutable`,
      fix: `Run \`chattr -i ${path}\`, and find out who set that (\`lsattr -d ${path}\`).`,
    } as const;
  }
  return {
    code: 'host.not-writable',
    summary: `${where} cannot be written, not even by root${refusal === undefined ? '' : `: it is ${refusal.words}`}`,
    fix: refusal?.fix ?? `Look at \`lsattr -d ${path}\` and \`findmnt -T ${path}\`.`,
  } as const;
}
