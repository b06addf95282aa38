import { clusterTiming } from '../../cluster/state/timing.ts';
import { echoFact, stallsFact } from '../facts/closer.ts';
import { kernelFact } from '../facts/kernel.ts';
import { JOURNAL_MINUTES, rejectedAdvertsFact } from '../facts/rejected-adverts.ts';
import { echoRules } from './firewall.ts';
import { finding, type PreflightRule } from './input.ts';

/** Of the time after which a backup takes over, what a machine may stand still. */
const BEARABLE = 1 / 3;
const MUCH_STOLEN = 0.1;

/** A machine that stands still for long loses its address to the other, with short timers. */
export const stallRules: PreflightRule = function* ({ cluster, own, facts }) {
  const stalls = facts.ifRead(stallsFact);
  if (stalls === undefined || cluster.havip.profile !== 'fast') return;
  const { masterDownMs } = clusterTiming(cluster);
  const limitMs = Math.round(masterDownMs * BEARABLE);
  if (stalls.stallMs > limitMs) {
    yield finding(
      'error',
      'host.stalls',
      `${own.host} stands still for ${stalls.stallMs} ms now and then, and with profile fast the other node takes over after ${Math.round(masterDownMs)} ms of silence`,
      `Use \`profile: standard\`, or a longer \`advert_int\`: a third of that time (${limitMs} ms) is bearable.`,
    );
  } else if (stalls.stolen > MUCH_STOLEN) {
    yield finding(
      'warning',
      'host.stolen-time',
      `the hypervisor gave ${Math.round(stalls.stolen * 100)} % of the time of ${own.host} to other machines`,
      'Use `profile: standard`, or a kind of machine whose processors are its own.',
    );
  }
};

/**
 * Adverts that are thrown away: two nodes that do not understand each other. What was thrown away before one of them has
 * read what it has now is over: a change of password reaches them one after the other.
 */
export const journalRules: PreflightRule = function* ({ own, peers, facts }) {
  const rejected = facts.ifRead(rejectedAdvertsFact);
  if (rejected === undefined) return;
  const loads = [rejected, ...peers.map((peer) => peer.facts?.ifRead(rejectedAdvertsFact))];
  const sinceS = Math.min(...loads.map((each) => each?.loadedAgoS ?? JOURNAL_MINUTES * 60));
  const count = rejected.seen.reduce((sum, { agoS, count }) => (agoS < sinceS ? sum + count : sum), 0);
  if (count === 0) return;
  yield finding(
    'warning',
    'host.rejected-adverts',
    `keepalived on ${own.host} has thrown away ${count} adverts in the last ${JOURNAL_MINUTES} minutes: "${rejected.last}"`,
    'Somebody sends adverts of this router id with another password, version or list of addresses: `tcpdump -ni any proto 112` says who.',
  );
};

/** Whether the failover can be measured by ping, where it is. */
export const measureRules: PreflightRule = function* (input) {
  const { cluster, own, peers, facts } = input;
  if (cluster.havip.verify.service !== undefined) return;
  if (facts.get(kernelFact).ignoresEcho) {
    yield finding(
      'error',
      'host.echo-filtered',
      `${own.host} answers no echo request (icmp_echo_ignore_all is 1), and by those the failover is measured`,
      'Set net.ipv4.icmp_echo_ignore_all=0, or measure the service itself: set `havip.verify.service`.',
    );
    return;
  }
  const witness = cluster.witness?.vars.private_ip;
  const byRule = [...echoRules(input, typeof witness === 'string' ? witness : undefined)];
  yield* byRule;
  const answers = facts.ifRead(
    echoFact(peers.filter((peer) => peer.facts !== undefined).map(({ address }) => address)),
  );
  for (const peer of peers) {
    if (answers?.get(peer.address) !== false || byRule.length > 0) continue;
    const said = peer.facts?.ifRead(kernelFact)?.ignoresEcho === true;
    if (said) continue;
    yield finding(
      'error',
      'host.echo-lost',
      `${peer.host} (${peer.address}) does not answer an echo request of ${own.host}, and by those the failover is measured`,
      'Let ICMP echo pass between the machines, or measure the service itself: set `havip.verify.service`.',
    );
  }
};
