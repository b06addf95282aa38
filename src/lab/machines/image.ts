import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { type Outcome, success } from '../../core/outcome.ts';
import { runScriptApart } from '../command.ts';
import { ensureCached } from '../packages/cache.ts';
import { debianMirror } from './mirror.ts';
import { BOOTSTRAP, CUSTOMISE, PACKAGES } from './recipe.ts';

/** A root folder that machines lay their own changes over. */
export interface RootImage {
  /** The folder of this recipe in the cache; packages built with the image stand in it too. */
  readonly folder: string;
  readonly root: string;
}

/** The image as the recipe has it; a changed recipe is another image, beside the old one. */
export function rootImage(cacheDirectory: string): RootImage {
  const recipe = createHash('sha256')
    .update(JSON.stringify([PACKAGES, BOOTSTRAP, CUSTOMISE]))
    .digest('hex');
  const folder = join(cacheDirectory, recipe.slice(0, 12));
  return { folder, root: join(folder, 'root') };
}

const BUILD = `
mkdir -p "$FOLDER"
rm -rf "$FOLDER"/root.building
TARGET="$FOLDER/root.building"
${BOOTSTRAP}
printf '%s' "$CUSTOMISE" | chroot "$TARGET" /bin/sh -eu
mv "$TARGET" "$FOLDER/root"
`;

/** Builds the image unless the cache has it: about 100 s, once. Two at the same time build it once. */
export async function ensureRootImage(
  cacheDirectory: string,
  onProgress: (text: string) => void,
): Promise<Outcome<RootImage>> {
  const image = rootImage(cacheDirectory);
  const cached = await ensureCached(cacheDirectory, image.root, async () => {
    onProgress('building the root image (about two minutes, once)');
    const mirror = await debianMirror();
    if (!mirror.ok) return mirror;
    const variables = { FOLDER: image.folder, MIRROR: mirror.value, PACKAGES: PACKAGES.join(','), CUSTOMISE };
    return runScriptApart(BUILD, variables);
  });
  return cached.ok ? success(image) : cached;
}
