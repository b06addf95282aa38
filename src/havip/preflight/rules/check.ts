import type { Finding } from '../../../api/types.ts';
import { type CheckSettings, ONLY_CHECK } from '../../settings/parts/checks/check-types.ts';
import { type CheckRun, type CheckToRun, checkCommand, checkRunFact } from '../facts/check-run.ts';
import { listeningFact } from '../facts/closer.ts';
import { kernelFact } from '../facts/kernel.ts';
import { finding, listed, type PreflightInput, type PreflightRule } from './input.ts';

/** What the names of processes are cut off at, in characters. */
const LONGEST_NAME = 15;

/** The health checks, by how they ended. */
export const checkRules: PreflightRule = function* (input) {
  for (const each of input.checks) {
    const run = input.facts.ifRead(checkRunFact(input.cluster, each));
    if (run?.drained === true) {
      yield finding(
        'error',
        'host.drained',
        `/etc/keepalived/maintenance is there: this node is drained, its health check fails`,
        'Remove that file when the work is done.',
      );
      return;
    }
    if (run?.nobody === true) yield noUser(input, each);
    else if (run !== undefined) {
      yield* ended(input, run, each);
      yield* meaningless(input, run, each);
    }
  }
};

/** keepalived leaves a script out whose user it does not find. */
function noUser({ own }: PreflightInput, { check }: CheckToRun): Finding {
  return finding(
    'error',
    'host.check-fails',
    `the user ${check.user} who is to run ${named(check)} is not on ${own.host}`,
    'Make that user, or leave `user` out.',
  );
}

/** `the health check`, by its name where there are several. */
function named({ name }: CheckSettings): string {
  return name === ONLY_CHECK ? 'the health check' : `the health check ${name}`;
}

/** A script that is there, and whose first line names a program that is not. */
function uninterpreted({ interpreter }: CheckRun): string | undefined {
  if (interpreter === undefined) return undefined;
  return interpreter.endsWith('\\r')
    ? `its lines end as on Windows, so that \`${interpreter}\` is looked for to run it`
    : `its first line names ${interpreter}, which is not there`;
}

function* ended(
  { own, facts }: PreflightInput,
  run: CheckRun,
  { check, probe }: CheckToRun,
): Generator<Finding> {
  const command = 'script' in check ? check.script : probe;
  const words = run.words === '' ? '' : `, and says: ${oneLine(run.words)}`;
  const again = `Try it as keepalived runs it: ${checkCommand(check, command)}`;
  const timeoutMs = check.timeout;
  if (run.exitCode === 0 && run.tookMs <= timeoutMs) return;
  if (run.exitCode === 124 || run.exitCode === 137 || run.tookMs > timeoutMs) {
    yield finding(
      'error',
      'host.check-slow',
      `${named(check)} takes longer than its time-out of ${timeoutMs / 1000} s on ${own.host}${words}`,
      `Make it quicker or its \`timeout\` in havip longer (at most \`interval\`). ${again}`,
    );
    return;
  }
  const why: Readonly<Record<number, string>> = {
    126: 'it is there and may not be executed',
    127: 'a command of it is not found in the PATH that keepalived gives it, /usr/sbin:/usr/bin:/sbin:/bin',
  };
  const reason =
    uninterpreted(run) ?? why[run.exitCode] ?? unanswered(check, facts.ifRead(listeningFact) ?? []);
  const explained = reason === undefined ? '' : `: ${reason}`;
  yield finding(
    'error',
    'host.check-fails',
    `${named(check)} \`${command}\` ends with ${run.exitCode} on ${own.host}${explained}${words}`,
    `${check.weight === 0 ? 'The node would be in FAULT and never hold the address' : `The node's priority would be off by ${check.weight}`}. ${again}`,
  );
}

/** What the check asked for and did not find; our own commands say nothing of it themselves. */
function unanswered(
  check: CheckSettings,
  listening: ReturnType<typeof listeningFact.parse>,
): string | undefined {
  if ('process' in check) {
    const known = check.process.slice(0, LONGEST_NAME);
    const as = known === check.process ? '' : ` (the kernel cuts names off: it was looked for as ${known})`;
    return `no process named ${check.process} runs there${as}`;
  }
  if (!('tcp' in check)) return undefined;
  const at = [...new Set(listening.filter(({ port }) => port === check.tcp).map(({ address }) => address))];
  return at.length === 0
    ? `nothing listens on port ${check.tcp} there`
    : `it asks 127.0.0.1, and the service listens on ${listed(at)} only`;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').slice(-300);
}

/** A check that succeeds whatever happens keeps the address on a node that is ill. */
function* meaningless(
  { cluster, own, facts, checks }: PreflightInput,
  run: CheckRun,
  { check }: CheckToRun,
): Generator<Finding> {
  const { addresses, verify } = cluster.havip;
  if (run.exitCode !== 0) return;
  const asked =
    'http' in check ? addresses.filter((address) => check.http.includes(`//${address}`)) : run.asks;
  if (asked.length > 0) {
    yield finding(
      'warning',
      'host.check-asks-holder',
      `${named(check)} asks ${asked[0]}: on the standby the holder answers, so it succeeds whatever the standby is like`,
      "Let it ask the node itself: 127.0.0.1 or the node's own address.",
    );
  }
  if (run.weak !== undefined) {
    yield finding(
      'warning',
      'host.check-writable',
      `others than root may change ${run.weak} on ${own.host}, and root runs ${named(check)} from there: whoever may, becomes root`,
      `Run \`chown root:root ${run.weak}; chmod go-w ${run.weak}\`, or let another user run it: \`user\` of the check.`,
    );
  }
  if (run.alwaysWell) {
    yield finding(
      'warning',
      'host.check-always-well',
      `${named(check)} succeeds on ${own.host} even where no process runs and no network is there: it can never move the address`,
      'Let it ask the service.',
    );
  }
  // Of several checks, one about something else is no sign of anything.
  if (checks.length > 1) return;
  const port = portOf(verify.service);
  const listening = facts.ifRead(listeningFact);
  if (port === undefined || listening === undefined || listening.some((each) => each.port === port)) return;
  yield finding(
    'warning',
    'host.check-blind',
    `the health check succeeds on ${own.host} although nothing listens on port ${port} there`,
    `Let it ask port ${port}: \`havip.check: { tcp: ${port} }\`.`,
  );
}

/** Whether the service behind the address could serve on this node. */
export const bindRules: PreflightRule = function* ({ cluster, own, peers, facts }) {
  const port = portOf(cluster.havip.verify.service);
  const listening = facts.ifRead(listeningFact)?.filter((each) => each.port === port);
  if (port === undefined || listening === undefined) return;
  if (listening.length > 0) {
    yield* listensElsewhere(cluster.havip.addresses, own.host, port, listening);
    return;
  }
  for (const peer of peers) {
    const theirs = (peer.facts?.ifRead(listeningFact) ?? []).filter((each) => each.port === port);
    if (theirs.length === 0) continue;
    const onlyFloating = theirs.every(({ address }) => cluster.havip.addresses.includes(address));
    if (onlyFloating && !facts.get(kernelFact).nonlocalBind) {
      yield finding(
        'error',
        'host.cannot-bind',
        `nothing listens on port ${port} on ${own.host}, and nothing can: on ${peer.host} the service listens on ${theirs[0]?.address} alone, which this node does not have while it stands by`,
        'Set net.ipv4.ip_nonlocal_bind=1 in /etc/sysctl.d and start the service, or let it listen on 0.0.0.0.',
      );
    } else {
      yield finding(
        'warning',
        'host.service-not-there',
        `nothing listens on port ${port} on ${own.host}: after a failover nobody would answer there, as ${peer.host} does now`,
        'Start the service on this node too.',
      );
    }
    return;
  }
};

/** It runs, and answers at the machine's own address or at 127.0.0.1 only. */
function* listensElsewhere(
  floating: readonly string[],
  host: string,
  port: number,
  listening: readonly { readonly address: string }[],
): Generator<Finding> {
  const addresses = [...new Set(listening.map(({ address }) => address))];
  if (addresses.some((address) => address === '0.0.0.0' || floating.includes(address))) return;
  yield finding(
    'error',
    'host.listens-elsewhere',
    `on ${host} the service listens on port ${port} of ${listed(addresses)} alone: at ${listed(floating)} nobody would answer`,
    'Let it listen on 0.0.0.0, or on the floating address too, with net.ipv4.ip_nonlocal_bind=1.',
  );
}

function portOf(service: PreflightInput['cluster']['havip']['verify']['service']): number | undefined {
  if (service === undefined) return undefined;
  if ('tcp' in service) return service.tcp;
  if (service.http.startsWith('/')) return 80;
  const { port, protocol } = new URL(service.http);
  return port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
}
