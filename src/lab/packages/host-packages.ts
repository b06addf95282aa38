import { rm, writeFile } from 'node:fs/promises';
import { type Outcome, success } from '../../core/outcome.ts';
import { execute, run } from '../command.ts';
import { withLock } from '../record/lock.ts';
import { exists } from './cache.ts';

/** Debian packages that the machine which carries the lab needs, each with a program of it that tells it is there. */
const PACKAGES: Readonly<Record<string, string>> = {
  busybox: 'busybox',
  debootstrap: 'debootstrap',
  iproute2: 'ip',
  // The public addresses of a lab's cloud are on this machine, and are probed from it.
  'iputils-ping': 'ping',
  nftables: 'nft',
  'openssh-client': 'ssh-keygen',
  'systemd-container': 'systemd-nspawn',
  tcpdump: 'tcpdump',
  'util-linux': 'flock',
};

/** apt ends at once where another apt is at work: labs that come up at the same time take turns. */
export const PACKAGES_LOCK = '/run/havip-deploy-packages.lock';

/** Seconds to wait for somebody else's apt or dpkg, such as the machine's own upgrades. */
const FOREIGN_APT_SECONDS = 300;

/** Installs what is missing, and nothing else. */
export async function ensureHostPackages(onProgress: (text: string) => void): Promise<Outcome<void>> {
  if ((await missingPackages()).length === 0) return success(undefined);
  return withLock(PACKAGES_LOCK, async () => installPackages(await missingPackages(), onProgress));
}

async function missingPackages(): Promise<string[]> {
  const programs = Object.values(PACKAGES);
  const found = (
    await execute(['sh', '-c', 'for program; do command -v "$program"; done', 'sh', ...programs])
  ).stdout;
  const present = new Set(found.split('\n').map((path) => path.slice(path.lastIndexOf('/') + 1)));
  return Object.keys(PACKAGES).filter((name) => !present.has(PACKAGES[name] ?? name));
}

/**
 * Installs packages by apt; its lock is the caller's.
 * @param startNothing where Debian asks whether a service may be started; with it, none of them is
 */
export async function installPackages(
  missing: readonly string[],
  onProgress: (text: string) => void,
  startNothing?: string,
): Promise<Outcome<void>> {
  if (missing.length === 0) return success(undefined);
  onProgress(`installing ${missing.join(', ')} on this machine`);
  const updated = await run(['apt-get', '-qq', 'update']);
  if (!updated.ok) return updated;
  const wait = `DPkg::Lock::Timeout=${FOREIGN_APT_SECONDS}`;
  const words = ['apt-get', '-qq', '-o', wait, 'install', '-y', '--no-install-recommends', ...missing];
  const isOurs = startNothing !== undefined && !(await exists(startNothing));
  if (isOurs) await writeFile(startNothing, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    const installed = await run(words, { variables: { DEBIAN_FRONTEND: 'noninteractive' } });
    return installed.ok ? success(undefined) : installed;
  } finally {
    if (isOurs) await rm(startNothing, { force: true });
  }
}
