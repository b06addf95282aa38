import { NOT_POSSIBLE } from '../programs/failure.ts';
import type { Scenario } from '../scenario.ts';

/** What a package manager may take, on a slow mirror. */
const LONGEST_MS = 90_000;

/**
 * The package is installed once more in the version that is there, with all that its scripts do: what an
 * upgrade by night does. The address stays, or moves once where the package restarts the service.
 */
export const upgradePackage: Scenario = {
  name: 'upgrade-package',
  activity: 'installing the package once more',
  mayStay: true,
  watchMs: ({ masterDownMs }) => masterDownMs,
  detectMs: () => LONGEST_MS,
  cause: () => `if dpkg-query -W -f '\${db:Status-Status}' keepalived 2>/dev/null | grep -q '^installed'; then
  DEBIAN_FRONTEND=noninteractive apt-get -q -y -o Dpkg::Options::=--force-confold --reinstall install keepalived </dev/null >&2
elif rpm -q keepalived >/dev/null 2>&1; then
  manager=dnf
  command -v dnf >/dev/null || manager=yum
  "$manager" -q -y reinstall keepalived </dev/null >&2
else
  echo 'keepalived is no package here: it was built from source' >&2
  exit ${NOT_POSSIBLE}
fi`,
  restore:
    () => `if command -v dpkg >/dev/null; then DEBIAN_FRONTEND=noninteractive dpkg --force-confold --configure -a </dev/null >&2; fi
service_start`,
};
