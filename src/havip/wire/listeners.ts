import { commandLine, quote } from '../../core/programs/shell.ts';
import type { Cluster } from '../../inventory/types.ts';
import type { Fact } from '../../resources/fact.ts';
import { CONFIG_PATH } from '../cluster/paths.ts';
import { byWhatIsThere } from './ask-programs.ts';
import { BLOCK_SOURCE, OWN_MARK } from './own-mark.ts';

/** Who listens to a multicast group, and who sends VRRP meanwhile; undefined where nobody could ask. */
export type Listeners =
  | {
      readonly group: string;
      readonly listening: readonly string[];
      readonly adverts: readonly { readonly source: string; readonly routerId: number }[];
    }
  | undefined;

export interface ListenersOptions {
  readonly interface: string;
  readonly address: string;
  readonly group: string;
}

/**
 * An IGMPv3 query for the group, as a querying switch sends it: from 0.0.0.0, so that it takes part in no election
 * (RFC 4541), and answered within half a second by every kernel that somebody has let in. Asked twice. A keepalived
 * that stands by quietly answers like one that speaks. Adverts that come meanwhile tell the two apart.
 */
const PERL = String.raw`use Socket; my ($if, $own, $group) = @ARGV;
open(my $f, '<', "/sys/class/net/$if/ifindex") or exit; my $index = <$f>; chomp $index;
socket(my $igmp, AF_INET, SOCK_RAW, 2) && socket(my $vrrp, AF_INET, SOCK_RAW, 112) && socket(my $link, 17, SOCK_DGRAM, 0) or exit;
my $mark = inet_aton('${OWN_MARK}');
for ([$vrrp, $group], [$igmp, $group], [$igmp, '224.0.0.22']) {
  my ($socket, @join) = ($$_[0], inet_aton($$_[1]), inet_aton($own));
  setsockopt($socket, 0, 35, pack('a4a4', @join)); setsockopt($socket, 0, ${BLOCK_SOURCE}, pack('a4a4a4', @join, $mark));
}
sub sum { my $sum = 0; $sum += $_ for unpack('n*', $_[0]); $sum = ($sum & 0xffff) + ($sum >> 16) for 1, 2; return pack('n', ~$sum & 0xffff) }
my $to = inet_aton($group);
my $query = pack('CCna4CCn', 0x11, 5, 0, $to, 2, 125, 0); substr($query, 2, 2) = sum($query);
my $head = pack('CCnnnCCna4a4N', 0x46, 0xc0, 24 + length $query, 0, 0, 1, 2, 0, "\0\0\0\0", $to, 0x94040000); substr($head, 10, 2) = sum($head);
my $card = pack('SniSCCa8', 17, 0x800, $index, 1, 0, 6, pack('C3', 1, 0, 0x5e) . pack('C3', ord(substr($to, 1, 1)) & 127, unpack('x2CC', $to)));
my %seen;
for my $turn (1, 2) {
  send($link, $head . $query, 0, $card);
  for (my $left = 30; $left > 0; $left--) {
    my $bits = ''; vec($bits, fileno($igmp), 1) = vec($bits, fileno($vrrp), 1) = 1;
    next unless select($bits, undef, undef, 0.02) > 0;
    if (vec($bits, fileno($vrrp), 1)) {
      recv($vrrp, my $advert, 2048, 0); my $at = (ord($advert) & 15) * 4;
      my $line = 'advert ' . inet_ntoa(substr($advert, 12, 4)) . ' ' . ord(substr($advert, $at + 1, 1)) if length($advert) > $at + 1;
      print "$line\n" if $line && !$seen{$line}++;
    }
    next unless vec($bits, fileno($igmp), 1);
    recv($igmp, my $packet, 2048, 0); my $at = (ord($packet) & 15) * 4; next if length($packet) < $at + 8;
    my $source = inet_ntoa(substr($packet, 12, 4)); my $body = substr($packet, $at); my $type = ord($body);
    my $in = ($type == 0x16 || $type == 0x12) && substr($body, 4, 4) eq $to;
    if ($type == 0x22) {
      my $place = 8;
      for (1 .. unpack('n', substr($body, 6, 2))) {
        last if length($body) < $place + 8;
        my ($kind, $more, $sources, $of) = unpack('CCna4', substr($body, $place, 8));
        my $marked = $sources == 1 && substr($body, $place + 8, 4) eq $mark;
        $in = 1 if $of eq $to && ($kind == 2 || $kind == 4 ? !$marked : $kind != 6 && $sources > 0);
        $place += 8 + 4 * $sources + 4 * $more;
      }
    }
    print "listens $source\n" if $in && !$seen{$source}++;
  }
}
print "asked\n";
`;

/** The same in Python 2.7 and 3. */
const PYTHON = String.raw`import select, socket, struct, sys, time
interface, own, group = sys.argv[1:4]; aton = socket.inet_aton; to = aton(group); mark = aton('${OWN_MARK}'); low = bytearray(to)
try:
    igmp, vrrp = [socket.socket(socket.AF_INET, socket.SOCK_RAW, kind) for kind in (2, 112)]; link = socket.socket(17, socket.SOCK_DGRAM, 0)
except Exception: sys.exit()
for joined in ('224.0.0.22', group):
    for each in (igmp, vrrp):
        try: each.setsockopt(0, 35, aton(joined) + aton(own)); each.setsockopt(0, ${BLOCK_SOURCE}, aton(joined) + aton(own) + mark)
        except Exception: pass
def total(data):
    value = sum(struct.unpack('!%dH' % (len(data) // 2), data))
    for _ in (1, 2): value = (value & 0xffff) + (value >> 16)
    return struct.pack('!H', ~value & 0xffff)
query = struct.pack('!BBH4sBBH', 0x11, 5, 0, to, 2, 125, 0); query = query[:2] + total(query) + query[4:]
head = struct.pack('!BBHHHBBH4s4sI', 0x46, 0xc0, 24 + len(query), 0, 0, 1, 2, 0, b'\0' * 4, to, 0x94040000); head = head[:10] + total(head) + head[12:]
card = struct.pack('6B', 1, 0, 0x5e, low[1] & 127, low[2], low[3]); seen = set()
for _ in (1, 2):
    link.sendto(head + query, (interface, 0x800, 0, 1, card))
    until = time.time() + 0.6
    for _turn in range(500):
        left = until - time.time()
        ready = select.select([igmp, vrrp], [], [], min(left, 0.6))[0] if left > 0 else []
        if not ready: break
        if vrrp in ready:
            packet = bytearray(vrrp.recv(2048)); at = (packet[0] & 15) * 4
            line = 'advert %s %d' % (socket.inet_ntoa(bytes(packet[12:16])), packet[at + 1] if len(packet) > at + 1 else 0)
            if line not in seen: seen.add(line); print(line)
        if igmp not in ready: continue
        packet = bytearray(igmp.recv(2048)); body = packet[(packet[0] & 15) * 4:]
        if len(body) < 8: continue
        inside = body[0] in (0x16, 0x12) and body[4:8] == low
        place = 8
        for _record in range((body[6] << 8) + body[7] if body[0] == 0x22 else 0):
            if len(body) < place + 8: break
            sources = (body[place + 2] << 8) + body[place + 3]
            marked = sources == 1 and body[place + 8:place + 12] == bytearray(mark)
            wants = not marked if body[place] in (2, 4) else body[place] != 6 and sources > 0
            inside = inside or (body[place + 4:place + 8] == low and wants)
            place += 8 + 4 * sources + 4 * body[place + 1]
        source = socket.inet_ntoa(bytes(packet[12:16]))
        if inside and source not in seen: seen.add(source); print('listens ' + source)
print('asked')
`;

/** Asks who listens to a multicast group; it takes a second and a quarter. */
export function listenersFact(options: ListenersOptions): Fact<Listeners> {
  const call = commandLine(options.interface, options.address, options.group);
  return {
    id: `listeners:${call}`,
    program: byWhatIsThere(PERL, PYTHON, call, '  :'),
    parse: (output) => parseListeners(`group ${options.group}\n${output}`),
  };
}

/** The group that keepalived joins unless \`vrrp_mcast_group4\` says another. */
export const DEFAULT_GROUP = '224.0.0.18';

/**
 * The same, of the group that this machine itself has joined for VRRP; it costs nothing where it speaks to peers alone,
 * as after every `up`.
 * @param look how often it was asked before
 */
export function groupListenersFact({ name, havip }: Cluster, look = 0): Fact<Listeners> {
  return {
    id: `group-listeners:${name}:${look}`,
    program: `route=$(ip -4 route show match ${quote(havip.addresses[0] ?? '')} scope link)
card=\${route#*" dev "} card=\${card%% *} own=\${route#*" src "} own=\${own%% *}
group=$(sed -n 's/^[[:space:]]*vrrp_mcast_group4[[:space:]]*\\([0-9.]*\\).*/\\1/p' ${CONFIG_PATH} 2>/dev/null)
group=\${group:-${DEFAULT_GROUP}}
case "$(ip maddr show dev "$card" 2>/dev/null)" in *"inet  $group"*) ;; *) exit ;; esac
echo "group $group"
${byWhatIsThere(PERL, PYTHON, '"$card" "$own" "$group"', '  :')}`,
    parse: parseListeners,
  };
}

function parseListeners(output: string): Listeners {
  if (!/^asked$/m.test(output)) return undefined;
  const rows = (pattern: RegExp) => [...output.matchAll(pattern)];
  return {
    group: /^group ([\d.]+)$/m.exec(output)?.[1] ?? DEFAULT_GROUP,
    listening: rows(/^listens (\d+(?:\.\d+){3})$/gm).map((row) => row[1] ?? ''),
    adverts: rows(/^advert (\d+(?:\.\d+){3}) (\d+)$/gm).map((row) => ({
      source: row[1] ?? '',
      routerId: Number(row[2]),
    })),
  };
}

/** Those who listen, are no member and send nothing themselves. */
export function silentOnes(
  { listening, adverts }: NonNullable<Listeners>,
  members: ReadonlySet<string>,
): readonly string[] {
  return listening.filter(
    (address) => !members.has(address) && !adverts.some(({ source }) => source === address),
  );
}
