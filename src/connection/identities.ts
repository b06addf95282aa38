import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { failure, type Outcome, success } from '../core/outcome.ts';
import type { Target } from '../core/target.ts';
import { hostProblem, type Peer } from './host-problem.ts';
import { isMissing } from './missing-file.ts';

/** A private key file that can be used as it is. */
export interface Identity {
  readonly path: string;
  readonly content: Buffer;
}

/** Key files for one login, and why others are of no use. */
export interface Identities {
  /** Keys that the inventory names. */
  readonly named: readonly Identity[];
  /** Keys that are tried because they lie where keys usually lie. */
  readonly usual: readonly Identity[];
  readonly notes: readonly string[];
}

const DEFAULT_NAMES = ['id_ed25519', 'id_ecdsa', 'id_rsa'];

type KeyFile = { readonly kind: 'usable' | 'encrypted' | 'unsupported'; readonly content: Buffer };

/** OpenSSH's own format names its cipher; PEM says so in a header. */
function classify(content: Buffer): KeyFile['kind'] {
  const text = content.toString('latin1');
  const [, label, body = ''] = /-----BEGIN ([A-Z ]*)PRIVATE KEY-----\r?\n([^-]*)/.exec(text) ?? [];
  if (label === undefined) return 'unsupported';
  if (label === 'OPENSSH ') {
    const head = Buffer.from(body.replace(/\s/g, '').slice(0, 64), 'base64');
    return head.toString('latin1', 19, 23) === 'none' ? 'usable' : 'encrypted';
  }
  if (label === 'ENCRYPTED ' || text.includes('Proc-Type: 4,ENCRYPTED')) return 'encrypted';
  return ['RSA ', 'EC '].includes(label) ? 'usable' : 'unsupported';
}

/**
 * Reads the key files that the inventory names; where it names none, the usual ones. A named file that is
 * missing, or that needs a passphrase while there is no agent, is a problem; a usual one is passed over.
 */
export async function readIdentities(
  target: Target,
  options: { readonly homeDirectory?: string; readonly agentSocket?: string },
): Promise<Outcome<Identities>> {
  const { privateKeyFile, ssh } = target;
  const peer: Peer = { host: target.name, endpoint: `${target.address}:${target.port}` };
  const named = [...(privateKeyFile === undefined ? [] : [privateKeyFile]), ...(ssh.identityFiles ?? [])];
  const home = options.homeDirectory;
  const usual = home === undefined ? [] : DEFAULT_NAMES.map((name) => join(home, '.ssh', name));
  const usable: Identity[] = [];
  const notes: string[] = [];
  const problems = [];
  for (const path of named.length > 0 ? named : usual) {
    const read = await readKey(path);
    if (typeof read === 'string') {
      if (named.length > 0) problems.push(unreadable(peer, path, read));
    } else if (read.kind === 'usable') usable.push({ path, content: read.content });
    else if (read.kind === 'encrypted') {
      notes.push(`${path} needs a passphrase (only ssh-agent can use it)`);
      const hopeless = options.agentSocket === undefined && target.password === undefined;
      if (named.length > 0 && hopeless) problems.push(encrypted(peer, path));
    } else if (named.length > 0) problems.push(unsupported(peer, path));
  }
  return problems.length > 0
    ? failure(...problems)
    : success(named.length > 0 ? { named: usable, usual: [], notes } : { named: [], usual: usable, notes });
}

/** The key file, or why it cannot be read. */
async function readKey(path: string): Promise<KeyFile | string> {
  try {
    const content = await readFile(path);
    return { kind: classify(content), content };
  } catch (error) {
    return isMissing(error) ? 'there is no such file' : String(error);
  }
}

function unreadable(peer: Peer, path: string, why: string) {
  return hostProblem(peer, 'connection.key-unreadable', {
    summary: `cannot read the private key ${path}`,
    detail: why,
    fix: 'correct ansible_ssh_private_key_file, or make the file readable for the user who runs this',
  });
}

function encrypted(peer: Peer, path: string) {
  return hostProblem(peer, 'connection.key-encrypted', {
    summary: `the private key ${path} needs a passphrase`,
    detail: 'Passphrases are not asked for here, and no ssh-agent is running (SSH_AUTH_SOCK is not set).',
    fix: `start ssh-agent and give it the key: eval "$(ssh-agent)" && ssh-add ${path}`,
  });
}

function unsupported(peer: Peer, path: string) {
  return hostProblem(peer, 'connection.key-unsupported', {
    summary: `${path} is no private key that can be used`,
    detail: 'It is not in OpenSSH format, nor PEM for RSA or ECDSA. It may be the public key.',
    fix: `name the private key; ssh-keygen -p -f ${path} rewrites other formats as OpenSSH's`,
  });
}
