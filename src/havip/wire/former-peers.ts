import { commandLine } from '../../core/programs/shell.ts';
import type { Fact } from '../../resources/fact.ts';
import { askByArp, byWhatIsThere } from './ask-programs.ts';

/**
 * What a machine says to a packet of VRRP: that nobody there speaks it, or nothing, as a keepalived does, or as
 * a firewall does that drops it. `silent` is one that ARP does not find.
 */
export type FormerPeer = 'no keepalived' | 'perhaps' | 'silent' | 'not asked';

/** The packet carries router id 0, which no keepalived has. What is answered within half a second counts. */
const PERL = String.raw`use Socket; my @peers = @ARGV;
socket(my $vrrp, AF_INET, SOCK_RAW, 112) && socket(my $icmp, AF_INET, SOCK_RAW, 1) or exit;
my %none;
for my $turn (1, 2) {
  send($vrrp, pack('C4nn', 0x21, 0, 0, 0, 1, 0) . 'havip', 0, pack_sockaddr_in(0, inet_aton($_))) for @peers;
  for (my $left = 25; $left > 0; $left--) {
    my $bits = ''; vec($bits, fileno($icmp), 1) = 1;
    next unless select($bits, undef, undef, 0.01) > 0;
    recv($icmp, my $packet, 256, 0); my $at = (ord($packet) & 15) * 4;
    next if length($packet) < $at + 28;
    my ($type, $code) = unpack('CC', substr($packet, $at)); my $sent = substr($packet, $at + 8);
    $none{inet_ntoa(substr($sent, 16, 4))} = 1 if $type == 3 && $code == 2 && ord(substr($sent, 9, 1)) == 112;
  }
}
print "none $_\n" for keys %none;
print "asked\n";
`;

/** The same in Python 2.7 and 3. */
const PYTHON = String.raw`import select, socket, sys, time
try:
    vrrp = socket.socket(socket.AF_INET, socket.SOCK_RAW, 112); icmp = socket.socket(socket.AF_INET, socket.SOCK_RAW, 1)
except Exception: sys.exit()
none = set()
for _ in (1, 2):
    for peer in sys.argv[1:]:
        try: vrrp.sendto(b'\x21\0\0\0\0\1\0\0havip', (peer, 0))
        except Exception: pass
    until = time.time() + 0.25
    for _turn in range(500):
        left = until - time.time()
        if left <= 0 or not select.select([icmp], [], [], min(left, 0.25))[0]: break
        packet = bytearray(icmp.recv(256)); at = (packet[0] & 15) * 4; sent = packet[at + 8:]
        if len(sent) >= 20 and packet[at] == 3 and packet[at + 1] == 2 and sent[9] == 112: none.add(socket.inet_ntoa(bytes(sent[16:20])))
for peer in none: print('none ' + peer)
print('asked')
`;

/** Asks machines that were peers and are members no longer whether a keepalived runs there. */
export function formerPeersFact(addresses: readonly string[]): Fact<ReadonlyMap<string, FormerPeer>> {
  const call = commandLine(...addresses);
  return {
    id: `former-peers:${call}`,
    program: `${byWhatIsThere(PERL, PYTHON, call, '  :')}
ask() {
${askByArp('"$peer"')}
}
# The table of neighbours still knows for minutes who was switched off, so that they are asked; behind a router it knows nobody.
for peer in ${call}; do
  route=$(ip -4 route get "$peer") card=\${route#*" dev "} card=\${card%% *}
  case $route in *' via '*) continue ;; esac
  said=$(ask)
  case $said in
    *answer*) echo "there $peer" ;;
    *asked*) ;;
    *) ip -4 neigh show "$peer" | grep -iq ' lladdr ' && echo "there $peer" ;;
  esac
done`,
    parse: (output) => {
      const said = (word: string, address: string) => output.split('\n').includes(`${word} ${address}`);
      const wasAsked = output.split('\n').includes('asked');
      return new Map(
        addresses.map((address) => {
          if (said('none', address)) return [address, 'no keepalived'];
          if (!wasAsked) return [address, 'not asked'];
          return [address, said('there', address) ? 'perhaps' : 'silent'];
        }),
      );
    },
  };
}
