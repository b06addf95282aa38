import { execFileSync, spawnSync } from 'node:child_process';
import { offered } from '../../src/connection/built-in/algorithms.ts';
import type { Configured } from '../../src/connection/ssh-config/finished.ts';
import type { SshAlgorithms } from '../../src/core/ssh/target.ts';

/** What `ssh -G` prints, by keyword in lower case. */
export type Printed = ReadonlyMap<string, readonly string[]>;

/** Runs `ssh -G`; throws what it complains of. */
export function sshPrints(words: readonly string[]): Printed {
  const { status, stdout, stderr } = spawnSync('ssh', ['-G', ...words], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  const printed = new Map<string, string[]>();
  for (const line of stdout.split('\n')) {
    const [, key = '', value = ''] = /^(\S+) (.*)$/.exec(line) ?? [];
    if (key !== '') printed.set(key.toLowerCase(), [...(printed.get(key.toLowerCase()) ?? []), value]);
  }
  return printed;
}

/** The keywords that ssh's manual has a section for. */
export function manualKeywords(): string[] {
  const text = execFileSync('sh', ['-c', 'man ssh_config | col -b'], {
    encoding: 'utf8',
    env: { ...process.env, MANWIDTH: '80', LC_ALL: 'C' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [, options = ''] = /DESCRIPTION([\s\S]*)\nPATTERNS/.exec(text) ?? [];
  return [...options.matchAll(/^ {5}([A-Z]\w+)(?= {2}|$)/gm)].map(([, name = '']) => name);
}

const LISTS = {
  ciphers: 'ciphers',
  macs: 'macs',
  kexalgorithms: 'kex',
  hostkeyalgorithms: 'hostKeys',
} as const;

/** Algorithms of a printed list that the built-in SSH speaks, where it is not ssh's usual one. */
function spoken(kind: keyof SshAlgorithms, printed: string | undefined, usual: string | undefined) {
  return printed === usual ? undefined : offered(kind, printed);
}

const pathsIn = (printed: string | undefined) => printed?.split(' ').filter((path) => path !== 'none');

/** Both sides of the comparison: what the built-in SSH goes by, in ssh's own words, and what ssh would. */
export function both(ours: Configured, theirs: Printed, usual: Printed) {
  const { target, options } = ours;
  const { ssh } = target;
  const one = (key: string): string | undefined => theirs.get(key)?.[0];
  const seconds = (text: string | undefined): number | undefined =>
    text === undefined || text === 'none' || Number(text) === 0 ? undefined : Number(text) * 1000;
  const off = (key: string): true | undefined =>
    one(key) === 'no' || one(key) === 'false' ? true : undefined;
  const refuses = (method: string): true | undefined => (ssh.logins?.[method] === false ? true : undefined);
  const plain = (text: string | undefined): string | undefined => (text === 'none' ? undefined : text);
  const family = { inet: 4, inet6: 6 }[one('addressfamily') ?? ''];
  const jumps = one('proxyjump');
  const algorithms = Object.entries(LISTS).map(([key, kind]) => ({
    key,
    ours: ssh.algorithms?.[kind] === undefined ? undefined : offered(kind, ssh.algorithms[kind]),
    theirs: spoken(kind, one(key), usual.get(key)?.[0]),
  }));
  return {
    ours: {
      ...{ hostname: target.address, port: target.port, user: target.user },
      hostkeyalias: ssh.hostKeyAlias,
      checking: ssh.strictHostKeyChecking ?? 'yes',
      connect: options.connectTimeoutMs,
      alive: options.keepaliveIntervalMs,
      misses: options.keepaliveMisses ?? 3,
      attempts: ssh.connectionAttempts ?? 1,
      family: ssh.addressFamily,
      bind: ssh.bindAddress,
      forwards: ssh.forwardAgent ?? false,
      only: options.identitiesOnly ?? false,
      agent: ssh.identityAgent,
      known: ssh.userKnownHostsFiles,
      global: ssh.globalKnownHostsFiles,
      preferred: ssh.preferredLogins?.join(','),
      ...{ noKey: refuses('publickey'), noPassword: refuses('password') },
      noQuestions: refuses('keyboard-interactive'),
      jumps: ssh.proxyJump?.map(({ configuredAs, host }) => configuredAs ?? host).join(',') || undefined,
      command: ssh.proxyCommand,
      ...Object.fromEntries(algorithms.map((each) => [each.key, each.ours])),
    },
    theirs: {
      ...{ hostname: one('hostname'), port: Number(one('port')), user: one('user') },
      hostkeyalias: plain(one('hostkeyalias')),
      checking:
        { true: 'yes', ask: 'yes', false: 'no', off: 'no' }[one('stricthostkeychecking') ?? ''] ??
        one('stricthostkeychecking'),
      connect: seconds(one('connecttimeout')),
      alive: seconds(one('serveraliveinterval')),
      misses: Number(one('serveralivecountmax')),
      attempts: Number(one('connectionattempts')),
      ...{ family, bind: one('bindaddress') },
      forwards: { yes: true, no: false }[one('forwardagent') ?? ''] ?? one('forwardagent'),
      only: one('identitiesonly') === 'yes',
      agent: one('identityagent'),
      known:
        one('userknownhostsfile') === usual.get('userknownhostsfile')?.[0]
          ? undefined
          : pathsIn(one('userknownhostsfile')),
      global:
        one('globalknownhostsfile') === usual.get('globalknownhostsfile')?.[0]
          ? undefined
          : pathsIn(one('globalknownhostsfile')),
      preferred: one('preferredauthentications'),
      ...{ noKey: off('pubkeyauthentication'), noPassword: off('passwordauthentication') },
      noQuestions: off('kbdinteractiveauthentication'),
      jumps: plain(jumps)
        ?.split(',')
        .map((jump) => jump.replace(/^.*@|:\d+$/g, ''))
        .join(','),
      command: plain(one('proxycommand')),
      ...Object.fromEntries(algorithms.map((each) => [each.key, each.theirs])),
    },
  };
}
