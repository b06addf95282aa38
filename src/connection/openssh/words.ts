import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { commandLine } from '../../core/programs/shell.ts';
import type { JumpHost, SshOptions } from '../../core/ssh/target.ts';
import { type ConnectOptions, DEFAULT_CONNECT_TIMEOUT_MS } from '../connection.ts';
import { userKnownHostsFiles } from '../host-keys/known-hosts-file.ts';
import { acceptsNewKeys, hostKeysOnTheWay } from '../host-keys/read-guards.ts';
import { configFileOf } from '../ssh-config/ask-ssh.ts';

/** A machine as ssh is to reach it: everything that ssh's own configuration does not say, or must not. */
export interface Destination {
  readonly address: string;
  readonly port: number;
  readonly user: string;
  /** With what ssh's configuration says where the inventory says nothing. */
  readonly ssh: SshOptions;
  /** Private keys that were named, or that lie where keys usually lie. */
  readonly keys: readonly string[];
  readonly knownHostsFiles: readonly string[];
  readonly acceptsNewKeys: boolean;
  readonly asksPassword: boolean;
  readonly options: ConnectOptions;
}

const KEEPALIVE_MS = 5_000;
const KEEPALIVE_MISSES = 3;

/** `-o Key=Value`, quoted as ssh_config has it. */
function option(key: string, ...values: readonly string[]): string[] {
  return ['-o', `${key}=${values.map((value) => (/[\s"#]/.test(value) ? `"${value}"` : value)).join(' ')}`];
}

/** A path in which ssh is to fill in nothing. */
function path(text: string): string {
  return text.replaceAll('%', '%%');
}

const whole = (ms: number): string => String(Math.max(1, Math.ceil(ms / 1000)));

/** What every session with a machine goes by: who is known there, which keys there are, how long to wait. */
function sessionWords(
  to: Pick<Destination, 'ssh' | 'options' | 'acceptsNewKeys' | 'knownHostsFiles' | 'keys'>,
): string[] {
  const { options, ssh } = to;
  const { homeDirectory, agentSocket, keepaliveIntervalMs = KEEPALIVE_MS } = options;
  const { keepaliveMisses = KEEPALIVE_MISSES } = options;
  const isOwn = ssh.configFile === undefined && homeDirectory === userInfo().homedir;
  return [
    ...(isOwn ? [] : ['-F', configFileOf(ssh.configFile, homeDirectory) ?? 'none']),
    ...['-v', '-T', '-x'],
    // A key that has changed is refused whatever the configuration says, and an unknown one is kept or refused.
    ...option('StrictHostKeyChecking', to.acceptsNewKeys ? 'accept-new' : 'yes'),
    ...(to.knownHostsFiles.length === 0
      ? option('UserKnownHostsFile', 'none')
      : option('UserKnownHostsFile', ...to.knownHostsFiles.map(path))),
    ...option('UpdateHostKeys', 'no'),
    ...option('HashKnownHosts', 'no'),
    ...option('CheckHostIP', 'no'),
    ...option('ConnectTimeout', whole(options.connectTimeoutMs ?? DEFAULT_CONNECT_TIMEOUT_MS)),
    ...option('ServerAliveInterval', whole(keepaliveIntervalMs)),
    ...option('ServerAliveCountMax', String(keepaliveMisses)),
    ...to.keys.flatMap((key) => ['-i', path(key)]),
    ...option('IdentityAgent', agentSocket === undefined ? 'none' : path(agentSocket)),
    ...(options.identitiesOnly === true ? option('IdentitiesOnly', 'yes') : []),
  ];
}

/** The words for ssh that open the session which all commands share, and announce it on standard output. */
export function masterWords(to: Destination, socket: string, announce: string): string[] {
  const { ssh } = to;
  const command = proxyCommand(to);
  return [
    '-M',
    '-N',
    ...['-S', path(socket)],
    ...option('BatchMode', to.asksPassword ? 'no' : 'yes'),
    ...option('NumberOfPasswordPrompts', '1'),
    ...option('ControlPersist', 'no'),
    // Tunnels of a configuration are for people; those that are asked for here are made.
    ...(ssh.asGiven?.some((word) => /^-[DLR]$|^(?:Dynamic|Local|Remote)Forward=/i.test(word)) === true
      ? []
      : option('ClearAllForwardings', 'yes')),
    ...option('PermitLocalCommand', 'yes'),
    '-o',
    `LocalCommand=${announce.replaceAll('%', '%%')}`,
    ...sessionWords(to),
    ...(ssh.hostKeyAlias === undefined ? [] : option('HostKeyAlias', ssh.hostKeyAlias)),
    ...['-o', `ProxyCommand=${command ?? 'none'}`],
    ...(ssh.asGiven ?? []),
    ...placeWords({ ...ssh, host: to.address, port: to.port }, to.user),
  ];
}

/** Where a machine is, under the name that ssh's configuration knows it by. */
function placeWords({ host, port, configuredAs }: JumpHost, user: string): string[] {
  const named = configuredAs === undefined ? [] : option('HostName', host.replaceAll('%', '%%'));
  return [...named, '-l', user, '-p', String(port), '--', configuredAs ?? host];
}

/** The way to the machine: a command, or jump hosts, which get the keys that it gets, and never its password. */
function proxyCommand(to: Destination): string | undefined {
  const { proxyCommand: given, proxyJump: jumps = [] } = to.ssh;
  return given ?? throughJumps(to, jumps);
}

function throughJumps(to: Destination, jumps: readonly JumpHost[]): string | undefined {
  const last = jumps.at(-1);
  if (last === undefined) return undefined;
  const before = throughJumps(to, jumps.slice(0, -1));
  const words = commandLine(
    'ssh',
    ...sessionWords({ ...to, ...hostKeysOf(to, last) }),
    ...option('BatchMode', 'yes'),
    ...(last.globalKnownHostsFiles === undefined
      ? []
      : option(
          'GlobalKnownHostsFile',
          ...(last.globalKnownHostsFiles.length === 0 ? ['none'] : last.globalKnownHostsFiles.map(path)),
        )),
    ...[
      '-o',
      `ProxyCommand=${before ?? last.proxyCommand ?? 'none'}`,
      '-o',
      'ProxyJump=none',
      '-o',
      'ControlPath=none',
    ],
  );
  const place = commandLine(...placeWords(last, last.user ?? to.user));
  // What ssh fills in here are the address and port of the machine that comes next.
  return `${words.replaceAll('%', '%%')} -W '[%h]:%p' ${place.replaceAll('%', '%%')}`;
}

/** A jump host's own known_hosts files and policy, where it has any; a key that has changed is refused in any case. */
function hostKeysOf(
  { ssh, options }: Destination,
  jump: JumpHost,
): Pick<Destination, 'acceptsNewKeys' | 'knownHostsFiles'> {
  const said = hostKeysOnTheWay(ssh, jump);
  return {
    acceptsNewKeys: acceptsNewKeys(said, options),
    knownHostsFiles: userKnownHostsFiles(said, options.homeDirectory),
  };
}

/** The words for ssh that run a command line over the session; without it, they lead nowhere. */
export function clientWords(socket: string, forwardsAgent: boolean, line: string): string[] {
  return [
    ...['-F', 'none', '-S', socket, '-T', '-x', forwardsAgent ? '-A' : '-a'],
    ...[...option('ControlMaster', 'no'), ...option('ProxyCommand', 'false'), ...option('LogLevel', 'ERROR')],
    ...['--', 'session', line],
  ];
}

/** The usual keys of a home that is not ssh's own idea of it. */
export function existing(paths: readonly string[]): readonly string[] {
  return paths.filter((each) => existsSync(each));
}

/** Where ssh keeps keys of its own accord, for a home folder. */
export function keysOfHome(homeDirectory: string): readonly string[] {
  return existing(
    ['id_rsa', 'id_ecdsa', 'id_ecdsa_sk', 'id_ed25519', 'id_ed25519_sk'].map((name) =>
      join(homeDirectory, '.ssh', name),
    ),
  );
}
