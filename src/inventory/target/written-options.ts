import { SAME_OPTIONS } from '../../core/ssh/ssh-options.ts';

/** One option as it is written in ssh's arguments. */
export interface WrittenOption {
  /** ssh_config's keyword in lower case; empty for what is none. */
  readonly key: string;
  /** The keyword as it is written, or as ssh_config has it where a flag stands for it. */
  readonly keyword: string;
  readonly value: string;
  /** As it stands in the arguments, for messages. */
  readonly written: string;
  /** Whether it counts more than what stands before it: ssh takes the first of -o, but the last of most flags. */
  readonly overrides?: true;
}

/** Flags without a value, and what they say in ssh_config. */
const FLAGS: Readonly<Record<string, string>> = {
  // Of the days of two protocols; ssh passes it over.
  2: 'Protocol 2',
  4: 'AddressFamily inet',
  6: 'AddressFamily inet6',
  A: 'ForwardAgent yes',
  a: 'ForwardAgent no',
  C: 'Compression yes',
  f: 'ForkAfterAuthentication yes',
  g: 'GatewayPorts yes',
  K: 'GSSAPIAuthentication yes',
  k: 'GSSAPIDelegateCredentials no',
  M: 'ControlMaster yes',
  N: 'SessionType none',
  n: 'StdinNull yes',
  q: 'LogLevel QUIET',
  T: 'RequestTTY no',
  t: 'RequestTTY yes',
  v: 'LogLevel VERBOSE',
  X: 'ForwardX11 yes',
  x: 'ForwardX11 no',
  Y: 'ForwardX11Trusted yes',
  y: 'SyslogFacility USER',
};

/** Flags with a value: the option that it is the value of. */
const FLAGS_WITH_VALUE: Readonly<Record<string, string>> = {
  B: 'BindInterface',
  b: 'BindAddress',
  c: 'Ciphers',
  D: 'DynamicForward',
  E: 'LogLevel',
  e: 'EscapeChar',
  I: 'PKCS11Provider',
  i: 'IdentityFile',
  J: 'ProxyJump',
  L: 'LocalForward',
  l: 'User',
  m: 'MACs',
  p: 'Port',
  R: 'RemoteForward',
  S: 'ControlPath',
  w: 'TunnelDevice',
  // Not of ssh_config.
  F: '-F',
  W: '-W',
  o: '-o',
};

/** Flags that are as if they were given by -o, or may be given several times. */
const AS_OPTIONS = 'DFJLRWilop';

/** Takes ssh's arguments apart: `-o Key=Value`, `-oKey=Value`, `-o "Key Value"`, and flags, also several in one. */
export function writtenOptions(given: readonly string[]): WrittenOption[] {
  const rest = [...given];
  const options: WrittenOption[] = [];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (!/^-[^-]/.test(word)) options.push(unknown(word));
    else options.push(...flagsOf(word, () => rest.shift() ?? ''));
  }
  return options;
}

function flagsOf(word: string, next: () => string): WrittenOption[] {
  const options: WrittenOption[] = [];
  for (let at = 1; at < word.length; at += 1) {
    const flag = word[at] ?? '';
    const takes = own(FLAGS_WITH_VALUE, flag);
    if (takes !== undefined) {
      const value = word.slice(at + 1) || next();
      const option = withValue(takes, value, `-${flag} ${value}`.trim());
      return [...options, AS_OPTIONS.includes(flag) ? option : { ...option, overrides: true }];
    }
    const says = own(FLAGS, flag);
    if (says === undefined) return [unknown(word)];
    options.push({ ...keyAndValue(says), written: word, overrides: true });
  }
  return options;
}

function withValue(name: string, value: string, written: string): WrittenOption {
  if (name === '-o') return { ...keyAndValue(value), written };
  return { key: name.toLowerCase(), keyword: name, value, written };
}

function keyAndValue(text: string): Omit<WrittenOption, 'written'> {
  const [, keyword = '', value = ''] = /^\s*(\w+)(?:\s*=\s*|\s+)(.*)$/s.exec(text) ?? [];
  const key = keyword.toLowerCase();
  return { key: own(SAME_OPTIONS, key) ?? key, keyword, value: value.trim() };
}

function unknown(written: string): WrittenOption {
  return { key: '', keyword: '', value: '', written };
}

function own(record: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
