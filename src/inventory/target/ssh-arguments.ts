import { isOff, type SshOption, sshOption } from '../../core/ssh/ssh-options.ts';
import type { SshOptions } from '../../core/ssh/target.ts';
import { compileWildcards } from '../select/wildcards.ts';
import { isUnclosed, words } from './shell-words.ts';
import { type Draft, SETTERS } from './ssh-setters.ts';
import { type WrittenOption, writtenOptions } from './written-options.ts';

/** What some ssh arguments say, or each thing in them that is not honoured. */
export interface SshArguments {
  readonly options: SshOptions;
  readonly errors: readonly string[];
}

/**
 * Reads ssh's arguments. What is honoured becomes a field; what only the program ssh can do is passed on to it, as is
 * what only tunes it; everything else is an error.
 * @param before what arguments ahead of these have said, which counts more
 */
export function parseSshArguments(text: string, home: string, before: SshOptions = {}): SshArguments {
  const options: Draft = { ...before };
  const errors: string[] = isUnclosed(text) ? ['a quote that is not closed'] : [];
  for (const option of writtenOptions(words(text))) {
    const error = option.overrides ? override(options, option, home) : take(options, option, home);
    if (error !== undefined) errors.push(error);
  }
  return { options, errors };
}

function override(draft: Draft, option: WrittenOption, home: string): string | undefined {
  const alone: Draft = {};
  const error = take(alone, option, home);
  const { asGiven = [], ...said } = alone;
  Object.assign(draft, said);
  if (asGiven.length > 0) draft.asGiven = [...asGiven, ...(draft.asGiven ?? [])];
  return error;
}

function take(draft: Draft, option: WrittenOption, home: string): string | undefined {
  const { key, value, written } = option;
  const setter = Object.hasOwn(SETTERS, key) ? SETTERS[key] : undefined;
  if (setter !== undefined) {
    if (value === '') return `"${written}" has no value`;
    if (!SAID_BY_US.has(key)) passOn(draft, option);
    return setter(draft, value, home);
  }
  const known = key.startsWith('-') ? undefined : sshOption(key);
  if (known === undefined) return isNamedUnknown(draft, key) ? undefined : `"${written}"`;
  if (value === '') return `"${written}"`;
  if (isRefused(known, value)) return `"${written}" (${known.why})`;
  if (!NOT_PASSED_ON.has(key)) passOn(draft, option);
  if (needsOpenSsh(known, value)) draft.needsOpenSsh ??= option.keyword;
  return undefined;
}

/** Whether IgnoreUnknown stands before it and has it among its patterns; of several, the first counts. */
function isNamedUnknown({ asGiven = [] }: Draft, key: string): boolean {
  const said = asGiven.find((word) => /^IgnoreUnknown=/i.test(word))?.replace(/^[^=]*=/, '') ?? '';
  const patterns = said.toLowerCase().split(/[\s,]+/);
  return key !== '' && patterns.some((pattern) => pattern !== '' && compileWildcards(pattern).test(key));
}

/** What is turned off asks for nothing. */
function isRefused({ name, treatment }: SshOption, value: string): boolean {
  if (treatment === 'refused') return !isOff(value);
  return treatment === 'file' && IN_FILES_ONLY.has(name.toLowerCase());
}

/** Whether an argument is for the program ssh alone; one that is turned off is for nobody. */
function needsOpenSsh({ name, treatment, openSshByArgument }: SshOption, value: string): boolean {
  if (name === 'PubkeyAcceptedAlgorithms') return !/^[+^]/.test(value);
  if (treatment !== 'openssh' && treatment !== 'file' && openSshByArgument !== true) return false;
  return !isOff(value);
}

const IN_FILES_ONLY: ReadonlySet<string> = new Set(['host', 'match', 'include']);

/** What the program ssh is told in words of our own, made of these. */
const SAID_BY_US: ReadonlySet<string> = new Set([
  '-f',
  'connecttimeout',
  'hostkeyalias',
  'hostname',
  'identitiesonly',
  'identityagent',
  'identityfile',
  'port',
  'proxycommand',
  'proxyjump',
  'serveralivecountmax',
  'serveraliveinterval',
  'stricthostkeychecking',
  'user',
  'userknownhostsfile',
]);

/** How sessions are shared, watched and printed is not for others to say, also where the system's ssh connects. */
const NOT_PASSED_ON: ReadonlySet<string> = new Set([
  'batchmode',
  'clearallforwardings',
  'controlmaster',
  'controlpath',
  'controlpersist',
  'escapechar',
  'forwardx11',
  'forwardx11trusted',
  'localcommand',
  'loglevel',
  'logverbose',
  'permitlocalcommand',
  'requesttty',
  'sessiontype',
  'stdinnull',
  'syslogfacility',
]);

/** Tunnels are written otherwise in ssh_config than in arguments. */
function passOn(draft: Draft, { keyword, value, written }: WrittenOption): void {
  const isTunnel = /^-[DLR]/.test(written);
  const given = isTunnel ? [written.slice(0, 2), value] : ['-o', `${keyword}=${value}`];
  draft.asGiven = [...(draft.asGiven ?? []), ...given];
}
