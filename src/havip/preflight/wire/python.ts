import { BLOCK_SOURCE, OWN_MARK } from '../../wire/own-mark.ts';
import { AFTER_MEETING_S, LATEST_S } from './latest.ts';

/** The same as `perl.ts` for Python 2.7 and 3, one of which comes with yum and dnf. */
export const PYTHON = String.raw`import os, select, socket, struct, sys
interface, own, listen, vips, group = sys.argv[1:6]; peers = sys.argv[6:]; group = '' if group == '-' else group; vips = [v for v in vips.split(',') if v]
def first(path):
    with open(path) as f: return f.readline().strip()
def now(): return float(first('/proc/uptime').split()[0])
def say(*words): sys.stdout.write(' '.join(str(w) for w in words) + '\n')
base = '/sys/class/net/' + interface; mac = first(base + '/address')
pack = lambda text: bytes(bytearray(int(part, 16) for part in text.split(':')))
aton, ntoa = socket.inet_aton, socket.inet_ntoa
try:
    raw, out = [socket.socket(socket.AF_INET, socket.SOCK_RAW, 112) for _ in (0, 1)]
    direct = socket.socket(17, socket.SOCK_DGRAM, 0)
    arp = socket.socket(17, socket.SOCK_DGRAM, socket.htons(0x806)); arp.bind((interface, 0x806))
except Exception as error:
    say('cannot', error); sys.exit()
try:
    joined = aton(group or '224.0.0.18') + aton(own)
    raw.setsockopt(0, 35, joined); raw.setsockopt(0, ${BLOCK_SOURCE}, joined + aton('${OWN_MARK}'))
    if group: out.setsockopt(0, 32, aton(own))
except Exception: pass
def multi(text): part = [int(p) for p in text.split('.')]; return '01:00:5e:%02x:%02x:%02x' % (part[1] & 127, part[2], part[3])
say('mac', mac)
def macs():
    with open('/proc/net/arp') as f: rows = [line.split() for line in f]
    return dict((w[0], w[3]) for w in rows[1:] if w[2] != '0x0' and w[5] == interface)
def total(head):
    value = sum(struct.unpack('!10H', head))
    for _ in (1, 2): value = (value & 0xffff) + (value >> 16)
    return ~value & 0xffff
def quietly(send, *words):
    try: send(*words)
    except Exception: pass
quietly(out.bind, (own, 0))
wake = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for peer in peers: quietly(wake.sendto, b'', (peer, 9))
begun = now(); phase = b'P'; ended = 0; over = 0; following = 0; asked = 0; met = 0
heard, told, overlap, seen, mac_of = set(), {}, {}, set(), {}
def once(*words):
    if words not in seen: seen.add(words); say(*words)
def complete(bit):
    kind = b'P' if bit == 1 else b'R'
    return all((p, kind) in heard and told.get(p, 0) & bit for p in peers)
while True:
    elapsed = now() - begun
    if elapsed >= following:
        following = elapsed + 0.05; mac_of = macs()
        if asked < 3 and elapsed >= asked * 0.25:
            asked += 1
            for vip in vips:
                question = struct.pack('!HHBBH', 1, 0x800, 6, 4, 1) + pack(mac) + aton(own) + b'\0' * 6 + aton(vip)
                quietly(arp.sendto, question, (interface, 0x806, 0, 1, b'\xff' * 6))
        for peer in peers:
            flags = (1 if (peer, b'P') in heard else 0) + (2 if (peer, b'R') in heard else 0)
            body = struct.pack('!BBBBHH', 0x21, 0, 0, 0, 1, 0) + b'havip' + phase + struct.pack('!BII', flags, int(elapsed * 1000), int(ended * 1000))
            if phase == b'R': quietly(out.sendto, body, (group or peer, 0)); continue
            if peer not in mac_of: continue
            head = struct.pack('!BBHHHBBH', 0x45, 0, 20 + len(body), 0, 0, 255, 112, 0) + aton(own) + aton(group or peer)
            head = head[:10] + struct.pack('!H', total(head)) + head[12:]
            quietly(direct.sendto, head + body, (interface, 0x800, 0, 1, pack(multi(group) if group else mac_of[peer])))
        if over: over += 1
    if phase == b'P' and (elapsed >= 2 or complete(1)): phase = b'R'; ended = elapsed
    if not over and phase == b'R' and complete(2): over = 1
    late = any(p in mac_of and p not in overlap for p in peers)
    if elapsed >= float(listen) and (over > 4 or elapsed >= (${LATEST_S} if late else met + ${AFTER_MEETING_S})): break
    for ready in select.select([raw, arp], [], [], 0.02)[0]:
        packet = bytearray(ready.recv(2048))
        if ready is arp:
            if len(packet) >= 18 and packet[7] == 2 and ntoa(bytes(packet[14:18])) in vips:
                once('arp', ntoa(bytes(packet[14:18])), ':'.join('%02x' % b for b in packet[8:14]))
            continue
        source = ntoa(bytes(packet[12:16])); body = packet[(packet[0] & 15) * 4:]
        if len(body) >= 23 and bytes(body[8:13]) == b'havip':
            if source not in peers: continue
            kind = bytes(body[13:14]); flags, at, until = struct.unpack('!BII', bytes(body[14:23]))
            told[source] = told.get(source, 0) | flags
            if kind == b'R' or phase == b'P': heard.add((source, kind))
            if source not in overlap: met = elapsed
            their = elapsed - at / 1000.0; end = their + until / 1000.0 if until else elapsed
            overlap[source] = min(end, ended or elapsed) - max(their, 0)
        elif len(body) >= 8 and source != own: once('advert', source, body[1], body[2], body[0] >> 4, body[4])
for peer in peers:
    marks = ''.join(k.decode() if (peer, k) in heard else '-' for k in (b'P', b'R'))
    say('peer', peer, marks, int(overlap.get(peer, 0) * 1000), mac_of.get(peer, '-'))
say('done')
`;
