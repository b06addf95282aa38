import { commandLine, quote } from '../../core/programs/shell.ts';
import type { Become } from '../../core/ssh/target.ts';

/** How a method that changes the user is called, and by what it is known that it asks. */
export interface BecomeCommand {
  /** What goes between `exec` and the shell's command line. */
  readonly wrap: (shell: string) => string;
  /** Its prompt, as it prints it; written otherwise in the command line. Undefined where it has a prompt of its own. */
  readonly promptMark: string | undefined;
  /** What both streams say ahead of it, put together by the shell: what comes behind it is the method's own. */
  readonly beginMark: string;
  /** It asks in words of its own, so that each unfinished line may be a question. */
  readonly asksInWords: boolean;
}

/** A login's own start-up files may have left nothing in it. */
export const SEARCH_PATH = '$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Messages in English whatever the login's language: what it complains of is read. */
const IN_ENGLISH = `PATH=${SEARCH_PATH};LC_ALL=C;LANGUAGE=C;export PATH LC_ALL LANGUAGE`;

/** @param random makes a new word that cannot be guessed */
export function becomeCommand(become: Become, random: () => string): BecomeCommand {
  const marks = [random(), random()] as const;
  if (become.method === 'su') return su(become, marks);
  return become.method === 'doas' ? doas(become, marks) : sudo(become, random(), marks);
}

type Marks = readonly [string, string];

/** By sh, since the login's own shell may be of any kind, and find no program. */
function bySh([first, second]: Marks, words: string): Pick<BecomeCommand, 'wrap' | 'beginMark'> {
  const begin = `printf %s%s ${first} ${second}`;
  const start = commandLine('/bin/sh', '-c', `${begin};${begin} >&2;${IN_ENGLISH};exec "$@"`, 'sh');
  return { wrap: (shell) => `${start} ${words} ${shell}`, beginMark: first + second };
}

function sudo(become: Become, prompt: string, marks: Marks): BecomeCommand {
  const ask = become.password === undefined ? '-n' : `-S -p sudo-%%-${prompt}`;
  const words = `${program(become)} ${flags(become, '-H', /^-[nS]$/)} ${ask} -u ${quote(become.user)} --`;
  return { ...bySh(marks, words), promptMark: `sudo-%-${prompt}`, asksInWords: false };
}

/** It asks for passwords on a terminal only, and has none here. */
function doas(become: Become, marks: Marks): BecomeCommand {
  const words = `${program(become)} ${flags(become, '', /^-n$/)} -n -u ${quote(become.user)} --`;
  return { ...bySh(marks, words), promptMark: undefined, asksInWords: false };
}

/** It asks in words that PAM chooses, and reads the answer where it has no terminal from its standard input. */
function su(become: Become, [first, second]: Marks): BecomeCommand {
  const begin = `printf %s%s ${first} ${second}`;
  const words = `${program(become)} ${flags(become, '-s /bin/sh', /^-c$/)} -c "$0" ${quote(become.user)}`;
  return {
    wrap: (shell) =>
      commandLine('/bin/sh', '-c', `${begin};${begin} >&2;${IN_ENGLISH};exec env ${words}`, `exec ${shell}`),
    promptMark: undefined,
    beginMark: first + second,
    asksInWords: true,
  };
}

/** More than a name where somebody goes by way of another program (`sudo su -`). */
function program({ exe, method }: Become): string {
  return words(exe ?? method);
}

function flags(become: Become, usual: string, ours: RegExp): string {
  return words(become.flags ?? usual, ours);
}

function words(text: string, without?: RegExp): string {
  const all = text.split(/\s+/).filter((word) => word !== '' && without?.test(word) !== true);
  return all.map(quote).join(' ');
}
