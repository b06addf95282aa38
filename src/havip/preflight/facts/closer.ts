import { quote } from '../../../core/programs/shell.ts';
import type { Fact } from '../../../resources/fact.ts';

/** Ports on which something listens, by address; `0.0.0.0` and `::` both count as every address. */
export const listeningFact: Fact<readonly { readonly address: string; readonly port: number }[]> = {
  id: 'preflight:listening',
  program: 'grep -h " 0A " /proc/net/tcp /proc/net/tcp6',
  parse: (output) =>
    [...output.matchAll(/^\s*\d+: ([0-9A-F]{8,32}):([0-9A-F]{4}) /gm)].map(([, hex = '', port = '']) => ({
      address: hexAddress(hex),
      port: Number.parseInt(port, 16),
    })),
};

/** The kernel prints IPv4 in the machine's byte order, and IPv4 inside IPv6 in its last four bytes. */
function hexAddress(hex: string): string {
  if (/^0+$/.test(hex)) return '0.0.0.0';
  const bytes = hex.slice(-8).match(/../g) ?? [];
  if (hex.length > 8 && !/^0{16}0{4}FFFF|^0{16}FFFF0000/.test(hex)) return hex;
  return bytes
    .reverse()
    .map((byte) => Number.parseInt(byte, 16))
    .join('.');
}

/** How long the machine stands still now and then. */
export interface StallFacts {
  /** The second longest delay of twenty short sleeps; the longest may be a hiccup. */
  readonly stallMs: number;
  /** Share of the time that the hypervisor has given to others meanwhile, 0 to 1. */
  readonly stolen: number;
}

const SLEEPS = 20;
const SLEEP_MS = 50;

/** Costs a second; the clock is that of /proc/uptime, which counts hundredths. */
export const stallsFact: Fact<StallFacts> = {
  id: 'preflight:stalls',
  undisturbed: true,
  program: `cpu() { read -r _ user nice system idle wait irq soft steal _ </proc/stat; all=$((user + nice + system + idle + wait + irq + soft + steal)); }
cpu; stolen=$steal total=$all
turn=0
while [ $turn -lt ${SLEEPS} ]; do
  read -r from _ </proc/uptime; sleep ${SLEEP_MS / 1000}; read -r to _ </proc/uptime
  echo "sleep $from $to"
  turn=$((turn + 1))
done
cpu; echo "steal $((steal - stolen)) $((all - total))"`,
  parse: (output) => {
    const delays = [...output.matchAll(/^sleep (\S+) (\S+)$/gm)]
      .map(([, from, to]) => Math.round((Number(to) - Number(from)) * 1000) - SLEEP_MS)
      .sort((a, b) => b - a);
    const [, stolen = '0', total = '0'] = /^steal (\d+) (\d+)$/m.exec(output) ?? [];
    return {
      stallMs: Math.max(0, delays[1] ?? 0),
      stolen: Number(total) > 0 ? Number(stolen) / Number(total) : 0,
    };
  },
};

/** Which peers answer an echo request; all are asked at once. */
export function echoFact(peers: readonly string[]): Fact<ReadonlyMap<string, boolean>> {
  const asked = peers.map(quote).join(' ');
  return {
    id: `preflight:echo:${peers.join(',')}`,
    program: `command -v ping >/dev/null || exit
for peer in ${asked}; do
  (ping -n -q -c 3 -i 0.2 -W 1 "$peer" >/dev/null && echo "echo $peer yes" || echo "echo $peer no") &
done
wait`,
    parse: (output) =>
      new Map(
        [...output.matchAll(/^echo (\S+) (yes|no)$/gm)].map((match) => [match[1] ?? '', match[2] === 'yes']),
      ),
  };
}

/** Modes and owners of the folders above our scripts: keepalived drops a script that others may change. */
export const scriptFoldersFact: Fact<
  readonly { readonly path: string; readonly mode: number; readonly uid: number; readonly gid: number }[]
> = {
  id: 'preflight:script-folders',
  program: "stat -c '%n %f %u %g' / /usr /usr/libexec /usr/libexec/keepalived",
  parse: (output) =>
    [...output.matchAll(/^(\/\S*) ([0-9a-f]+) (\d+) (\d+)$/gm)].map((match) => ({
      path: match[1] ?? '',
      mode: Number.parseInt(match[2] ?? '', 16) & 0o7777,
      uid: Number(match[3]),
      gid: Number(match[4]),
    })),
};
