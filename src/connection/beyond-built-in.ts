import { existsSync } from 'node:fs';
import type { Problem } from '../core/problem.ts';
import type { Target } from '../core/target.ts';
import { authorityFor, hasKnownKey } from './host-key.ts';
import { hostProblem, type Peer } from './host-problem.ts';
import type { Identities } from './identities.ts';
import type { KnownHost } from './known-hosts.ts';

/** Code of a problem that the system's ssh may not have. */
const NEEDS_OPENSSH = 'connection.needs-openssh';

/** What is known before a login of what the built-in SSH cannot do, in words that follow `because`. */
export function beyondBuiltIn(
  target: Target,
  known: readonly KnownHost[],
  identities: Identities,
): string | undefined {
  const { ssh } = target;
  if (ssh.needsOpenSsh !== undefined) return `${ssh.needsOpenSsh} is set`;
  const { named, usual, onDevices } = identities;
  const [device] = onDevices;
  if (device !== undefined && (device.isNamed || named.length + usual.length === 0))
    return `${device.path} is the key of a security device`;
  const certified = [...named, ...usual].find(({ path }) => existsSync(`${path}-cert.pub`));
  if (certified !== undefined) return `there is a certificate ${certified.path}-cert.pub`;
  const last =
    ssh.hostKeyAlias === undefined
      ? { host: target.address, port: target.port }
      : { host: ssh.hostKeyAlias, port: 22 };
  for (const { host, port } of [...(ssh.proxyJump ?? []), last]) {
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
export function askOpenSsh(problems: readonly Problem[]): string | undefined {
  for (const { code, summary } of problems) {
    if (code === NEEDS_OPENSSH) return summary.slice(summary.indexOf(': ') + 2);
    if (code === 'connection.no-common-algorithm') return `there is ${summary} for the SSH that is built in`;
  }
  return undefined;
}
