import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Outcome, success } from '../../core/outcome.ts';
import { runScriptApart } from '../command.ts';
import { debianMirror } from '../machines/mirror.ts';
import { ensureCached, exists } from './cache.ts';

/** A release's original source tarball on this machine. */
export interface SourceTarball {
  readonly version: string;
  readonly file: string;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** The release that a source install in a lab builds. */
export const SOURCE_VERSION = '2.2.7';

/** Releases whose source Debian keeps, each with the suite that has it. */
const SUITES = { '2.2.7': 'bookworm', '2.3.3': 'trixie' } as const;

export type SourceRelease = keyof typeof SUITES;

/**
 * apt with sources, lists and cache of its own, so that this machine's are as they were. Debian keeps the upstream
 * tarball as it was released; its own patches are not fetched.
 */
const FETCH = `
rm -rf "$FOLDER.fetching"
mkdir -p "$FOLDER.fetching/lists/partial" "$FOLDER.fetching/cache"
cd "$FOLDER.fetching"
echo "deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $MIRROR $SUITE main" >sources.list
isolated="-o Dir::Etc::sourcelist=$PWD/sources.list -o Dir::Etc::sourceparts=- -o Dir::State::lists=$PWD/lists"
isolated="$isolated -o Dir::Cache=$PWD/cache -o APT::Sandbox::User=root"
apt-get -qq $isolated update
revision=$(apt-cache $isolated showsrc --only-source keepalived | sed -n "s/^Version: \\(1:$VERSION-\\)/\\1/p" | head -n 1)
apt-get -qq $isolated source --download-only --tar-only "keepalived=$revision"
mkdir -p "$FOLDER"
mv "keepalived_$VERSION.orig.tar.gz" "$FOLDER/keepalived-$VERSION.tar.gz"
rm -rf "$FOLDER.fetching"
`;

/** Fetches a release's tarball from Debian's archive unless the cache has it. */
export async function ensureSourceTarball(
  cacheDirectory: string,
  version: SourceRelease,
  onProgress: (text: string) => void,
): Promise<Outcome<SourceTarball>> {
  const file = tarballFile(cacheDirectory, version);
  const cached = await ensureCached(cacheDirectory, file, async () => {
    onProgress(`fetching the source of keepalived ${version}`);
    const mirror = await debianMirror();
    if (!mirror.ok) return mirror;
    return runScriptApart(FETCH, {
      FOLDER: dirname(file),
      MIRROR: mirror.value,
      VERSION: version,
      SUITE: SUITES[version],
    });
  });
  return cached.ok ? success({ version, file, sha256: await sha256Of(file) }) : cached;
}

/** The tarball of the release that labs serve, or null where the cache has lost it. */
export async function cachedSourceTarball(cacheDirectory: string): Promise<SourceTarball | null> {
  const file = tarballFile(cacheDirectory, SOURCE_VERSION);
  return (await exists(file)) ? { version: SOURCE_VERSION, file, sha256: await sha256Of(file) } : null;
}

function tarballFile(cacheDirectory: string, version: string): string {
  return join(cacheDirectory, 'sources', `keepalived-${version}.tar.gz`);
}

async function sha256Of(file: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
}
