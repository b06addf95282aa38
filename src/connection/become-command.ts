import { commandLine, quote } from '../core/shell.ts';
import type { Become } from '../core/target.ts';

/** How a method that changes the user is called, and by what it is known that it asks. */
export interface BecomeCommand {
  /** What goes between `exec` and the shell's command line. */
  readonly wrap: (shell: string) => string;
  /** Its prompt, as it prints it; written otherwise in the command line. Undefined where it has a prompt of its own. */
  readonly promptMark: string | undefined;
  /** What both streams say ahead of it, put together by the shell: what comes behind it is the method's own. */
  readonly beginMark: string | undefined;
}

/** Messages in English whatever the login's language: what it complains of is read. */
const IN_ENGLISH = 'env LC_ALL=C LANGUAGE=C';

/** @param random makes a new word that cannot be guessed */
export function becomeCommand(become: Become, random: () => string): BecomeCommand {
  if (become.method === 'su') return su(become, [random(), random()]);
  return become.method === 'doas' ? doas(become) : sudo(become, random());
}

function sudo(become: Become, prompt: string): BecomeCommand {
  const ask = become.password === undefined ? '-n' : `-S -p sudo-%%-${prompt}`;
  const words = `${program(become)} ${flags(become, '-H', /^-[nS]$/)} ${ask} -u ${quote(become.user)} --`;
  return {
    wrap: (shell) => `env LC_ALL=C ${words} ${shell}`,
    promptMark: `sudo-%-${prompt}`,
    beginMark: undefined,
  };
}

/** It asks for passwords on a terminal only, and has none here. */
function doas(become: Become): BecomeCommand {
  const words = `${program(become)} ${flags(become, '', /^-n$/)} -n -u ${quote(become.user)} --`;
  return { wrap: (shell) => `${IN_ENGLISH} ${words} ${shell}`, promptMark: undefined, beginMark: undefined };
}

/** It asks in words that PAM chooses, and reads the answer where it has no terminal from its standard input. */
function su(become: Become, [first, second]: readonly [string, string]): BecomeCommand {
  const begin = `printf %s%s ${first} ${second}`;
  const words = `${program(become)} ${flags(become, '-s /bin/sh', /^-c$/)} -c "$0" ${quote(become.user)}`;
  return {
    wrap: (shell) =>
      commandLine('/bin/sh', '-c', `${begin};${begin} >&2;exec ${IN_ENGLISH} ${words}`, `exec ${shell}`),
    promptMark: undefined,
    beginMark: first + second,
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
