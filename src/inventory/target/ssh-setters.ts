import { checkingOf, familyOf, secondsOf, yesOrNo } from '../../core/ssh/ssh-values.ts';
import type { JumpHost, SshAlgorithms, SshOptions } from '../../core/ssh/target.ts';
import { jumpOf } from './jump-command.ts';
import { expandHome, paths, pathsOrNone } from './paths.ts';

/** What has been taken over so far. */
export type Draft = { -readonly [K in keyof SshOptions]: SshOptions[K] };

/** Takes over one option's value; gives an error message when it cannot. */
export type Setter = (draft: Draft, value: string, home: string) => string | undefined;

/** A setter of one field; as in ssh, the first value of an option counts. */
function first<K extends keyof SshOptions>(
  field: K,
  read: (value: string, home: string) => SshOptions[K] | undefined,
  expected: string,
): Setter {
  return (draft, value, home) => {
    const found = read(value, home);
    if (found === undefined) return `"${value}" is no ${expected}`;
    draft[field] ??= found;
    return undefined;
  };
}

const text = (value: string): string => value;
const count = (value: string): number | undefined => (/^\d{1,6}$/.test(value) ? Number(value) : undefined);

function algorithms(which: keyof SshAlgorithms): Setter {
  return (draft, value) => {
    if (!/^[+^-]?[\w.@*?,!-]+$/.test(value)) return `"${value}" is no list of algorithms`;
    draft.algorithms = { [which]: value, ...draft.algorithms };
    return undefined;
  };
}

function login(method: string): Setter {
  return (draft, value) => {
    const isAllowed = yesOrNo(value) ?? (/^(?:unbound|host-bound)$/i.test(value) || undefined);
    if (isAllowed === undefined) return `"${value}" is neither yes nor no`;
    draft.logins = { [method]: isAllowed, ...draft.logins };
    return undefined;
  };
}

/** The first of the two counts; but a ProxyJump that says none gives way to a ProxyCommand, as ssh has it. */
const proxyJump: Setter = (draft, value) => {
  const hosts = value.toLowerCase() === 'none' ? [] : value.split(',').map(jumpHost);
  const sound = hosts.filter((host) => host !== undefined);
  if (sound.length < hosts.length) return `"${value}" is no [user@]host[:port]`;
  if (draft.proxyCommand === undefined) draft.proxyJump ??= sound;
  return undefined;
};

const proxyCommand: Setter = (draft, value, home) => {
  const { proxyCommand: command, proxyJump: jumps = [] } = draft;
  if (command !== undefined || jumps.length > 0) return undefined;
  delete draft.proxyJump;
  const jump = jumpOf(value, home);
  const host = jump === undefined ? undefined : jumpHost(jump.place);
  if (jump === undefined) draft.proxyCommand = value;
  else if (host === undefined) return `"${jump.place}" is no [user@]host[:port]`;
  else draft.proxyJump ??= [{ ...host, ...jump.hostKeys }];
  return undefined;
};

/** By ssh_config's keyword in lower case. */
export const SETTERS: Readonly<Record<string, Setter>> = {
  addressfamily: (draft, value) => {
    const family = familyOf(value);
    if (family === undefined) return `"${value}" is none of inet, inet6 and any`;
    if (family !== 'any') draft.addressFamily ??= family;
    return undefined;
  },
  bindaddress: first('bindAddress', text, 'address'),
  ciphers: algorithms('ciphers'),
  connectionattempts: first('connectionAttempts', count, 'whole number'),
  connecttimeout: (draft, value) =>
    /^none$/i.test(value) ? undefined : first('connectTimeoutSeconds', secondsOf, 'time')(draft, value, ''),
  forwardagent: (draft, value, home) => {
    draft.forwardAgent ??= yesOrNo(value) ?? expandHome(value, home);
    return undefined;
  },
  globalknownhostsfile: first('globalKnownHostsFiles', paths, 'path'),
  hostkeyalgorithms: algorithms('hostKeys'),
  hostkeyalias: first('hostKeyAlias', text, 'name'),
  hostname: first('hostName', text, 'name'),
  identitiesonly: first('identitiesOnly', yesOrNo, 'yes or no'),
  identityagent: first('identityAgent', (value, home) => expandHome(value, home), 'path'),
  identityfile: (draft, value, home) => {
    if (!/^none$/i.test(value))
      draft.identityFiles = [...(draft.identityFiles ?? []), expandHome(value, home)];
    return undefined;
  },
  kbdinteractiveauthentication: login('keyboard-interactive'),
  kexalgorithms: algorithms('kex'),
  macs: algorithms('macs'),
  passwordauthentication: login('password'),
  port: first('port', portNumber, 'port'),
  preferredauthentications: first('preferredLogins', (value) => value.toLowerCase().split(','), 'list'),
  proxycommand: proxyCommand,
  proxyjump: proxyJump,
  pubkeyauthentication: login('publickey'),
  serveralivecountmax: first('keepaliveMisses', count, 'whole number'),
  serveraliveinterval: (draft, value) => first('keepaliveSeconds', secondsOf, 'time')(draft, value, ''),
  stricthostkeychecking: (draft, value) => {
    const checking = checkingOf(value);
    if (checking === undefined) return `StrictHostKeyChecking is yes, accept-new or no, not "${value}"`;
    draft.strictHostKeyChecking ??= checking;
    return undefined;
  },
  user: first('user', text, 'name'),
  userknownhostsfile: (draft, value, home) => {
    draft.userKnownHostsFiles ??= pathsOrNone(value, home);
    return undefined;
  },
  '-f': (draft, value, home) => {
    draft.configFile ??= value === '/dev/null' ? 'none' : expandHome(value, home);
    return undefined;
  },
};

/** A port from a number or digits; undefined when it is none. */
export function portNumber(value: unknown): number | undefined {
  const port = typeof value === 'string' && /^\d+$/.test(value.trim()) ? Number(value) : value;
  return typeof port === 'number' && Number.isInteger(port) && port >= 1 && port <= 65535 ? port : undefined;
}

function jumpHost(written: string): JumpHost | undefined {
  const [, user, bracketed, plain, portText = '22'] =
    /^(?:ssh:\/\/)?(?:([^@\s]+)@)?(?:\[([^\]]+)\]|([^:@\s[\]]+))(?::(\d+))?$/.exec(written.trim()) ?? [];
  const host = bracketed ?? plain;
  const port = portNumber(portText);
  if (host === undefined || port === undefined) return undefined;
  return { host, port, ...(user === undefined ? {} : { user }) };
}
