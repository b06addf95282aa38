import type { Problem } from '../../core/problem.ts';
import { hostProblem, type Peer } from '../host-problem.ts';
import type { SshFault } from './ssh-fault.ts';

/** How far a connect had come. */
export type Stage = 'TCP connect' | 'key exchange' | 'login' | 'way through the jump host';

/** Who tried to log in with what. */
export interface Login {
  readonly user: string;
  /** What was tried, and the methods that the server takes. */
  readonly plan: { readonly tried: readonly string[]; readonly offered: readonly string[] };
  /** Keys that could not be used, and why. */
  readonly notes: readonly string[];
}

const SOCKET_PROBLEMS: Readonly<Record<string, { code: Problem['code']; summary: string; fix: string }>> = {
  ECONNREFUSED: {
    code: 'connection.refused',
    summary: 'refuses connections',
    fix: 'check the address and port (ansible_host, ansible_port) and that sshd runs there',
  },
  ENOTFOUND: {
    code: 'connection.unresolvable',
    summary: 'cannot be resolved',
    fix: 'correct ansible_host, or give its address instead of a name',
  },
  EHOSTUNREACH: {
    code: 'connection.unreachable',
    summary: 'cannot be reached',
    fix: 'check that the machine is up, and the routes and firewalls in between',
  },
  ETIMEDOUT: {
    code: 'connection.timeout',
    summary: 'does not answer',
    fix: 'check that the machine is up, and that the security group and firewalls let port 22 through',
  },
};
const SAME_AS: Readonly<Record<string, string>> = {
  EAI_AGAIN: 'ENOTFOUND',
  EAI_NODATA: 'ENOTFOUND',
  ENETUNREACH: 'EHOSTUNREACH',
  EHOSTDOWN: 'EHOSTUNREACH',
};

/** TCP did not come up. */
export function socketProblem(peer: Peer, error: SshFault): Problem {
  const code = String(error.code ?? '');
  const known = SOCKET_PROBLEMS[SAME_AS[code] ?? code];
  if (known === undefined) return lostOnTheWay(peer, 'TCP connect', error.message);
  const detail = `${error.message || code}.`;
  return hostProblem(peer, known.code, { ...known, summary: `${peer.endpoint} ${known.summary}`, detail });
}

/** The whole connect took too long. */
export function connectTimeoutProblem(peer: Peer, timeoutMs: number, stage: Stage): Problem {
  return hostProblem(peer, 'connection.timeout', {
    summary: `no connection to ${peer.endpoint} within ${timeoutMs / 1000} s`,
    detail: `It did not come further than: ${stage}.`,
    fix:
      stage === 'TCP connect'
        ? 'check that the machine is up, and that the security group and firewalls let its SSH port through'
        : 'look at the machine: something answers there, but slowly (load, DNS look-ups of sshd, a full disk); --connect-timeout SECONDS, or timeout in ansible.cfg, gives it longer',
  });
}

/** SSH did not come up over a TCP connection that did. */
export function sshProblem(peer: Peer, fault: SshFault, stage: Stage, login: Login): Problem {
  if (fault.level === 'client-authentication' || /too many authentication failures/i.test(fault.message)) {
    return authProblem(peer, fault, login);
  }
  const mismatch = /no matching (.*)/.exec(fault.message)?.[1];
  if (mismatch !== undefined) {
    return hostProblem(peer, 'connection.no-common-algorithm', {
      summary: `no common ${mismatch} with ${peer.endpoint}`,
      detail: 'The SSH server takes none of the algorithms that are spoken here.',
      fix: 'allow curve25519-sha256, aes128-gcm@openssh.com and an ssh-ed25519 or rsa-sha2-256 host key in its sshd_config',
    });
  }
  return lostOnTheWay(peer, stage, fault.message);
}

function authProblem(peer: Peer, fault: SshFault, login: Login): Problem {
  const { tried, offered } = login.plan;
  const sentences = [
    `Tried: ${tried.length === 0 ? 'nothing, there was no key, agent or password' : tried.join(', ')}.`,
    offered.length === 0 ? '' : `The server takes: ${offered.join(', ')}.`,
    login.notes.length === 0 ? '' : `Not used: ${login.notes.join('; ')}.`,
    /too many/i.test(fault.message) ? 'The server gave up after too many attempts.' : '',
  ];
  return hostProblem(peer, 'connection.auth-failed', {
    summary: `${peer.endpoint} does not let ${login.user} log in`,
    detail: sentences.filter((sentence) => sentence !== '').join(' '),
    fix: loginFix(tried, offered),
  });
}

const isKerberos = (method: string): boolean => method.startsWith('gssapi');

function loginFix(tried: readonly string[], offered: readonly string[]): string {
  if (tried.some(isKerberos))
    return 'check that `klist` shows a ticket that is valid (`kinit` gets one) and that the machine lets its principal in as ansible_user; or give a key or a password';
  if (offered.length > 0 && offered.every(isKerberos))
    return 'the server takes Kerberos alone: get a ticket with `kinit`, and set -o GSSAPIAuthentication=yes in ansible_ssh_common_args';
  return 'check ansible_user, and that its ~/.ssh/authorized_keys has the key of ansible_ssh_private_key_file (or set ansible_password)';
}

/** The way broke before there was a session. */
export function lostOnTheWay(peer: Peer, stage: Stage, message: string): Problem {
  return hostProblem(peer, 'connection.lost', {
    summary: `connection to ${peer.endpoint} ended during: ${stage}`,
    detail: `${message}.`,
    fix: 'check that an SSH server listens there, and its log: it may be overloaded (MaxStartups) or have banned this address',
  });
}

/** A jump host does not lead to the machine that comes next. */
export function forwardProblem(peer: Peer, jump: string, fault: SshFault): Problem {
  return hostProblem(peer, 'connection.jump-failed', {
    summary: `the jump host ${jump} makes no connection to ${peer.endpoint}`,
    detail: `${fault.message}.`,
    fix: 'check that the jump host reaches the machine, and that its sshd allows forwarding (AllowTcpForwarding)',
  });
}
