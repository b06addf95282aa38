import type { Problem } from '../../core/problem.ts';
import { quote } from '../../core/programs/shell.ts';
import { hostProblem, type Peer } from '../host-problem.ts';
import { fingerprint, type HostKeyVerdict } from './host-key.ts';
import { type KnownHost, knownHostName } from './known-hosts.ts';

/** The machine whose key is judged; on the way through a jump host, that is not the target itself. */
export interface KeyOwner {
  readonly address: string;
  readonly port: number;
  readonly key: ShownKey;
}

/** A key as people compare it. */
export interface ShownKey {
  readonly type: string;
  readonly fingerprint: string;
}

const KEY_NAMES: Readonly<Record<string, string>> = { 'ssh-ed25519': 'ED25519', 'ssh-rsa': 'RSA' };

function keyName(type: string): string {
  return KEY_NAMES[type] ?? (type.startsWith('ecdsa-') ? 'ECDSA' : type);
}

/** Why a host's key is refused; undefined where it is known. */
export function hostKeyProblem(peer: Peer, owner: KeyOwner, verdict: HostKeyVerdict): Problem | undefined {
  switch (verdict.kind) {
    case 'known':
      return undefined;
    case 'revoked':
      return revokedProblem(peer, owner, verdict.known);
    case 'changed':
      return changedProblem(peer, owner, verdict.known);
    case 'unknown':
      return unknownProblem(peer, owner, verdict.certificateAuthority);
  }
}

function shown({ key }: KeyOwner): string {
  return `${keyName(key.type)} ${key.fingerprint}`;
}

function at(known: KnownHost): { readonly file: string; readonly line: number; readonly column: number } {
  return { file: known.file, line: known.line, column: 1 };
}

function changedProblem(peer: Peer, owner: KeyOwner, known: KnownHost): Problem {
  const name = knownHostName(owner.address, owner.port);
  const problem = hostProblem(peer, 'connection.host-key-changed', {
    summary: `the host key of ${name} has changed`,
    detail:
      `Known (${known.file}:${known.line}): ${keyName(known.keyType)} ${fingerprint(known.key)}. ` +
      `Shown now: ${shown(owner)}. Either the machine was set up anew, or another one answers in its place ` +
      'and would get all that is sent. Nothing was sent.',
    fix:
      "compare the key with the one on the machine's console (ssh-keygen -lf /etc/ssh/ssh_host_*_key.pub); if it " +
      `is right, forget the old one: ssh-keygen -R ${quote(name)} -f ${quote(known.file)}`,
  });
  return { ...problem, source: at(known) };
}

function revokedProblem(peer: Peer, owner: KeyOwner, known: KnownHost): Problem {
  const problem = hostProblem(peer, 'connection.host-key-revoked', {
    summary: `the host key of ${knownHostName(owner.address, owner.port)} is revoked`,
    detail: `It shows ${shown(owner)}, which ${known.file}:${known.line} marks @revoked.`,
    fix: 'give the machine a new host key; do not remove the @revoked line unless it is a mistake',
  });
  return { ...problem, source: at(known) };
}

function unknownProblem(peer: Peer, owner: KeyOwner, authority: KnownHost | undefined): Problem {
  const name = knownHostName(owner.address, owner.port);
  const certificate =
    authority === undefined
      ? ''
      : ` ${authority.file}:${authority.line} trusts a certificate authority for it, of which it shows no certificate.`;
  return hostProblem(peer, 'connection.host-key-unknown', {
    summary: `the host key of ${name} is not known`,
    detail: `It shows ${shown(owner)}, and no known_hosts file has a key for ${name}.${certificate}`,
    fix:
      "compare the fingerprint with the machine's own (ssh-keygen -lf /etc/ssh/ssh_host_*_key.pub), then run with " +
      `--accept-new-host-keys, or add it: ssh-keyscan -p ${owner.port} ${quote(owner.address)} >> ~/.ssh/known_hosts`,
  });
}
