import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { failure, type Outcome, success } from '../../core/outcome.ts';
import type { ConnectOptions } from '../connection.ts';
import { hostProblem, type Peer } from '../host-problem.ts';
import { type Around, fillPath } from './tokens.ts';

/** What `ssh -G` prints: each keyword, in lower case, with its values in order. */
export type SshConfig = ReadonlyMap<string, readonly string[]>;

/** Whom a configuration is asked for; what is undefined, the configuration may say. */
export interface Asked {
  readonly peer: Peer;
  readonly host: string;
  readonly user: string | undefined;
  readonly port: number | undefined;
  /** `-F`: instead of the user's own and the system's; `none` for neither. */
  readonly configFile: string | undefined;
}

const TIMEOUT_MS = 20_000;

/** The configuration file to ask for; undefined where nobody has written one. */
export function configFileOf(
  given: string | undefined,
  homeDirectory: string | undefined,
): string | undefined {
  if (given !== undefined) return given === 'none' ? undefined : given;
  const own = homeDirectory === undefined ? undefined : join(homeDirectory, '.ssh', 'config');
  return own !== undefined && existsSync(own) ? own : undefined;
}

/**
 * What ssh itself makes of its configuration for a host: Host, Match and Include are ssh's own. Undefined where there
 * is no configuration, or no ssh on this machine.
 */
export async function askSsh(asked: Asked, options: ConnectOptions): Promise<Outcome<SshConfig | undefined>> {
  const file = configFileOf(asked.configFile, options.homeDirectory);
  if (file === undefined) return success(undefined);
  const words = [
    ...(isOwn(asked.configFile, options) ? [] : ['-F', file]),
    ...(asked.user === undefined ? [] : ['-l', asked.user]),
    ...(asked.port === undefined ? [] : ['-p', String(asked.port)]),
  ];
  const answer = await printed(words, asked.host);
  if (answer.config !== undefined) return success(answer.config);
  return answer.said === undefined ? success(undefined) : failure(refused(asked.peer, file, answer.said));
}

/** Without -F, ssh reads the user's own configuration and then the system's. */
function isOwn(configFile: string | undefined, { homeDirectory }: ConnectOptions): boolean {
  return configFile === undefined && homeDirectory === userInfo().homedir;
}

const SYSTEM_FILE = '/etc/ssh/ssh_config';

/** What ssh does where the user's configuration says nothing; empty where that cannot be asked. */
export async function usualConfig(
  configFile: string | undefined,
  options: ConnectOptions,
): Promise<SshConfig> {
  const isSystems = isOwn(configFile, options) && existsSync(SYSTEM_FILE);
  const ask = options.askOnce ?? ((_key, work) => work());
  const file = isSystems ? SYSTEM_FILE : 'none';
  return ask(file, async () => (await printed(['-F', file], 'host')).config ?? new Map());
}

interface Printed {
  readonly config?: SshConfig;
  /** Why there is none; undefined where there is no ssh. */
  readonly said?: string;
}

function printed(words: readonly string[], host: string): Promise<Printed> {
  const all = ['-G', ...words, '--', host];
  return new Promise((resolve) => {
    execFile('ssh', all, { timeout: TIMEOUT_MS, encoding: 'utf8' }, (error, stdout, stderr) => {
      if (error === null) resolve({ config: parseConfig(stdout) });
      else resolve(error.code === 'ENOENT' ? {} : { said: stderr });
    });
  });
}

function parseConfig(text: string): SshConfig {
  const config = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const [, key, value] = /^(\S+)\s+(.*)$/.exec(line) ?? [];
    if (key === undefined || value === undefined) continue;
    // Some releases print a capital letter in the middle of a keyword.
    const plain = key.toLowerCase();
    config.set(plain, [...(config.get(plain) ?? []), value]);
  }
  return config;
}

function refused(peer: Peer, file: string, said: string) {
  return hostProblem(peer, 'connection.ssh-config', {
    summary: `ssh does not take its configuration for ${peer.endpoint}`,
    detail: said.trim().split(/\r?\n/)[0] || `ssh -G did not end within ${TIMEOUT_MS / 1000} s.`,
    fix: `correct ${file}, or name another with -F in ansible_ssh_common_args (-F none for no configuration)`,
  });
}

/** The first value of a keyword; undefined where there is none. */
export function one(config: SshConfig, key: string): string | undefined {
  const value = config.get(key)?.[0];
  return value === undefined || value.toLowerCase() === 'none' ? undefined : value;
}

/** The key files that the configuration names; ssh lists its own usual ones where nobody names any. */
export function keysOf(config: SshConfig, around: Around): readonly string[] {
  const keys = config.get('identityfile') ?? [];
  const isDefault = keys.length !== 1 && keys.every((key) => USUAL_KEY.test(key));
  return isDefault ? [] : keys.filter((key) => key !== 'none').map((key) => fillPath(key, around));
}

/** What ssh prints where nobody names a key, by the names of all its releases. */
const USUAL_KEY = /^~\/\.ssh\/id_(?:rsa|dsa|xmss|(?:ecdsa|ed25519)(?:_sk)?)$/;
