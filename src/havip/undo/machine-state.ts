import type { Cluster } from '../../inventory/types.ts';

/** POSIX sh: how keepalived stands on the machine, and whether an address of these clusters is there. */
export function stateProgram(clusters: readonly Cluster[]): string {
  const addresses = clusters.flatMap(({ havip }) => havip.addresses);
  // None where the cloud is still to choose it: then it is nowhere.
  const held = addresses.map((address) => `*" ${address}/"*`).join('|') || "''";
  // Where the program is not there, neither is its package, and nothing is started to ask.
  return `version= package=
if command -v keepalived >/dev/null; then
  version=$(keepalived -v 2>&1 | sed -n 's/^Keepalived v\\([0-9][0-9.]*\\).*/\\1/p')
  package=$(rpm -q keepalived 2>/dev/null) || package=$(dpkg-query -W -f '\${Version}' keepalived 2>/dev/null) || package=
fi
printf 'keepalived=%s\\n' "$version"
printf 'package=%s\\n' "$package"
systemctl show -p ActiveState,UnitFileState keepalived
case "$(ip -4 -o addr show)" in ${held}) echo holds=yes ;; *) echo holds=no ;; esac`;
}

/** Seconds for which it waits for a service that starts or stops; one that fails to start does so for ever. */
const TRANSITION_SECONDS = 10;

/** POSIX sh: waits while somebody else has ordered keepalived to start or stop. */
export const WAIT_FOR_TRANSITION = `seconds=0
while [ $seconds -lt ${TRANSITION_SECONDS} ]; do
  case $(systemctl show -p ActiveState keepalived 2>/dev/null) in *=*ing) ;; *) break ;; esac
  sleep 1
  seconds=$((seconds + 1))
done`;
