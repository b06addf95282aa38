import { cp, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ensureCached } from '../../../src/lab/cache.ts';
import { runScriptApart } from '../../../src/lab/command.ts';
import type { Lab } from '../../../src/lab/index.ts';
import { debianMirror } from '../../../src/lab/mirror.ts';
import { exec, onNodes } from './cluster.ts';

/** Debian's keepalived for the machines' release. */
export const DEBIAN_VERSION = '1:2.2.7-1+b2';
/** The same program under a later version, for an upgrade. */
export const LATER_VERSION = '1:2.2.8-1~lab';

/**
 * apt with sources, lists and cache of its own that believes itself on a machine of the lab: it fetches the package
 * and just what the image lacks of its dependencies.
 */
const FETCH = `
rm -rf "$FOLDER.fetching"
mkdir -p "$FOLDER.fetching/lists/partial" "$FOLDER.fetching/cache/archives/partial"
cd "$FOLDER.fetching"
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $MIRROR bookworm main" >sources.list
isolated="-o Dir::Etc::sourcelist=$PWD/sources.list -o Dir::Etc::sourceparts=- -o Dir::State::lists=$PWD/lists"
isolated="$isolated -o Dir::Cache=$PWD/cache -o Dir::State::status=$IMAGE/var/lib/dpkg/status -o APT::Sandbox::User=root"
apt-get -qq $isolated update
apt-get -qq -y $isolated --no-install-recommends --download-only install keepalived
mkdir debs
mv cache/archives/*.deb debs
dpkg-deb -R debs/keepalived_*.deb later
sed -i "s/^Version: .*/Version: $LATER/" later/DEBIAN/control
dpkg-deb --root-owner-group -b later debs/keepalived-later.deb
cd debs
for deb in *.deb; do
  dpkg-deb -f "$deb"
  printf 'Filename: ./%s\\nSize: %s\\nSHA256: %s\\n\\n' "$deb" "$(stat -c %s "$deb")" "$(sha256sum <"$deb" | cut -d' ' -f1)"
done >Packages
mv "$PWD" "$FOLDER"
rm -rf "$FOLDER.fetching"
`;

/** A flat repository with keepalived, kept beside the image that it fits. */
export async function debianRepository(lab: Lab): Promise<string> {
  const folder = join(dirname(lab.imageRoot), 'debian-packages');
  const cached = await ensureCached(dirname(lab.imageRoot), folder, async () => {
    const mirror = await debianMirror();
    if (!mirror.ok) return mirror;
    return runScriptApart(FETCH, {
      FOLDER: folder,
      MIRROR: mirror.value,
      IMAGE: lab.imageRoot,
      LATER: LATER_VERSION,
    });
  });
  if (!cached.ok) throw new Error(JSON.stringify(cached.problems, null, 2));
  return cached.value;
}

/** Makes both nodes what a Debian machine is: no yum, no dnf; its apt knows no archive yet. */
export async function withoutYum(lab: Lab): Promise<void> {
  await onNodes(lab, 'cd /usr/bin && rm yum dnf dnf-3 && : > /etc/apt/sources.list');
}

/** Lays the repository down on both nodes and gives their apt just that; it is not read yet. */
export async function offerByApt(lab: Lab): Promise<void> {
  const folder = await debianRepository(lab);
  for (const { leaderPid, kind } of lab.machines) {
    if (kind === 'witness') continue;
    const target = `/proc/${leaderPid}/root/srv/apt`;
    await mkdir(target, { recursive: true });
    await cp(folder, target, { recursive: true });
    await writeFile(`/proc/${leaderPid}/root/etc/apt/sources.list`, 'deb [trusted=yes] file:///srv/apt ./\n');
  }
}

/** State and version of the package as dpkg has them, such as `ii 1:2.2.7-1+b2`; empty where it never was. */
export async function dpkgState(lab: Lab, node: string): Promise<string> {
  const query = "dpkg-query -W -f '${db:Status-Abbrev}${Version}' keepalived 2>/dev/null || true";
  return exec(lab, node, query);
}
