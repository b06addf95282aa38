import { join } from 'node:path';
import { failure, type Outcome, success } from '../../core/outcome.ts';
import type { Target } from '../../core/ssh/target.ts';
import type { ConnectOptions } from '../connection.ts';
import { hostProblem, type Peer } from '../host-problem.ts';
import { isMissing } from '../missing-file.ts';
import { SharedFiles } from '../shared-files.ts';

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
  /** Keys of security devices, which the files only point at. */
  readonly onDevices: readonly { readonly path: string; readonly isNamed: boolean }[];
  readonly notes: readonly string[];
}

const USUAL_NAMES = ['id_ed25519', 'id_ecdsa', 'id_rsa', 'id_ed25519_sk', 'id_ecdsa_sk'];

type KeyFile =
  | { readonly kind: 'usable' | 'device' | 'encrypted' | 'unsupported'; readonly content: Buffer }
  | { readonly kind: 'unreadable'; readonly why: string };

/** OpenSSH's own format names its cipher; PEM says so in a header. */
function classify(content: Buffer): Exclude<KeyFile['kind'], 'unreadable'> {
  const text = content.toString('latin1');
  const [, label, body = ''] = /-----BEGIN ([A-Z ]*)PRIVATE KEY-----\r?\n([^-]*)/.exec(text) ?? [];
  if (label === undefined) return 'unsupported';
  if (label === 'OPENSSH ') {
    const head = Buffer.from(body.replace(/\s/g, '').slice(0, 512), 'base64').toString('latin1');
    // The public key stands ahead of all that is encrypted, and begins with its type.
    if (/sk-(?:ssh-ed25519|ecdsa-sha2-nistp256)@openssh\.com/.test(head)) return 'device';
    return head.slice(19, 23) === 'none' ? 'usable' : 'encrypted';
  }
  if (label === 'ENCRYPTED ' || text.includes('Proc-Type: 4,ENCRYPTED')) return 'encrypted';
  return ['RSA ', 'EC '].includes(label) ? 'usable' : 'unsupported';
}

/**
 * Reads the key files that the inventory names; where it names none, the usual ones. A named file that is
 * missing, or that needs a passphrase while nothing else could log in, is a problem; a usual one is passed over.
 */
export async function readIdentities(target: Target, options: ConnectOptions): Promise<Outcome<Identities>> {
  const { privateKeyFile, ssh } = target;
  const named = [...(privateKeyFile === undefined ? [] : [privateKeyFile]), ...(ssh.identityFiles ?? [])];
  if (named.length === 0)
    return success(await readUsual(usualPaths(ssh.usualIdentityFiles, options.homeDirectory)));
  const peer: Peer = { host: target.name, endpoint: `${target.address}:${target.port}` };
  const hasOther = options.agentSocket !== undefined || target.password !== undefined;
  const files = await Promise.all(named.map(async (path) => ({ path, file: await readKey(path) })));
  const problems = files.flatMap(({ path, file }) => {
    if (file.kind === 'unreadable') return [unreadable(peer, path, file.why)];
    if (file.kind === 'unsupported') return [unsupported(peer, path)];
    return file.kind === 'encrypted' && !hasOther ? [encrypted(peer, path)] : [];
  });
  return problems.length > 0 ? failure(...problems) : success({ ...sort(files, true), usual: [] });
}

function usualPaths(
  configured: readonly string[] | undefined,
  homeDirectory: string | undefined,
): readonly string[] {
  if (configured !== undefined) return configured;
  return homeDirectory === undefined ? [] : USUAL_NAMES.map((name) => join(homeDirectory, '.ssh', name));
}

async function readUsual(paths: readonly string[]): Promise<Identities> {
  const files = await Promise.all(paths.map(async (path) => ({ path, file: await readKey(path) })));
  const { named, ...others } = sort(files, false);
  return { named: [], usual: named, ...others };
}

function sort(
  files: readonly { readonly path: string; readonly file: KeyFile }[],
  isNamed: boolean,
): Omit<Identities, 'usual'> {
  return {
    named: files.flatMap(({ path, file }) =>
      file.kind === 'usable' ? [{ path, content: file.content }] : [],
    ),
    onDevices: files.flatMap(({ path, file }) => (file.kind === 'device' ? [{ path, isNamed }] : [])),
    notes: files.flatMap(({ path, file }) =>
      file.kind === 'encrypted' ? [`${path} needs a passphrase (only ssh-agent can use it)`] : [],
    ),
  };
}

const keyFiles = new SharedFiles((content) => ({ kind: classify(content), content }));

async function readKey(path: string): Promise<KeyFile> {
  try {
    return await keyFiles.read(path);
  } catch (error) {
    return { kind: 'unreadable', why: isMissing(error) ? 'There is no such file.' : String(error) };
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
