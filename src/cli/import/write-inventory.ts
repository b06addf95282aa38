import { link, open, rename, rm } from 'node:fs/promises';
import { failure, type Outcome, success } from '../../core/outcome.ts';
import { messageOf } from '../../core/text/message-of.ts';
import { nameBeside } from '../output/replace-file.ts';

/** A file that is written and not yet in its place. */
export interface Draft {
  readonly path: string;
  /** Puts it in its place, or fails where there is one already that may not be replaced. */
  readonly keep: (replace: boolean) => Promise<Outcome<void>>;
  readonly discard: () => Promise<void>;
}

/** Writes a text beside its place, for its owner alone: it may hold a password. */
export async function draftFile(target: string, text: string): Promise<Outcome<Draft>> {
  // Whether a file is YAML is told by its name.
  if (!/\.ya?ml$/.test(target)) return failure(noYaml(target));
  const path = `${nameBeside(target)}.yaml`;
  try {
    const file = await open(path, 'wx', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    await rm(path, { force: true });
    return failure(notWritten(target, error));
  }
  const discard = () => rm(path, { force: true });
  return success({ path, discard, keep: (replace) => keep(path, target, replace) });
}

async function keep(path: string, target: string, replace: boolean): Promise<Outcome<void>> {
  try {
    if (replace) await rename(path, target);
    else {
      // Unlike a rename, it fails where something is there by now.
      await link(path, target);
      await rm(path);
    }
    return success(undefined);
  } catch (error) {
    await rm(path, { force: true });
    return failure(notWritten(target, error));
  }
}

function noYaml(file: string) {
  return {
    code: 'usage.no-yaml',
    summary: `${file} would not be read as YAML`,
    fix: 'Give --out a name that ends with .yaml or .yml.',
  } as const;
}

function notWritten(file: string, error: unknown) {
  const exists = error instanceof Error && 'code' in error && error.code === 'EEXIST';
  return exists
    ? ({
        code: 'usage.file-exists',
        summary: `${file} is there already`,
        fix: 'Name another with --out FILE, or --force to replace it.',
      } as const)
    : ({
        code: 'usage.unwritable-file',
        summary: `cannot write ${file}`,
        detail: messageOf(error),
        fix: 'Name a file in a folder that you may write to, with --out FILE.',
      } as const);
}
