import { type Outcome, success } from '../../core/outcome.ts';
import type { SshOptions, Target } from '../../core/target.ts';
import type { ConnectOptions } from '../connection.ts';
import { type Asked, askSsh, keysOf, one, type SshConfig } from './ask-ssh.ts';
import { jumpsOf, readJumps } from './jumps.ts';
import { fillTokens } from './tokens.ts';

/** A target with what ssh's configuration says where the inventory says nothing. */
export interface Configured {
  readonly target: Target;
  readonly options: ConnectOptions;
}

/** Asks ssh what its configuration makes of a target and of the jump hosts on the way to it. */
export async function asConfigured(target: Target, options: ConnectOptions): Promise<Outcome<Configured>> {
  const { unsaid = {} } = target;
  const asked: Asked = {
    peer: { host: target.name, endpoint: `${target.address}:${target.port}` },
    host: target.address,
    user: unsaid.user === true ? undefined : target.user,
    port: unsaid.port === true ? undefined : target.port,
    configFile: target.ssh.configFile,
  };
  const config = await askSsh(asked, options);
  if (!config.ok) return config;
  if (config.value === undefined) return success({ target, options });
  const found = applied(target, config.value, options);
  const jumps = await jumpsOf(found.ssh.proxyJump ?? [], asked, options);
  if (!jumps.ok) return jumps;
  const { hosts, keys } = jumps.value;
  // One list of keys serves all machines on the way.
  const all = [...(found.ssh.usualIdentityFiles ?? []), ...keys];
  const ssh = {
    ...found.ssh,
    ...(hosts.length === 0 ? {} : { proxyJump: hosts }),
    ...(all.length === 0 ? {} : { usualIdentityFiles: [...new Set(all)] }),
  };
  return success({ target: { ...found, ssh }, options: optionsAs(config.value, options) });
}

function applied(target: Target, config: SshConfig, options: ConnectOptions): Target {
  const { homeDirectory: home = '' } = options;
  const user = one(config, 'user') ?? target.user;
  const port = Number(one(config, 'port') ?? target.port);
  const address = one(config, 'hostname') ?? target.address;
  const around = { home, host: address, original: target.address, port, user: user ?? '' };
  const paths = (values: readonly string[]): string[] => values.map((value) => fillTokens(value, around));
  const keys = keysOf(config, around);
  const known = one(config, 'userknownhostsfile');
  const checking = CHECKING[one(config, 'stricthostkeychecking') ?? ''];
  const alias = one(config, 'hostkeyalias');
  const command = one(config, 'proxycommand');
  const fromFile: SshOptions = {
    ...(keys.length === 0 ? {} : { usualIdentityFiles: keys }),
    ...(known === undefined || KNOWN_HOSTS.test(known)
      ? {}
      : { userKnownHostsFiles: paths(known.split(' ')) }),
    ...(checking === undefined ? {} : { strictHostKeyChecking: checking }),
    ...(alias === undefined ? {} : { hostKeyAlias: alias }),
    ...proxyOf(target.ssh, one(config, 'proxyjump'), command),
  };
  const found = { ...target, address, port, ...(user === undefined ? {} : { user }) };
  return { ...found, ssh: { ...fromFile, ...target.ssh } };
}

/** The way that the inventory gives counts; it is one of the two. */
function proxyOf(given: SshOptions, jump: string | undefined, command: string | undefined): SshOptions {
  if (given.proxyJump !== undefined || given.proxyCommand !== undefined) return {};
  if (jump !== undefined) return { proxyJump: readJumps(jump) };
  return command === undefined ? {} : { proxyCommand: command };
}

const CHECKING: Readonly<Record<string, SshOptions['strictHostKeyChecking']>> = {
  true: 'yes',
  yes: 'yes',
  'accept-new': 'accept-new',
  false: 'no',
  no: 'no',
  off: 'no',
};

/** Where nobody names others; ssh prints them with the home folder. */
const KNOWN_HOSTS = /^\S*\/\.ssh\/known_hosts \S*\/\.ssh\/known_hosts2$/;

function optionsAs(config: SshConfig, options: ConnectOptions): ConnectOptions {
  const seconds = (key: string): number => Number(one(config, key) ?? 0);
  const [connect, alive] = [seconds('connecttimeout'), seconds('serveraliveinterval')];
  const agent = config.get('identityagent')?.[0];
  const { agentSocket: _, ...withoutAgent } = options;
  const base = agent === 'none' ? withoutAgent : options;
  return {
    ...base,
    ...(connect > 0 && options.connectTimeoutIsSaid !== true ? { connectTimeoutMs: connect * 1000 } : {}),
    ...(alive > 0 ? { keepaliveIntervalMs: alive * 1000 } : {}),
    ...(agent === undefined || agent === 'none' || agent === 'SSH_AUTH_SOCK'
      ? {}
      : { agentSocket: agent.replace(/^~(?=\/)/, options.homeDirectory ?? '~') }),
    ...(config.get('identitiesonly')?.[0] === 'yes' ? { identitiesOnly: true } : {}),
  };
}
