import type { Problem } from '../../core/problem.ts';
import {
  forwardProblem,
  lostOnTheWay,
  type Stage,
  socketProblem,
  sshProblem,
} from '../built-in/ssh-problem.ts';
import { authorityFor, fingerprint, type HostKeyVerdict } from '../host-keys/host-key.ts';
import { hostKeyProblem } from '../host-keys/host-key-problem.ts';
import type { KnownKeys } from '../host-keys/known-keys.ts';
import { hostProblem, type Peer } from '../host-problem.ts';
import { foreignWords } from '../start-up/foreign-words.ts';
import type { Account } from './account.ts';

/** What ssh says of a socket, and the error that it stands for. */
const SOCKET_ERRORS: readonly (readonly [RegExp, string])[] = [
  [/Connection refused/, 'ECONNREFUSED'],
  [/Could not resolve hostname/, 'ENOTFOUND'],
  [/No route to host/, 'EHOSTUNREACH'],
  [/Network is unreachable/, 'ENETUNREACH'],
  [/timed out/, 'ETIMEDOUT'],
];

/** A session that did not come up, and whether the server only had no room for it. */
export interface NotOpened {
  readonly problem: Problem;
  readonly dropped: boolean;
}

/** What ssh was to do when it ended. */
export interface Attempt {
  /** The target. */
  readonly peer: Peer;
  readonly user: string;
  /** How many machines there are on the way, with the target. */
  readonly machines: number;
  readonly known: KnownKeys;
}

/** Why ssh ended without a session, in the words that are used for every way there. */
export function openSshProblem(attempt: Attempt, account: Account): NotOpened {
  const { complaints, at } = account;
  const { host } = attempt.peer;
  const peer = at === undefined ? attempt.peer : { host, endpoint: `${at.address}:${at.port}` };
  const stage = account.stage(attempt.machines);
  const problem = problemOf(attempt, account, peer, stage);
  if (problem !== undefined) return { problem, dropped: false };
  // What says something else than that it has no room is no SSH server, and will not become one.
  const isOther = /^debug1: kex_exchange_identification: banner line \d+: (?!Exceeded )/m.test(account.text);
  const isDropped = /^kex_exchange_identification: (?:read: )?Connection (?:closed|reset)/m.test(complaints);
  const lost = lostOnTheWay(peer, stage, lastWords(complaints));
  return { problem: lost, dropped: isDropped && !isOther };
}

/** Undefined where ssh has only been cut off. */
function problemOf(attempt: Attempt, account: Account, peer: Peer, stage: Stage): Problem | undefined {
  const { complaints } = account;
  const found = (pattern: RegExp): string | undefined => pattern.exec(complaints)?.[1];
  const forward = found(/^(?:channel \d+: open failed: |Stdio forwarding request failed: )(.*)$/m);
  if (forward !== undefined) return forwardProblem(attempt.peer, peer.endpoint, { message: forward });
  const mismatch = found(/: no matching (.*?) found/);
  const login = {
    user: account.at?.user ?? attempt.user,
    plan: { tried: account.tried, offered: account.offered },
    notes: account.notes,
  };
  if (mismatch !== undefined) return sshProblem(peer, { message: `no matching ${mismatch}` }, stage, login);
  if (/Host key verification failed|REVOKED HOST KEY/.test(complaints))
    return refusedKey(attempt, account, peer);
  const denied = found(/^(.*(?:Permission denied \(|Too many authentication failures).*)$/m);
  if (denied !== undefined) {
    return sshProblem(peer, { message: denied, level: 'client-authentication' }, stage, login);
  }
  return unmet(attempt.peer, complaints);
}

/** The machine was not reached at all, or ssh does not want to. */
function unmet(peer: Peer, complaints: string): Problem | undefined {
  const [line = '', place] =
    /^ssh: (?:connect to host (\S+ port \d+): |Could not resolve hostname ).*$/m.exec(complaints) ?? [];
  const code = SOCKET_ERRORS.find(([says]) => says.test(line))?.[1];
  const at = place === undefined ? peer : { ...peer, endpoint: place.replace(' port ', ':') };
  if (code !== undefined) return socketProblem(at, { code, message: line.replace(/^ssh: /, '') });
  if (!/command-line|Bad configuration option|bad configuration options|unknown option/.test(complaints))
    return undefined;
  return hostProblem(peer, 'connection.ssh-config', {
    summary: `ssh does not take its options for ${peer.endpoint}`,
    detail: foreignWords(complaints),
    fix: 'correct ansible_ssh_common_args, ansible_ssh_extra_args or ~/.ssh/config',
  });
}

function refusedKey(attempt: Attempt, account: Account, peer: Peer): Problem {
  const { at, key, complaints } = account;
  const owner = {
    address: at?.address ?? peer.endpoint,
    port: at?.port ?? 22,
    key: key ?? { type: 'key', fingerprint: '(not shown)' },
  };
  const problem = hostKeyProblem(peer, owner, verdictOf(attempt.known, owner, complaints));
  return problem ?? lostOnTheWay(peer, 'key exchange', lastWords(complaints));
}

function verdictOf(
  known: KnownKeys,
  owner: { readonly address: string; readonly port: number; readonly key: { readonly fingerprint: string } },
  complaints: string,
): HostKeyVerdict {
  if (/REVOKED HOST KEY|marked as revoked/.test(complaints)) {
    const entry = known.entries.find(
      ({ marker, key }) => marker === 'revoked' && fingerprint(key) === owner.key.fingerprint,
    );
    if (entry !== undefined) return { kind: 'revoked', known: entry };
  }
  const [, file, line] =
    /^(?:Offending .*key in |.* key found for host .*\n?in )(.*):(\d+)\s*$/m.exec(complaints) ?? [];
  const entry = known.entries.find((each) => each.file === file && each.line === Number(line));
  if (entry !== undefined) return { kind: 'changed', known: entry };
  return { kind: 'unknown', certificateAuthority: authorityFor(known, owner.address, owner.port) };
}

function lastWords(complaints: string): string {
  return foreignWords(complaints).split('\n').at(-1)?.replace(/\.$/, '') || 'ssh said nothing';
}
