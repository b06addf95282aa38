import type { Finding } from '../../../api/types.ts';
import { canBeOpened, openingHint } from '../../firewall/kind.ts';
import { type AdvertPath, advertPacket, type Packet, type Table, verdictOf } from '../../firewall/model.ts';
import { zoneOf } from '../../firewall/zone.ts';
import { firewallFact } from '../facts/firewall.ts';
import { finding, listed, type PreflightInput, type Seat } from './input.ts';
import { heardBy, missedEachOther } from './wire-options.ts';

/** Long enough at the first part of the exchange, in milliseconds, for its silence to mean something. */
const ENOUGH_TOGETHER_MS = 400;

/** How VRRP passes from or to a peer. */
type Passing = 'passes' | 'blocked' | 'only as an answer' | 'unknown';

/** Whether VRRP passes both ways: by the rules of the machine, and by what came through. */
export function* firewallRules(input: PreflightInput): Generator<Finding> {
  const { facts } = input;
  const tables = facts.get(firewallFact);
  const heard = heardBy(input, input.own);
  for (const peer of input.peers) {
    const incoming = combined(byRules(tables, 'input', input, peer), byWire(input, peer));
    yield* told(input, peer, 'from', incoming, tables);
    // No packet tells this: what came in a moment ago makes an answer of it.
    yield* told(input, peer, 'to', byRules(tables, 'output', input, peer), tables);
    yield* unmeasured(input, peer);
  }
  if (heard?.cannot !== undefined && input.peers.length > 0) {
    yield finding(
      'warning',
      'host.no-test-packet',
      `no test packet of VRRP could be sent: ${heard.cannot}`,
      'Only the firewall’s rules were read; what the network between the machines drops, only the drill will show.',
    );
  }
}

interface Judged {
  readonly passing: Passing;
  readonly by?: Table;
  /** All that stop it. */
  readonly stops?: readonly Table[];
  /** No packet was needed to know. */
  readonly how: 'rules' | 'packets';
}

function byRules(
  tables: readonly Table[] | undefined,
  way: Packet['way'],
  { own, cluster }: PreflightInput,
  peer: Seat,
): Judged {
  if (tables === undefined) return { passing: 'unknown', how: 'rules' };
  const packet = advertPacket(pathOf(own, cluster), way, peer.address);
  const fresh = verdictOf(tables, packet);
  if (fresh.verdict !== 'dropped')
    return { passing: fresh.verdict === 'passes' ? 'passes' : 'unknown', how: 'rules' };
  const answer = verdictOf(tables, { ...packet, state: 'established' });
  return {
    passing: answer.verdict === 'dropped' ? 'blocked' : 'only as an answer',
    ...(fresh.by && { by: fresh.by, stops: fresh.stops }),
    how: 'rules',
  };
}

function pathOf({ interface: name, address }: Seat, { havip }: PreflightInput['cluster']): AdvertPath {
  return { interface: name, address, group: havip.vrrp.group };
}

function byWire(input: PreflightInput, peer: Seat): Judged {
  const heard = heardBy(input, input.own);
  const theirs = heardBy(input, peer);
  const from = heard?.heard.find(({ address }) => address === peer.address);
  // A peer that could send nothing says nothing by its silence.
  if (from === undefined || [heard, theirs].some((side) => side === undefined || side.cannot !== undefined)) {
    return { passing: 'unknown', how: 'packets' };
  }
  if (heard !== undefined && theirs !== undefined && missedEachOther(heard, theirs, peer.address)) {
    return { passing: 'unknown', how: 'packets' };
  }
  if (from.asNew) return { passing: from.asAnswer ? 'passes' : 'blocked', how: 'packets' };
  if (!from.asAnswer) return { passing: 'blocked', how: 'packets' };
  return { passing: from.togetherMs >= ENOUGH_TOGETHER_MS ? 'only as an answer' : 'unknown', how: 'packets' };
}

/** Two that were not at it at the same time, though one has waited for the other. */
function* unmeasured(input: PreflightInput, peer: Seat): Generator<Finding> {
  const [heard, theirs] = [heardBy(input, input.own), heardBy(input, peer)];
  if (heard === undefined || theirs === undefined || theirs.cannot !== undefined) return;
  if (!missedEachOther(heard, theirs, peer.address)) return;
  const isLate = (theirs.window?.fromMs ?? 0) > (heard.window?.fromMs ?? 0);
  const late = isLate ? peer.host : input.own.host;
  yield finding(
    'warning',
    'host.no-test-packet',
    `whether VRRP passes from ${peer.host} (${peer.address}) was not measured: ${late} began to listen when the other had ended, twice`,
    `Only the firewall’s rules were read. Find what holds up a login of ${late} (\`time ssh ${late} true\`): its start-up files, PAM, a busy sshd.`,
  );
}

/** The rules know the firewall by name; where they see nothing, the packets decide. */
function combined(rules: Judged, wire: Judged): Judged {
  if (rules.passing === 'blocked' || rules.passing === 'only as an answer') return rules;
  return wire.passing === 'unknown' ? rules : wire;
}

function* told(
  { own, cluster, facts, peers }: PreflightInput,
  peer: Seat,
  side: 'from' | 'to',
  { passing, by, stops = [], how }: Judged,
  tables: readonly Table[] | undefined,
): Generator<Finding> {
  if (passing !== 'blocked' && passing !== 'only as an answer') return;
  // What the rules drop, `up` itself lets in.
  const isManaged = cluster.havip.firewall === 'manage';
  if (how === 'rules' && isManaged && canBeOpened(facts, stops)) return;
  const way = `VRRP (IP protocol 112) ${side} ${peer.host} (${peer.address})`;
  const wanted = {
    way: side === 'from' ? 'input' : 'output',
    interface: own.interface,
    peers: listedAddresses(peers),
    zoneOf: (source: string) => zoneOf(tables ?? [], advertPacket(pathOf(own, cluster), 'input', source)),
  } as const;
  const hint = openingHint(facts, by, wanted, tables);
  if (how === 'packets') {
    yield finding(
      'error',
      'host.vrrp-blocked',
      passing === 'blocked'
        ? `${way} does not arrive: test packets were sent and none came through, and no rule on ${own.host} stops them`
        : `${way} only arrives as an answer to this node's own packets`,
      `Look at the rules of ${peer.host} for what goes out, then open protocol 112 between the nodes in the security group or the hypervisor's filter.`,
    );
    return;
  }
  const manage = isManaged ? beyondReach(stops) : ', or set `havip.firewall: manage`';
  yield finding(
    'error',
    'host.vrrp-blocked',
    passing === 'blocked'
      ? `${hint.name} on ${own.host} drops ${way} (KA080)`
      : `${hint.name} on ${own.host} lets ${way} ${side === 'from' ? 'in only as an answer to its own' : 'out only as an answer'}: the next reload of the firewall makes two holders (KA080)`,
    `${hint.fix}${manage}.`,
  );
}

/** What `havip.firewall: manage` cannot do. */
function beyondReach(stops: readonly Table[]): string {
  const names = [...new Set(stops.map(({ kind, name }) => `${kind} ${name}`))];
  return `; havip-deploy opens one firewall, and in its filter table: what drops it is in ${listed(names)}`;
}

function listedAddresses(peers: readonly Seat[]): readonly string[] {
  return peers.map(({ address }) => address);
}

/** Whether an echo request of whoever probes is dropped: then a drill would measure an outage that is none. */
export function* echoRules(
  { cluster, own, peers, facts }: PreflightInput,
  prober: string | undefined,
): Generator<Finding> {
  const sources = prober === undefined ? peers.map(({ address }) => address) : [prober];
  const dropped = sources.filter((source) => {
    const [address = ''] = cluster.havip.addresses;
    const packet = {
      way: 'input',
      interface: own.interface,
      source,
      destination: address,
      protocol: 1,
      state: 'new',
    } as const;
    return verdictOf(facts.get(firewallFact) ?? [], packet).verdict === 'dropped';
  });
  if (dropped.length === 0) return;
  yield finding(
    'error',
    'host.echo-filtered',
    `the firewall on ${own.host} drops echo requests from ${listed(dropped)}, by which the failover is measured`,
    'Let ICMP echo in from there, or measure the service itself: set `havip.verify.service`.',
  );
}
