import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { failure, type Outcome, success } from '../../core/outcome.ts';
import { messageOf } from '../../core/text/message-of.ts';
import { nameBeside } from './replace-file.ts';

/**
 * Makes a folder if need be, and writes into it: what cannot be written must not be found out at the end.
 * @param option names it, such as `--report`
 * @param mode of folders that are made
 */
export async function checkFolder(
  folder: string | undefined,
  option: '--report' | '--log' | '--out',
  mode?: number,
): Promise<Outcome<undefined>> {
  if (folder === undefined) return success(undefined);
  const trial = nameBeside(join(folder, 'trial'));
  try {
    await makeFolder(resolve(folder), mode);
    await writeFile(trial, '', { flag: 'wx' });
    await rm(trial);
    return success(undefined);
  } catch (error) {
    return failure({
      code: `usage.${option.slice(2)}-folder`,
      summary: `The folder of ${option} cannot be written`,
      detail: `${folder}: ${messageOf(error)}`,
      fix: 'Name a folder that you may write; it is made if it is not there.',
    });
  }
}

/** One level at a time: Node's recursive mkdir never ends where nothing can be made, as under /proc. */
async function makeFolder(folder: string, mode: number | undefined): Promise<void> {
  const parent = dirname(folder);
  if (parent !== folder && !existsSync(parent)) await makeFolder(parent, mode);
  if (!existsSync(folder)) await mkdir(folder, { mode: mode ?? 0o777 });
}
