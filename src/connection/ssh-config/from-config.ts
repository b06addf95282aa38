import { checkingOf, secondsOf } from '../../core/ssh/ssh-values.ts';
import type { SessionOptions, SshOptions } from '../../core/ssh/target.ts';
import { one, type SshConfig } from './ask-ssh.ts';
import { onlyOpenSsh } from './only-openssh.ts';
import { type Around, fillPath } from './tokens.ts';

/** Where nobody names others; ssh prints them with the home folder. */
const KNOWN_HOSTS = /^\S*\/\.ssh\/known_hosts \S*\/\.ssh\/known_hosts2$/;
const GLOBAL_KNOWN_HOSTS = '/etc/ssh/ssh_known_hosts /etc/ssh/ssh_known_hosts2';

/** What a configuration says of a target, beyond where it is and the way to it. */
export function fromConfig(config: SshConfig, usual: SshConfig, around: Around): SshOptions {
  const preferred = one(config, 'preferredauthentications');
  const needsOpenSsh = onlyOpenSsh(config, usual);
  return {
    ...hostKeysOf(config, around),
    ...agentsOf(config),
    ...(preferred === undefined ? {} : { preferredLogins: preferred.toLowerCase().split(',') }),
    ...loginsOf(config),
    ...timesOf(config),
    ...(config.get('gssapiauthentication')?.[0] === 'yes' ? { mayUseGssapi: true } : {}),
    ...(needsOpenSsh === undefined ? {} : { needsOpenSsh }),
  };
}

/** Which files name known hosts, and what is done about an unknown one. */
export function hostKeysOf(config: SshConfig, around: Around): SessionOptions {
  const known = config.get('userknownhostsfile')?.[0];
  const global = config.get('globalknownhostsfile')?.[0];
  const paths = (text: string) => text.split(' ').filter((path) => !/^(?:none|)$/i.test(path));
  const said = one(config, 'stricthostkeychecking') ?? '';
  // To ask is what ssh does of its own accord; nobody is asked here.
  const checking = said === 'ask' ? undefined : checkingOf(said);
  return {
    ...(known === undefined || KNOWN_HOSTS.test(known)
      ? {}
      : { userKnownHostsFiles: paths(known).map((path) => fillPath(path, around)) }),
    ...(global === undefined || global === GLOBAL_KNOWN_HOSTS
      ? {}
      : { globalKnownHostsFiles: paths(global) }),
    ...(checking === undefined ? {} : { strictHostKeyChecking: checking }),
  };
}

function agentsOf(config: SshConfig): SshOptions {
  const forward = config.get('forwardagent')?.[0] ?? 'no';
  const agent = config.get('identityagent')?.[0];
  return {
    ...(/^no$/i.test(forward) ? {} : { forwardAgent: /^yes$/i.test(forward) ? true : forward }),
    ...(agent === undefined ? {} : { identityAgent: agent }),
    ...(config.get('identitiesonly')?.[0] === 'yes' ? { identitiesOnly: true } : {}),
  };
}

const LOGINS = {
  publickey: 'pubkeyauthentication',
  password: 'passwordauthentication',
  'keyboard-interactive': 'kbdinteractiveauthentication',
} as const;

function loginsOf(config: SshConfig): SshOptions {
  const off = Object.entries(LOGINS).flatMap(([method, key]) =>
    /^(?:no|false)$/.test(config.get(key)?.[0] ?? '') ? [[method, false] as const] : [],
  );
  return off.length === 0 ? {} : { logins: Object.fromEntries(off) };
}

/** Zero is ssh's word for never, and for as long as the system likes; then our own times count. */
function timesOf(config: SshConfig): SshOptions {
  const seconds = (key: string): number => secondsOf(one(config, key) ?? '') ?? 0;
  const [connect, alive] = [seconds('connecttimeout'), seconds('serveraliveinterval')];
  const misses = Number(one(config, 'serveralivecountmax') ?? USUAL_MISSES);
  return {
    ...(connect > 0 ? { connectTimeoutSeconds: connect } : {}),
    ...(alive > 0 ? { keepaliveSeconds: alive } : {}),
    ...(misses === USUAL_MISSES ? {} : { keepaliveMisses: misses }),
  };
}

const USUAL_MISSES = 3;
