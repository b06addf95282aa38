import { quote } from '../../../core/programs/shell.ts';
import type { Fact } from '../../../resources/fact.ts';

/** Adverts that keepalived has thrown away lately, by its own words in the journal. */
export interface RejectedAdverts {
  /** How many, by how many seconds ago that was. */
  readonly seen: readonly { readonly agoS: number; readonly count: number }[];
  /** What it said of the last one. */
  readonly last: string;
  /** Seconds since it has last read its configuration; undefined where that was before. */
  readonly loadedAgoS: number | undefined;
}

/** Minutes of the journal that are looked at. */
export const JOURNAL_MINUTES = 10;

/**
 * One line an advert, of all releases from 1.3 to 2.3, as extended regular expressions. That it is dropped or bogus
 * is said beside the reason, and would count it twice.
 */
export const REJECTIONS: readonly string[] = [
  'received? an? .* auth( from .*)?, expecting',
  'received? an invalid passwd',
  'advertis+ement interval mismatch',
  'unexpected ip number count|invalid ip number count|expected [0-9]+ VIPs but received',
  'not present in (MASTER )?advert',
  'wrong (VRRP )?version|invalid version',
  'VRID mismatch',
  'invalid (TTL|ttl)|TTL/HL [0-9]+ not in range',
  'Invalid (auth|packet) type',
  'AH header',
  'invalid (VRRPv[23] )?checksum|ip_tot_len mismatch|vrrp packet (from .* )?too (short|long)',
  'Expected (uni|multi)cast packet but received',
  'not a unicast peer',
  'since we are address owner',
];

/** What keepalived says, in every release, as it starts or reads its configuration anew. */
const LOADS = 'starting keepalived|reloading|got SIGHUP';

/** Regular expression as awk reads it in quotes, of lines in small letters. */
function inSmallLetters(expression: string): string {
  return `"${expression.toLowerCase().replaceAll('\\', '\\\\')}"`;
}

/** One program counts, as a process for each look at the lines costs more than the look. */
const COUNT = `$2 + 0 >= from {
  line = tolower($0)
  if (line ~ ${inSmallLetters(LOADS)}) loaded = int($2)
  if (line !~ ${inSmallLetters(REJECTIONS.join('|'))}) next
  if (count > 0 && int($2) != at) { print "seen", count, at; count = 0 }
  at = int($2); count++; last = $0
}
END {
  if (loaded != "") print "loaded", loaded
  if (count == 0) exit
  print "seen", count, at
  sub(/^[^]]*] [^:]*: /, "", last)
  print "last", substr(last, 1, 300)
}`;

/**
 * Counted on the machine, by the clock from boot: only numbers and the last line travel. Where neither the program nor a
 * unit is there, nobody has said anything.
 */
export const rejectedAdvertsFact: Fact<RejectedAdverts> = {
  id: 'preflight:rejected-adverts',
  program: `command -v keepalived >/dev/null || [ -e /etc/systemd/system/keepalived.service ] ||
  [ -e /usr/lib/systemd/system/keepalived.service ] || [ -e /lib/systemd/system/keepalived.service ] || exit
read -r up _ </proc/uptime
echo "now \${up%.*}"
journalctl -u keepalived -b -o short-monotonic --no-pager -n 3000 |
  awk -v from=$((\${up%.*} - ${JOURNAL_MINUTES * 60})) -F '[][ ]+' ${quote(COUNT)}`,
  parse: (output) => {
    const now = Number(/^now (\d+)$/m.exec(output)?.[1] ?? 0);
    const loaded = /^loaded (\d+)$/m.exec(output)?.[1];
    return {
      seen: [...output.matchAll(/^seen (\d+) (\d+)$/gm)].map((row) => ({
        agoS: now - Number(row[2]),
        count: Number(row[1]),
      })),
      last: /^last (.*)$/m.exec(output)?.[1]?.trim() ?? '',
      loadedAgoS: loaded === undefined ? undefined : now - Number(loaded),
    };
  },
};
