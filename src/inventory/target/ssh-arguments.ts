import type { JumpHost, SshOptions } from '../../core/target.ts';
import { HARMLESS_FLAG, isForOpenSsh, isHarmless } from './harmless-options.ts';

/** What some ssh arguments say, or each thing in them that is not honoured. */
export interface SshArguments {
  readonly options: SshOptions;
  readonly errors: readonly string[];
}

interface Draft {
  userKnownHostsFiles?: readonly string[];
  strictHostKeyChecking?: 'yes' | 'accept-new' | 'no';
  identityFiles: string[];
  port?: number;
  proxyJump?: readonly JumpHost[];
  proxyCommand?: string;
  hostKeyAlias?: string;
  configFile?: string;
  needsOpenSsh?: string;
  asGiven: string[];
}

/** Takes over one option's value; gives an error message when it cannot. */
type Setter = (draft: Draft, value: string, home: string) => string | undefined;

const CHECKING: Readonly<Record<string, 'yes' | 'accept-new' | 'no'>> = {
  yes: 'yes',
  ask: 'yes',
  'accept-new': 'accept-new',
  no: 'no',
  off: 'no',
};

/** By ssh_config's keyword in lower case. As in ssh, the first value of an option counts. */
const SETTERS: Readonly<Record<string, Setter>> = {
  userknownhostsfile: (draft, value, home) => {
    draft.userKnownHostsFiles ??= words(value).map((path) => expandHome(path, home));
    return undefined;
  },
  stricthostkeychecking: (draft, value) => {
    const checking = CHECKING[value.toLowerCase()];
    if (checking === undefined) return `StrictHostKeyChecking is yes, accept-new or no, not "${value}"`;
    draft.strictHostKeyChecking ??= checking;
    return undefined;
  },
  identityfile: (draft, value, home) => {
    draft.identityFiles.push(expandHome(value, home));
    return undefined;
  },
  port: (draft, value) => {
    const port = portNumber(value);
    if (port === undefined) return `"${value}" is no port`;
    draft.port ??= port;
    return undefined;
  },
  proxyjump: (draft, value) => {
    if (value.toLowerCase() === 'none') return undefined;
    const hosts = value.split(',').map(jumpHost);
    const sound = hosts.filter((host) => host !== undefined);
    if (sound.length < hosts.length) return `"${value}" is no [user@]host[:port]`;
    draft.proxyJump ??= sound;
    return undefined;
  },
  proxycommand: (draft, value, home) => {
    if (value.toLowerCase() === 'none') return undefined;
    const jump = jumpOf(value);
    if (jump !== undefined) return SETTERS.proxyjump?.(draft, jump, home);
    draft.proxyCommand ??= value;
    return undefined;
  },
  hostkeyalias: (draft, value) => {
    draft.hostKeyAlias ??= value;
    return undefined;
  },
  configfile: (draft, value, home) => {
    draft.configFile ??= value === '/dev/null' ? 'none' : expandHome(value, home);
    return undefined;
  },
};

/** The jump host of `ssh -W %h:%p [user@]host`, which says the same as ProxyJump; undefined for any other command. */
function jumpOf(command: string): string | undefined {
  const [program, ...rest] = words(command);
  if (program === undefined || !/^(?:\/usr\/bin\/)?ssh$/.test(program)) return undefined;
  const options = splitOptions(rest);
  const of = (key: string) => options.find((option) => option.key === key)?.value;
  const [host, ...more] = options.flatMap(({ key, written }) => (key === '' ? [written] : []));
  const known = options.every(({ key }) => OF_JUMPS.has(key) || isHarmless(key));
  if (host === undefined || host.startsWith('-') || more.length > 0 || !known) return undefined;
  if (!/^(?:%h:%p|\[%h\]:%p)$/.test(of('forward') ?? '')) return undefined;
  const [user, port] = [of('user'), of('port')];
  return `${user === undefined ? '' : `${user}@`}${host}${port === undefined ? '' : `:${port}`}`;
}

/** What may stand in such a command; the key of a jump host is checked as that of any host is. */
const OF_JUMPS: ReadonlySet<string> = new Set([
  '',
  'forward',
  'user',
  'port',
  'stricthostkeychecking',
  'userknownhostsfile',
]);

const FLAGS: Readonly<Record<string, string>> = {
  i: 'identityfile',
  p: 'port',
  J: 'proxyjump',
  F: 'configfile',
  W: 'forward',
  l: 'user',
};

/**
 * Reads `-o Key=Value`, `-oKey=Value`, `-o "Key Value"`, `-J`, `-p` and `-i`; what only tunes
 * OpenSSH is passed over.
 */
export function parseSshArguments(text: string, home: string): SshArguments {
  const draft: Draft = { identityFiles: [], asGiven: [] };
  const errors: string[] = text.replace(WORD, '').trim() === '' ? [] : ['a quote that is not closed'];
  for (const option of splitOptions(words(text))) {
    const error = take(draft, option, home);
    if (error !== undefined) errors.push(error);
  }
  const { identityFiles, asGiven: given, ...others } = draft;
  const options = {
    ...others,
    ...(identityFiles.length > 0 ? { identityFiles } : {}),
    ...(given.length > 0 ? { asGiven: given } : {}),
  };
  return { options, errors };
}

function take(draft: Draft, { key, value, written }: WrittenOption, home: string): string | undefined {
  if (isHarmless(key) || isForOpenSsh(key)) {
    if (!OURS.has(key)) draft.asGiven.push(...asGiven(key, value, written));
    if (isForOpenSsh(key) && !/^(?:no|none|)$/i.test(value)) draft.needsOpenSsh ??= keyOf(written);
    return undefined;
  }
  const setter = Object.hasOwn(SETTERS, key) ? SETTERS[key] : undefined;
  return setter === undefined || value === '' ? `"${written}"` : setter(draft, value, home);
}

/** How sessions are shared, watched and printed is not for others to say, also where the system's ssh connects. */
const OURS: ReadonlySet<string> = new Set([
  'controlmaster',
  'controlpath',
  'controlpersist',
  'loglevel',
  'batchmode',
  'escapechar',
  'permitlocalcommand',
  'requesttty',
  'stdinnull',
]);

function asGiven(key: string, value: string, written: string): string[] {
  if (key === '') return [];
  return /^-o/.test(written) ? ['-o', `${keyOf(written)}=${value}`] : written.split(/ (.*)/s).slice(0, 2);
}

/** The keyword as it is written. */
function keyOf(written: string): string {
  return /^-o\s*(\w+)/.exec(written)?.[1] ?? written;
}

interface WrittenOption {
  /** ssh_config's keyword in lower case; empty for what is none. */
  readonly key: string;
  readonly value: string;
  readonly written: string;
}

function splitOptions(given: readonly string[]): WrittenOption[] {
  const rest = [...given];
  const options: WrittenOption[] = [];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const [, flag, attached] = /^-([oipJFlW])(.*)$/s.exec(word) ?? [];
    if (flag === undefined)
      options.push({ key: HARMLESS_FLAG.test(word) ? 'loglevel' : '', value: '', written: word });
    else {
      const text = attached || (rest.shift() ?? '');
      options.push({ ...keyAndValue(flag, text), written: `-${flag} ${text}`.trim() });
    }
  }
  return options;
}

function keyAndValue(flag: string, text: string): { readonly key: string; readonly value: string } {
  if (flag !== 'o') return { key: FLAGS[flag] ?? '', value: text };
  const [, key = '', value = ''] = /^\s*(\w+)(?:\s*=\s*|\s+)(.*)$/s.exec(text) ?? [];
  return { key: key.toLowerCase(), value: value.trim() };
}

/** `~` and `~/…` as the local shell reads them. */
export function expandHome(path: string, home: string): string {
  return path === '~' || path.startsWith('~/') ? `${home}${path.slice(1)}` : path;
}

/** A port from a number or digits; undefined when it is none. */
export function portNumber(value: unknown): number | undefined {
  const port = typeof value === 'string' && /^\d+$/.test(value.trim()) ? Number(value) : value;
  return typeof port === 'number' && Number.isInteger(port) && port >= 1 && port <= 65535 ? port : undefined;
}

function jumpHost(text: string): JumpHost | undefined {
  const [, user, bracketed, plain, portText = '22'] =
    /^(?:ssh:\/\/)?(?:([^@\s]+)@)?(?:\[([^\]]+)\]|([^:@\s[\]]+))(?::(\d+))?$/.exec(text.trim()) ?? [];
  const host = bracketed ?? plain;
  const port = portNumber(portText);
  if (host === undefined || port === undefined) return undefined;
  return { host, port, ...(user === undefined ? {} : { user }) };
}

const WORD = /(?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+/gs;
const PIECE = /"((?:[^"\\]|\\.)*)"|'([^']*)'|\\(.)/gs;

/** Splits as a shell would: blanks, quotes and backslashes. */
function words(text: string): string[] {
  const plain = (_: string, double?: string, single?: string, escaped?: string): string =>
    double?.replace(/\\(["\\$`])/g, '$1') ?? single ?? escaped ?? '';
  return (text.match(WORD) ?? []).map((word) => word.replace(PIECE, plain));
}
