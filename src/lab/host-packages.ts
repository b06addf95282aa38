import { type Outcome, success } from '../core/outcome.ts';
import { execute, run } from './command.ts';

/** Debian packages that the machine which carries the lab needs, each with a program of it that tells it is there. */
const PACKAGES: Readonly<Record<string, string>> = {
  busybox: 'busybox',
  debootstrap: 'debootstrap',
  iproute2: 'ip',
  nftables: 'nft',
  'openssh-client': 'ssh-keygen',
  'systemd-container': 'systemd-nspawn',
  tcpdump: 'tcpdump',
  'util-linux': 'flock',
};

/** Installs what is missing, and nothing else. */
export async function ensureHostPackages(onProgress: (text: string) => void): Promise<Outcome<void>> {
  const programs = Object.values(PACKAGES);
  const found = (
    await execute(['sh', '-c', 'for program; do command -v "$program"; done', 'sh', ...programs])
  ).stdout;
  const present = new Set(found.split('\n').map((path) => path.slice(path.lastIndexOf('/') + 1)));
  const missing = Object.keys(PACKAGES).filter((name) => !present.has(PACKAGES[name] ?? name));
  if (missing.length === 0) return success(undefined);
  onProgress(`installing ${missing.join(', ')} on this machine`);
  const updated = await run(['apt-get', '-qq', 'update']);
  if (!updated.ok) return updated;
  const installed = await run(['apt-get', '-qq', 'install', '-y', '--no-install-recommends', ...missing], {
    variables: { DEBIAN_FRONTEND: 'noninteractive' },
  });
  return installed.ok ? success(undefined) : installed;
}
