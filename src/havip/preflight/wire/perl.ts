import { BLOCK_SOURCE, OWN_MARK } from '../../wire/own-mark.ts';
import { AFTER_MEETING_S, LATEST_S } from './latest.ts';

/**
 * The exchange of `program.ts` in Perl, which every Debian has: only what `perl-base` brings.
 * Arguments: interface, own address, seconds to listen, floating addresses with commas, group or -, peers.
 */
export const PERL = String.raw`use strict; use Socket;
my ($if, $own, $listen, $vips, $group, @peers) = @ARGV; my $all = $group eq '-' ? '' : $group;
sub first { open(my $f, '<', $_[0]) or return ''; my $line = <$f>; chomp $line; return $line }
sub now { return (split ' ', first('/proc/uptime'))[0] }
my ($index, $mac) = map { first("/sys/class/net/$if/$_") } 'ifindex', 'address';
socket(my $raw, AF_INET, SOCK_RAW, 112) && socket(my $out, AF_INET, SOCK_RAW, 112) && socket(my $direct, 17, SOCK_DGRAM, 0)
  && socket(my $arp, 17, SOCK_DGRAM, unpack('S', pack('n', 0x806))) or do { print "cannot $!\n"; exit };
my @join = map { inet_aton($_) } $all || '224.0.0.18', $own;
setsockopt($raw, 0, 35, pack('a4a4', @join)); setsockopt($raw, 0, ${BLOCK_SOURCE}, pack('a4a4a4', @join, inet_aton('${OWN_MARK}')));
setsockopt($out, 0, 32, inet_aton($own)) if $all;
bind($out, pack_sockaddr_in(0, inet_aton($own)));
bind($arp, pack('SniSCCa8', 17, 0x806, $index, 0, 0, 0, ''));
print "mac $mac\n";
sub card { my ($protocol, $to) = @_; return pack('SniSCCa8', 17, $protocol, $index, 1, 0, 6, pack('H12', $to =~ tr/://dr)) }
sub macs { my %of; open(my $f, '<', '/proc/net/arp') or return; while (<$f>) { my @w = split; $of{$w[0]} = $w[3] if $w[2] ne '0x0' && $w[5] eq $if } return %of }
sub multi { my @part = split /\./, $_[0]; return sprintf('01:00:5e:%02x:%02x:%02x', $part[1] & 127, @part[2, 3]) }
sub sum { my $sum = 0; $sum += $_ for unpack('n*', $_[0]); $sum = ($sum & 0xffff) + ($sum >> 16) for 1, 2; return ~$sum & 0xffff }
socket(my $wake, AF_INET, SOCK_DGRAM, 0);
send($wake, '', 0, pack_sockaddr_in(9, inet_aton($_))) for @peers;
my $begun = now(); my ($phase, $ended, $over, $next, $asked) = ('P', 0, 0, 0, 0);
my (%heard, %told, %said, %overlap, %seen); my %mac; my $met = 0;
my $ask = sub { my $vip = shift; send($arp, pack('nnCCna6a4a6a4', 1, 0x800, 6, 4, 1, pack('H12', $mac =~ tr/://dr), inet_aton($own), '', inet_aton($vip)), 0, card(0x806, 'ff:ff:ff:ff:ff:ff')) };
while (1) {
  my $elapsed = now() - $begun;
  if ($elapsed >= $next) {
    $next = $elapsed + 0.05; %mac = macs();
    if ($asked < 3 && $elapsed >= $asked * 0.25) { $ask->($_) for split /,/, $vips; $asked++ }
    for my $peer (@peers) {
      my $flags = ($heard{"$peer P"} ? 1 : 0) + ($heard{"$peer R"} ? 2 : 0);
      my $body = pack('C4nn', 0x21, 0, 0, 0, 1, 0) . 'havip' . $phase . pack('CNN', $flags, $elapsed * 1000, $ended * 1000);
      if ($phase eq 'R') { send($out, $body, 0, pack_sockaddr_in(0, inet_aton($all || $peer))); next }
      next unless $mac{$peer};
      my $head = pack('CCnnnCCna4a4', 0x45, 0, 20 + length $body, 0, 0, 255, 112, 0, inet_aton($own), inet_aton($all || $peer));
      substr($head, 10, 2) = pack('n', sum($head));
      send($direct, $head . $body, 0, card(0x800, $all ? multi($all) : $mac{$peer}));
    }
    $over++ if $over;
  }
  my $complete = sub { my $bit = shift; my $kind = $bit == 1 ? 'P' : 'R'; return !grep { !$heard{"$_ $kind"} || !(($told{$_} || 0) & $bit) } @peers };
  if ($phase eq 'P' && ($elapsed >= 2 || $complete->(1))) { $phase = 'R'; $ended = $elapsed }
  $over = 1 if !$over && $phase eq 'R' && $complete->(2);
  my $late = grep { $mac{$_} && !exists $overlap{$_} } @peers;
  last if $elapsed >= $listen && ($over > 4 || $elapsed >= ($late ? ${LATEST_S} : $met + ${AFTER_MEETING_S}));
  my $bits = ''; vec($bits, fileno($_), 1) = 1 for $raw, $arp;
  next unless select(my $ready = $bits, undef, undef, 0.02) > 0;
  if (vec($ready, fileno($arp), 1)) {
    recv($arp, my $packet, 64, 0);
    my ($kind, $from, $ip) = unpack('x6na6a4', $packet);
    if ($kind == 2 && grep { $_ eq inet_ntoa($ip) } split /,/, $vips) { my $line = 'arp ' . inet_ntoa($ip) . ' ' . join(':', unpack('(H2)6', $from)); print "$line\n" unless $seen{$line}++ }
  }
  next unless vec($ready, fileno($raw), 1);
  recv($raw, my $packet, 2048, 0);
  my $start = (ord($packet) & 15) * 4; my $source = inet_ntoa(substr($packet, 12, 4)); my $body = substr($packet, $start);
  if (length $body >= 23 && substr($body, 8, 5) eq 'havip') {
    next unless grep { $_ eq $source } @peers;
    my ($kind, $flags, $at, $until) = unpack('aCNN', substr($body, 13));
    $told{$source} = ($told{$source} || 0) | $flags;
    $heard{"$source $kind"} = 1 if $kind eq 'R' || $phase eq 'P';
    $met = $elapsed if !exists $overlap{$source};
    my $their = $elapsed - $at / 1000; my $end = $until ? $their + $until / 1000 : $elapsed; my $mine = $ended || $elapsed;
    $overlap{$source} = ($end < $mine ? $end : $mine) - ($their > 0 ? $their : 0);
  } elsif (length $body >= 8 && $source ne $own) {
    my ($type, $id, $priority, undef, $auth) = unpack('C5', $body);
    my $line = "advert $source $id $priority " . ($type >> 4) . " $auth"; print "$line\n" unless $seen{$line}++;
  }
}
for my $peer (@peers) {
  print "peer $peer ", ($heard{"$peer P"} ? 'P' : '-'), ($heard{"$peer R"} ? 'R' : '-'), ' ', int(($overlap{$peer} || 0) * 1000), ' ', ($mac{$peer} || '-'), "\n";
}
print "done\n";
`;
