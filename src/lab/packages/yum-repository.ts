import { copyFile, mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type Outcome, success } from '../../core/outcome.ts';
import { runScriptApart } from '../command.ts';
import type { RootImage } from '../machines/image.ts';
import type { LabSettings } from '../plan/options.ts';
import { repositoryFolder } from '../record/state.ts';
import { exists } from './cache.ts';
import { ensureKeepalivedPackage } from './keepalived-package.ts';

/** The image has createrepo_c; this machine need not. */
const INDEX = `
mount --bind "$FOLDER" "$IMAGE/srv/repo"
chroot "$IMAGE" createrepo_c --quiet /srv/repo
`;

/** The repository that the machines' yum reads: exactly the releases that were asked for, or an empty one. */
export async function ensureYumRepository(
  settings: LabSettings,
  image: RootImage,
  onProgress: (text: string) => void,
): Promise<Outcome<string>> {
  const folder = repositoryFolder(settings.name);
  if (await exists(join(folder, 'repodata', 'repomd.xml'))) return success(folder);
  await mkdir(folder, { recursive: true });
  for (const version of settings.yum) {
    const built = await ensureKeepalivedPackage(image, settings.cacheDirectory, version, onProgress);
    if (!built.ok) return built;
    await copyFile(built.value, join(folder, basename(built.value)));
  }
  return runScriptApart(INDEX, { FOLDER: folder, IMAGE: image.root });
}
