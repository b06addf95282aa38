import { cp, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { runScriptApart } from '../../../src/lab/command.ts';
import type { Lab } from '../../../src/lab/index.ts';
import { debianMirror } from '../../../src/lab/machines/mirror.ts';
import { ensureCached } from '../../../src/lab/packages/cache.ts';
import { exec } from './cluster.ts';

/** Debian's own packages that machines in the wild have and the image lacks; each set installs together. */
const SETS = {
  keepalived: ['keepalived'],
  mariadb: ['mariadb-server'],
  wild: ['firewalld', 'network-manager', 'unattended-upgrades', 'needrestart', 'e2fsprogs', 'conntrack'],
  ufw: ['ufw'],
  iptables: ['iptables-persistent'],
} as const;

export type PackageSet = keyof typeof SETS;

/** apt that believes itself on a machine of the lab: it fetches the packages and what the image lacks of theirs. */
const FETCH = `
rm -rf "$FOLDER.fetching"
mkdir -p "$FOLDER.fetching/lists/partial" "$FOLDER.fetching/cache/archives/partial"
cd "$FOLDER.fetching"
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $MIRROR bookworm main" >sources.list
isolated="-o Dir::Etc::sourcelist=$PWD/sources.list -o Dir::Etc::sourceparts=- -o Dir::State::lists=$PWD/lists"
isolated="$isolated -o Dir::Cache=$PWD/cache -o Dir::State::status=$IMAGE/var/lib/dpkg/status -o APT::Sandbox::User=root"
apt-get -qq $isolated update
apt-get -qq -y $isolated --no-install-recommends --download-only install $PACKAGES
mkdir -p "$FOLDER"
mv cache/archives/*.deb "$FOLDER"
touch "$FOLDER/complete"
rm -rf "$FOLDER.fetching"
`;

/** The folder with the files of a set, `*.deb`, kept beside the image that it fits. */
export async function fetchedPackages(lab: Lab, set: PackageSet): Promise<string> {
  const folder = join(dirname(lab.imageRoot), `extra-${set}`);
  const cached = await ensureCached(dirname(lab.imageRoot), join(folder, 'complete'), async () => {
    const mirror = await debianMirror();
    if (!mirror.ok) return mirror;
    const variables = {
      FOLDER: folder,
      MIRROR: mirror.value,
      IMAGE: lab.imageRoot,
      PACKAGES: SETS[set].join(' '),
    };
    return runScriptApart(FETCH, variables);
  });
  if (!cached.ok) throw new Error(JSON.stringify(cached.problems, null, 2));
  return folder;
}

/** Installs a set on one machine and starts none of its services. */
export async function installExtra(lab: Lab, machine: string, set: PackageSet): Promise<void> {
  const folder = await fetchedPackages(lab, set);
  const leader = lab.machines.find(({ name }) => name === machine)?.leaderPid;
  const target = `/proc/${leader}/root/srv/extra-${set}`;
  await mkdir(target, { recursive: true });
  await cp(folder, target, { recursive: true });
  await exec(
    lab,
    machine,
    `printf '#!/bin/sh\\nexit 101\\n' >/usr/sbin/policy-rc.d && chmod 755 /usr/sbin/policy-rc.d
DEBIAN_FRONTEND=noninteractive dpkg -i /srv/extra-${set}/*.deb >/tmp/dpkg.log 2>&1 </dev/null || { tail -n 20 /tmp/dpkg.log; exit 1; }
rm -f /usr/sbin/policy-rc.d`,
  );
}
