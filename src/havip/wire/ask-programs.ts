/**
 * ARP probes (RFC 5227: no sender address, so that nobody's table is changed, and a holder may ask for its own)
 * for the addresses, twice, and every answer that comes within a tenth of a second. In Perl as `perl-base` has
 * it, and in Python 2.7 and 3. Arguments: interface, addresses. Prints `answer ADDRESS MAC`, then `asked`.
 */
export const PERL_ARP = String.raw`use Socket; my ($if, @ips) = @ARGV;
sub first { open(my $f, '<', $_[0]) or exit; my $l = <$f>; chomp $l; $l }
my ($index, $mac) = map { first("/sys/class/net/$if/$_") } 'ifindex', 'address';
socket(my $arp, 17, SOCK_DGRAM, unpack('S', pack('n', 0x806))) or exit;
bind($arp, pack('SniSCCa8', 17, 0x806, $index, 0, 0, 0, '')) or exit;
my %seen; (my $hex = $mac) =~ tr/://d;
for (1, 2) {
  send($arp, pack('nnCCna6a4a6a4', 1, 0x800, 6, 4, 1, pack('H12', $hex), "\0\0\0\0", '', inet_aton($_)), 0, pack('SniSCCa8', 17, 0x806, $index, 1, 0, 6, "\xff" x 6)) for @ips;
  for (my $left = 10; $left > 0; $left--) {
    my $bits = ''; vec($bits, fileno($arp), 1) = 1;
    next unless select($bits, undef, undef, 0.006) > 0;
    recv($arp, my $packet, 128, 0); next if length $packet < 28;
    my ($kind, $from, $ip) = unpack('x6na6a4', $packet); $ip = inet_ntoa($ip);
    my $line = "answer $ip " . join(':', unpack('(H2)6', $from)); print "$line\n" if $kind == 2 && (grep { $_ eq $ip } @ips) && !$seen{$line}++;
  }
}
print "asked\n";
`;

/** The same in Python. */
export const PYTHON_ARP = String.raw`import select, socket, struct, sys, time
interface, ips = sys.argv[1], sys.argv[2:]
with open('/sys/class/net/%s/address' % interface) as f: mac = f.readline().strip()
raw = struct.pack('6B', *[int(part, 16) for part in mac.split(':')])
arp = socket.socket(17, socket.SOCK_DGRAM, socket.htons(0x806)); arp.bind((interface, 0x806))
seen = set()
for _ in (1, 2):
    for ip in ips: arp.sendto(struct.pack('!HHBBH', 1, 0x800, 6, 4, 1) + raw + b'\0' * 10 + socket.inet_aton(ip), (interface, 0x806, 0, 1, b'\xff' * 6))
    until = time.time() + 0.06
    for _turn in range(200):
        left = until - time.time()
        if left <= 0 or not select.select([arp], [], [], min(left, 0.06))[0]: break
        packet = bytearray(arp.recv(128))
        if len(packet) < 28 or packet[7] != 2: continue
        line = 'answer %s %s' % (socket.inet_ntoa(bytes(packet[14:18])), ':'.join('%02x' % b for b in packet[8:14]))
        if line.split()[1] in ips and line not in seen: seen.add(line); print(line)
print('asked')
`;

/**
 * One packet of IP protocol 112 with the router id 0, which no keepalived has, to each address: a kernel on
 * which nothing listens for that protocol says so by ICMP. Arguments: addresses. Prints `deaf ADDRESS` for those,
 * then `asked`.
 */
export const PERL_VRRP = String.raw`use Socket; my @ips = @ARGV;
socket(my $vrrp, AF_INET, SOCK_RAW, 112) && socket(my $icmp, AF_INET, SOCK_RAW, 1) or exit;
for (1, 2, 3) {
  send($vrrp, pack('C4nn', 0x21, 0, 0, 0, 1, 0), 0, pack_sockaddr_in(0, inet_aton($_))) for @ips;
  for (my $left = 40; $left > 0; $left--) {
    my $bits = ''; vec($bits, fileno($icmp), 1) = 1;
    next unless select($bits, undef, undef, 0.01) > 0;
    my $from = recv($icmp, my $packet, 512, 0); my $start = (ord($packet) & 15) * 4; next if length($packet) < $start + 28;
    my ($type, $code) = unpack('CC', substr($packet, $start)); my $inner = substr($packet, $start + 8);
    next unless $type == 3 && $code == 2 && ord(substr($inner, 9, 1)) == 112;
    my $ip = inet_ntoa(substr($inner, 16, 4)); print "deaf $ip\n" if grep { $_ eq $ip } @ips; @ips = grep { $_ ne $ip } @ips;
  }
  last unless @ips;
}
print "asked\n";
`;

/** The same in Python. */
export const PYTHON_VRRP = String.raw`import select, socket, struct, sys, time
ips = sys.argv[1:]
vrrp = socket.socket(socket.AF_INET, socket.SOCK_RAW, 112); icmp = socket.socket(socket.AF_INET, socket.SOCK_RAW, 1)
for _ in (1, 2, 3):
    for ip in ips:
        try: vrrp.sendto(struct.pack('!BBBBHH', 0x21, 0, 0, 0, 1, 0), (ip, 0))
        except Exception: pass
    until = time.time() + 0.4
    for _turn in range(200):
        left = until - time.time()
        if left <= 0 or not select.select([icmp], [], [], min(left, 0.4))[0]: break
        packet = bytearray(icmp.recv(512)); inner = packet[(packet[0] & 15) * 4:]
        if len(inner) < 28 or inner[0] != 3 or inner[1] != 2 or inner[17] != 112: continue
        ip = socket.inet_ntoa(bytes(inner[24:28]))
        if ip in ips: print('deaf ' + ip); ips.remove(ip)
    if not ips: break
print('asked')
`;

/** POSIX sh that runs one of the two with these words (as the shell shall expand them), or the last resort. */
export function byWhatIsThere(perl: string, python: string, words: string, otherwise: string): string {
  return `for python in python3 /usr/libexec/platform-python python2 python none; do
  [ "$python" = none ] || { command -v "$python" >/dev/null 2>&1 && break; }
done
if command -v perl >/dev/null 2>&1 && perl -e 'use Socket' 2>/dev/null; then
  perl - ${words} <<'END_OF_ASKING'
${perl}END_OF_ASKING
elif [ "$python" != none ]; then
  "$python" - ${words} <<'END_OF_ASKING'
${python}END_OF_ASKING
else
${otherwise}
fi`;
}
