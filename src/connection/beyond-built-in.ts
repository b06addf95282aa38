import { existsSync } from 'node:fs';
import type { Problem } from '../core/problem.ts';
import type { SshOptions, Target } from '../core/ssh/target.ts';
import type { Identities } from './auth/identities.ts';
import { unspoken } from './built-in/algorithms.ts';
import type { ConnectOptions } from './connection.ts';
import { authorityFor, hasKnownKey } from './host-keys/host-key.ts';
import type { Guards } from './host-keys/read-guards.ts';
import { hostProblem, type Peer } from './host-problem.ts';

/** Code of a problem that the system's ssh may not have. */
const NEEDS_OPENSSH = 'connection.needs-openssh';

/** What is known before a login of what the built-in SSH cannot do, in words that follow `because`. */
export function beyondBuiltIn(
  target: Target,
  guards: Guards,
  identities: Identities,
  options: ConnectOptions,
): string | undefined {
  return (
    beyondByOptions(target.ssh) ?? beyondByKeys(target, identities, options) ?? beyondByHosts(target, guards)
  );
}

function beyondByOptions(ssh: SshOptions): string | undefined {
  if (ssh.needsOpenSsh !== undefined) return `${ssh.needsOpenSsh} is set`;
  for (const { algorithms } of [...(ssh.proxyJump ?? []), ssh]) {
    const list = unspoken(algorithms);
    if (list !== undefined) return `the SSH that is built in speaks nothing that ${list} allows`;
  }
  return undefined;
}

function beyondByKeys(
  { ssh, password }: Target,
  { named, usual, onDevices }: Identities,
  { agentSocket }: ConnectOptions,
): string | undefined {
  const keys = [...named, ...usual];
  const [device] = onDevices;
  if (device !== undefined && (device.isNamed || keys.length === 0))
    return `${device.path} is the key of a security device`;
  const hasOther = keys.length > 0 || agentSocket !== undefined || password !== undefined;
  if (ssh.mayUseGssapi === true && !hasOther)
    return 'GSSAPIAuthentication is set, and there is nothing else to log in with';
  const certified = keys.find(({ path }) => existsSync(`${path}-cert.pub`));
  return certified === undefined ? undefined : `there is a certificate ${certified.path}-cert.pub`;
}

function beyondByHosts(target: Target, guards: Guards): string | undefined {
  const { ssh } = target;
  const last =
    ssh.hostKeyAlias === undefined
      ? { host: target.address, port: target.port }
      : { host: ssh.hostKeyAlias, port: 22 };
  for (const hop of [...(ssh.proxyJump ?? []), last]) {
    const { host, port } = hop;
    const { known } = guards.of(hop);
    const authority = authorityFor(known, host, port);
    if (authority !== undefined && !hasKnownKey(known, host, port))
      return `${authority.file}:${authority.line} trusts a certificate authority for ${host}`;
  }
  return undefined;
}

/** The problem that it is where there is no other SSH. */
export function beyondProblem(peer: Peer, reason: string): Problem {
  return hostProblem(peer, NEEDS_OPENSSH, {
    summary: `the SSH that is built in cannot log in on ${peer.endpoint}: ${reason}`,
    detail: 'The program ssh can, and would have been used if it was on this machine.',
    fix: 'install it (Debian: openssh-client; RHEL: openssh-clients)',
  });
}

/** Why the system's ssh is to be tried after such problems; undefined where it would meet them, too. */
export function askOpenSsh(
  problems: readonly Problem[],
  { mayUseGssapi }: Pick<SshOptions, 'mayUseGssapi'>,
): string | undefined {
  for (const { code, summary, detail = '' } of problems) {
    if (code === 'connection.auth-failed' && mayUseGssapi === true && mayTakeKerberos(detail))
      return 'GSSAPIAuthentication is set, and nothing else lets it log in';
    if (code === NEEDS_OPENSSH) return summary.slice(summary.indexOf(': ') + 2);
    if (code === 'connection.no-common-algorithm') return `there is ${summary} for the SSH that is built in`;
  }
  return undefined;
}

/** By the problem of a refused login, which lists what the server takes where that has come to be known. */
function mayTakeKerberos(detail: string): boolean {
  return !detail.includes('The server takes:') || /The server takes: [^.]*gssapi/.test(detail);
}
