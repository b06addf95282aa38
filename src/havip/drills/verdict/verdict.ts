import type { DrillResult } from '../../../core/events/document.ts';
import type { Problem } from '../../../core/problem.ts';
import type { Expectation } from './expectation.ts';
import type { Measurement } from './measure.ts';
import { cloudDisagrees, publicUnreachable, serviceUnreachable } from './verdict-outside.ts';
import {
  blindForMs,
  isBlindlySlow,
  isSilent,
  nodeUnheard,
  proberStoodStill,
  unmeasuredMs,
} from './verdict-prober.ts';
import { type Ending, problem, type Rule } from './verdict-rule.ts';

/** Two lost probes in a row are more than the noise of a network. */
const LOST_IN_ROW = 2;

/** One rule for each way to fail, gravest first: the first that applies is a drill's `error`. */
const RULES: readonly Rule[] = [
  twoHoldersAtRest,
  twoHolders,
  noTakeover,
  wrongNode,
  movedFromWell,
  flapping,
  unreachableAfter,
  serviceUnreachable,
  proberStoodStill,
  nodeUnheard,
  cloudDisagrees,
  slowTakeover,
  probesLost,
  notBackByItself,
  notRestored,
  publicUnreachable,
];

/** What follows where something beside keepalived sets the address; what helps against each by itself does not help then. */
const OF_SET_AGAIN: ReadonlySet<Rule> = new Set([twoHoldersAtRest, twoHolders, flapping]);

/** Everything that a drill failed by; empty when it passed. */
export function judge(measured: Measurement, expected: Expectation, ending: Ending): readonly Problem[] {
  const cause = setAgain(measured, expected, ending);
  const rules = cause === undefined ? RULES : RULES.filter((rule) => !OF_SET_AGAIN.has(rule));
  return [cause ?? [], rules.flatMap((rule) => rule(measured, expected, ending) ?? [])].flat();
}

/** The drill as `--json` prints it, in whole milliseconds. */
export function drillResult(
  measured: Measurement,
  expected: Expectation,
  problems: readonly Problem[],
): DrillResult {
  const [first] = problems;
  const unmeasured = unmeasuredMs(measured);
  const stayed = expected.successor === null && measured.moves.length === 0;
  const to = stayed ? measured.holdersAtEnd[0] : measured.moves[0]?.node;
  return {
    scenario: expected.scenario,
    from: expected.from,
    to: to ?? null,
    probes: measured.probes,
    lost: measured.lost,
    interruptionMs: rounded(interruptionOf(measured)),
    ...(unmeasured > 0 && { unmeasuredMs: Math.round(unmeasured) }),
    takeoverMs: rounded(measured.takeoverMs),
    splitBrainMs: Math.round(measured.splitBrainMs),
    ...(measured.boundAtEnd === undefined ? {} : { bindingMs: rounded(measured.bindingMs) }),
    passed: problems.length === 0,
    error: first === undefined ? null : (first.detail ?? first.summary),
  };
}

/** Milliseconds of the interruption, or null when it never ended. */
export function interruptionOf({ interruption }: Measurement): number | null {
  return interruption === null ? null : interruption.toMs - interruption.fromMs;
}

function rounded(milliseconds: number | null): number | null {
  return milliseconds === null ? null : Math.round(milliseconds);
}

function setAgain({ setAgain: node }: Measurement, { address }: Expectation, { stoodStill }: Ending) {
  // Of one that was not heard for a while, what is told may be told late.
  if (node === undefined || stoodStill.includes(node)) return undefined;
  return problem(
    'verify.address-set-again',
    'Something beside keepalived sets the address',
    `${address} came to ${node} while its keepalived was no master: no VRRP has put it there.`,
    `Find on ${node} what sets it, and end that: a script in a loop, cron or a timer, NetworkManager, systemd-networkd, cloud-init, another cluster manager. \`ip monitor address\` shows when it does.`,
  );
}

function twoHoldersAtRest({ holdersAtEnd }: Measurement, { address }: Expectation): Problem | undefined {
  if (holdersAtEnd.length < 2) return undefined;
  return {
    code: 'verify.two-holders-at-rest',
    summary: 'Two nodes hold the address at rest',
    detail: `${holdersAtEnd.join(' and ')} still have ${address} at the same time at the end.`,
    fix: 'Let protocol 112 pass both ways between the nodes; compare virtual_router_id, authentication, version and address list in both keepalived.conf; a node without keepalived that kept the address gives it up when keepalived is started.',
  };
}

function twoHolders({ longestSplitBrainMs }: Measurement, { address, advertMs }: Expectation) {
  if (longestSplitBrainMs <= advertMs) return undefined;
  return problem(
    'verify.two-holders',
    'Two nodes held the address for longer than an advert',
    `Two nodes had ${address} at the same time for ${ms(longestSplitBrainMs)}; one advert, ${ms(advertMs)}, is the most that is in order.`,
    'Look into the journals of both nodes for adverts that were refused, and check that protocol 112 passes both ways.',
  );
}

function noTakeover({ moves }: Measurement, { address, from, successor }: Expectation, ending: Ending) {
  if (successor === null || moves.length > 0) return undefined;
  // Whether one has it that is not heard is not known; that it answered nobody, whoever probes has seen.
  if (ending.unheard.some((name) => name !== from)) return undefined;
  return problem(
    'verify.no-takeover',
    'No node took the address over',
    `${address} appeared on no other node after ${from} had failed.`,
    `See journalctl -u keepalived on ${successor}: it must be BACKUP, not FAULT, and hear the adverts of ${from}.`,
  );
}

function wrongNode({ moves }: Measurement, { address, successor, asGood = [] }: Expectation) {
  const [first] = moves;
  if (first === undefined || successor === null) return undefined;
  if (first.node === successor || asGood.includes(first.node)) return undefined;
  return problem(
    'verify.wrong-node',
    'The wrong node took over',
    `${address} went to ${first.node}, though ${successor} has the highest priority of those that were left.`,
    'Compare the priorities in keepalived.conf, and see whether the expected node was in FAULT.',
  );
}

/** The holder was left alone, and the address went away from it. */
function movedFromWell(
  { moves }: Measurement,
  { address, maxMoves, from, scenario, masterDownMs }: Expectation,
) {
  const [first] = moves;
  if (first === undefined || maxMoves > 0) return undefined;
  return problem(
    'verify.moved-from-well',
    'The address moved away from a holder that was well',
    `${address} went from ${from} to ${first.node}, though ${scenario} is no failure of ${from}: ${first.node} heard nothing of it for longer than ${ms(masterDownMs)}.`,
    `Let protocol 112 in on ${first.node} as new packets, not only as established ones (havip.firewall: manage does), in the rules that a reload brings; where the reload itself takes as long as that, raise advert_int.`,
  );
}

function flapping({ moves }: Measurement, { address, maxMoves, from }: Expectation) {
  if (moves.length <= maxMoves || maxMoves === 0) return undefined;
  const path = [from, ...moves.map((move) => move.node)].join(' → ');
  return problem(
    'verify.flapping',
    'The address moved more often than it should',
    `${address} moved ${moves.length} times (${path}); ${maxMoves} is in order.`,
    'Set nopreempt on every node, and look for a health check or a network that comes and goes.',
  );
}

function unreachableAfter(
  measured: Measurement,
  { address, from }: Expectation,
  ending: Ending,
): Problem | undefined {
  const { moves, probes } = measured;
  if (!isSilent(measured, 'address', ending)) return undefined;
  const where = moves.at(-1)?.node ?? from;
  return problem(
    'verify.unreachable-after',
    'The address does not answer',
    `${address} is on ${where}, but ${probes} probes brought no answer any more by the end.`,
    'Check that the HAVIP may be bound by that node (same subnet, allowed range), that its gratuitous ARP is not filtered, and that a firewall there lets ICMP echo through.',
  );
}

function slowTakeover(
  measured: Measurement,
  { address, maxInterruptionMs, once }: Expectation,
  ending: Ending,
): Problem | undefined {
  const isBlind =
    isBlindlySlow(measured, maxInterruptionMs) || blindForMs(measured, 'address', ending) !== undefined;
  if (isBlind && once !== true) return undefined;
  const awayMs = isBlind ? measured.noneMs : interruptionOf(measured);
  if (awayMs === null || awayMs <= maxInterruptionMs) return undefined;
  return problem(
    'verify.slow-takeover',
    'The takeover was too slow',
    `${address} was interrupted for ${ms(awayMs)}; verify.max_interruption is ${ms(maxInterruptionMs)}.`,
    'Use priorities close to 254, a shorter advert_int or the fast profile, or allow more in verify.max_interruption.',
  );
}

function probesLost({ moves, lost, lostInRow, noneMs }: Measurement, { address, from }: Expectation) {
  if (moves.length > 0 || noneMs > 0 || lostInRow < LOST_IN_ROW) return undefined;
  return problem(
    'verify.probes-lost',
    'Probes were lost though the address never moved',
    `${lost} probes of ${address} were lost, ${lostInRow} of them in a row, while ${from} held it all the time.`,
    'Look at the network between the prober and the cluster, and for another machine that answers ARP for the address.',
  );
}

function notBackByItself(
  { returnedMs }: Measurement,
  { from, returnsWithinMs, scenario }: Expectation,
  { unheard }: Ending,
): Problem | undefined {
  if (returnsWithinMs === null || returnedMs !== null || unheard.includes(from)) return undefined;
  return problem(
    'verify.not-back-by-itself',
    'keepalived did not come back by itself',
    `${returnsWithinMs / 1000} s after ${scenario}, keepalived was not running again on ${from}: it had to be started.`,
    'Enable the service (systemctl enable keepalived), and have it restarted: Restart=on-failure in a drop-in, which up installs.',
  );
}

function notRestored(measured: Measurement, expected: Expectation, ending: Ending): Problem | undefined {
  if (ending.ailments.length === 0) return undefined;
  if (measured.holdersAtEnd.length > 1) return undefined;
  // Told already, and why it did not come to rest.
  if ((['address', 'service'] as const).some((series) => isSilent(measured, series, ending)))
    return undefined;
  return problem(
    'verify.not-restored',
    'The cluster did not come to rest',
    `After ${expected.from} was brought back, ${ending.ailments.join('; ')}.`,
    `Look at systemctl status keepalived and journalctl -u keepalived on ${expected.from}.`,
  );
}

function ms(milliseconds: number): string {
  return `${Math.round(milliseconds)} ms`;
}
