import { cp, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { runScriptApart } from '../../../src/lab/command.ts';
import type { Lab } from '../../../src/lab/index.ts';
import { ensureCached } from '../../../src/lab/packages/cache.ts';
import { exec, onNodes } from './cluster.ts';
import { fetchedPackages, type PackageSet } from './extra-packages.ts';

/** Debian's keepalived for the machines' release. */
export const DEBIAN_VERSION = '1:2.2.7-1+b2';
/** The same program under a later version, for an upgrade. */
export const LATER_VERSION = '1:2.2.8-1~lab';

/** Files of a set, keepalived under the later version too, and the index that makes them a flat repository. */
const INDEX = `
rm -rf "$FOLDER" "$FOLDER.making"
mkdir "$FOLDER.making"
cd "$FOLDER.making"
cp "$PACKAGES"/*.deb .
for deb in keepalived_*.deb; do
  [ -e "$deb" ] || continue
  dpkg-deb -R "$deb" later
  sed -i "s/^Version: .*/Version: $LATER/" later/DEBIAN/control
  dpkg-deb --root-owner-group -b later keepalived-later.deb
  rm -r later
done
for deb in *.deb; do
  dpkg-deb -f "$deb"
  printf 'Filename: ./%s\\nSize: %s\\nSHA256: %s\\n\\n' "$deb" "$(stat -c %s "$deb")" "$(sha256sum <"$deb" | cut -d' ' -f1)"
done >Packages
mv "$PWD" "$FOLDER"
`;

/** A flat repository with a set of packages, kept beside the image that they fit. */
async function flatRepository(lab: Lab, set: PackageSet): Promise<string> {
  const packages = await fetchedPackages(lab, set);
  const folder = join(dirname(lab.imageRoot), `repository-${set}`);
  const cached = await ensureCached(dirname(lab.imageRoot), folder, () =>
    runScriptApart(INDEX, { FOLDER: folder, PACKAGES: packages, LATER: LATER_VERSION }),
  );
  if (!cached.ok) throw new Error(JSON.stringify(cached.problems, null, 2));
  return cached.value;
}

/** Makes both nodes what a Debian machine is: no yum, no dnf; its apt knows no archive yet. */
export async function withoutYum(lab: Lab): Promise<void> {
  await onNodes(lab, 'cd /usr/bin && rm yum dnf dnf-3 && : > /etc/apt/sources.list');
}

/** Lays a set's repository down on every node and gives their apt just that; it is not read yet. */
export async function offerByApt(lab: Lab, set: PackageSet = 'keepalived'): Promise<void> {
  const folder = await flatRepository(lab, set);
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
