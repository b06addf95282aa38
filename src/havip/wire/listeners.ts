import { commandLine } from '../../core/shell.ts';
import type { Fact } from '../../resources/fact.ts';
import { byWhatIsThere } from './ask-programs.ts';

/** Who listens to a multicast group; undefined where nobody could ask. */
export type Listeners = readonly string[] | undefined;

export interface ListenersOptions {
  readonly interface: string;
  readonly address: string;
  readonly group: string;
}

/**
 * An IGMPv3 query for the group, as a querying switch sends it: from 0.0.0.0, so that it takes part in no election
 * (RFC 4541), and answered within half a second by every kernel that somebody has let in. Asked twice. A keepalived
 * that stands by quietly answers like one that speaks.
 */
const PERL = String.raw`use Socket; my ($if, $own, $group) = @ARGV;
open(my $f, '<', "/sys/class/net/$if/ifindex") or exit; my $index = <$f>; chomp $index;
socket(my $igmp, AF_INET, SOCK_RAW, 2) && socket(my $link, 17, SOCK_DGRAM, 0) or exit;
setsockopt($igmp, 0, 35, pack('a4a4', inet_aton($_), inet_aton($own))) for '224.0.0.22', $group;
sub sum { my $sum = 0; $sum += $_ for unpack('n*', $_[0]); $sum = ($sum & 0xffff) + ($sum >> 16) for 1, 2; return pack('n', ~$sum & 0xffff) }
my $to = inet_aton($group);
my $query = pack('CCna4CCn', 0x11, 5, 0, $to, 2, 125, 0); substr($query, 2, 2) = sum($query);
my $head = pack('CCnnnCCna4a4N', 0x46, 0xc0, 24 + length $query, 0, 0, 1, 2, 0, "\0\0\0\0", $to, 0x94040000); substr($head, 10, 2) = sum($head);
my $card = pack('SniSCCa8', 17, 0x800, $index, 1, 0, 6, pack('C3', 1, 0, 0x5e) . pack('C3', ord(substr($to, 1, 1)) & 127, unpack('x2CC', $to)));
my %seen;
for my $turn (1, 2) {
  send($link, $head . $query, 0, $card);
  for (my $left = 30; $left > 0; $left--) {
    my $bits = ''; vec($bits, fileno($igmp), 1) = 1;
    next unless select($bits, undef, undef, 0.02) > 0;
    recv($igmp, my $packet, 2048, 0); my $at = (ord($packet) & 15) * 4; next if length($packet) < $at + 8;
    my $source = inet_ntoa(substr($packet, 12, 4)); my $body = substr($packet, $at); my $type = ord($body);
    my $in = ($type == 0x16 || $type == 0x12) && substr($body, 4, 4) eq $to;
    if ($type == 0x22) {
      my $place = 8;
      for (1 .. unpack('n', substr($body, 6, 2))) {
        last if length($body) < $place + 8;
        my ($kind, $more, $sources, $of) = unpack('CCna4', substr($body, $place, 8));
        $in = 1 if $of eq $to && ($kind == 2 || $kind == 4 || $sources > 0);
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
interface, own, group = sys.argv[1:4]; aton = socket.inet_aton; to = aton(group); low = bytearray(to)
try:
    igmp = socket.socket(socket.AF_INET, socket.SOCK_RAW, 2); link = socket.socket(17, socket.SOCK_DGRAM, 0)
except Exception: sys.exit()
for joined in ('224.0.0.22', group):
    try: igmp.setsockopt(0, 35, aton(joined) + aton(own))
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
        if left <= 0 or not select.select([igmp], [], [], min(left, 0.6))[0]: break
        packet = bytearray(igmp.recv(2048)); body = packet[(packet[0] & 15) * 4:]
        if len(body) < 8: continue
        inside = body[0] in (0x16, 0x12) and body[4:8] == low
        place = 8
        for _record in range((body[6] << 8) + body[7] if body[0] == 0x22 else 0):
            if len(body) < place + 8: break
            sources = (body[place + 2] << 8) + body[place + 3]
            inside = inside or (body[place + 4:place + 8] == low and (body[place] in (2, 4) or sources > 0))
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
    parse: (output) =>
      /^asked$/m.test(output)
        ? [...output.matchAll(/^listens (\d+(?:\.\d+){3})$/gm)].map((row) => row[1] ?? '')
        : undefined,
  };
}
