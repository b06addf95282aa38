import { randomBytes } from 'node:crypto';
import { commandLine } from '../../core/programs/shell.ts';
import type { Become } from '../../core/ssh/target.ts';
import { becomeCommand, SEARCH_PATH } from '../start-up/become-command.ts';
import type { PromptMarks } from '../start-up/prompts.ts';

/** What happens to the program's stdin, and with it when the program ends. */
export type FrameMode =
  /** stdin is /dev/null; `timeout` ends the program. */
  | { readonly kind: 'run'; readonly timeoutMs: number }
  /** stdin is what is sent after the program; `timeout` ends it. */
  | { readonly kind: 'feed'; readonly timeoutMs: number }
  /** stdin is /dev/null; the end of what is sent ends the program and all that it started. */
  | { readonly kind: 'lifeline' };

/** A program made ready to be sent to a shell. */
export interface Frame {
  /** Free of secrets: it shows in the target's process list and sudo log. */
  readonly commandLine: string;
  /** What goes over stdin once the shell is ready. */
  readonly payload: Buffer;
  /**
   * Both output streams say this when the shell is ready; nothing before it is the program's. It is put together
   * by the shell, and does not stand in the command line: what only repeats that is no shell of ours.
   */
  readonly readyMark: string;
  /** stderr ends with this where the program did not come whole: the shell reads something else than what is sent. */
  readonly unheardMark: string;
  /** How the program that changes the user asks for a password, where there is one. */
  readonly prompt: PromptMarks;
}

const KILL_AFTER_SECONDS = 5;
const STRAGGLERS_SECONDS = 1;

interface Marks {
  readonly ready: readonly [string, string];
  /** At the end of the program. */
  readonly end: string;
}

/**
 * Answers that it is there, then reads the whole program before any of it runs, so that a cut connection never runs half of one: the
 * length says how much to read, the mark at its end that all of it came. `head` because bash reads a
 * program from a pipe byte by byte.
 */
function bootstrap(length: number, { ready, end: mark }: Marks, start: string): string {
  const answer = `printf %s ${ready.join(' ')}`;
  const unheard = `printf %s ${ready.toReversed().join(' ')} >&2`;
  return `${answer};${answer} >&2;PATH=$PATH:/usr/bin:/bin;p=$(head -c ${length});case $p in *${mark})${start};;*)${unheard};exit 255;;esac`;
}

/** Ends its process group when stdin ends: the group is the session that sshd (or zx) made for it. */
const LIFELINE = [
  'exec 3<&0;trap "x=1" TERM',
  '(trap - TERM;exec 3<&-;eval "$p")</dev/null& c=$!',
  `(trap "" TERM;read y <&3;kill -TERM 0;sleep ${STRAGGLERS_SECONDS};kill -KILL 0)>/dev/null 2>&1 & w=$!`,
  'exec 3<&-;wait $c;s=$?',
  'if [ "$x" ];then wait $c;else kill -KILL $w;fi;exit $s',
].join(';');

/** `$0` is the bootstrap: an argument of its own, so that nothing is quoted twice. */
function withTimeout(timeoutMs: number, script: string): string {
  const limit = `timeout -k ${KILL_AFTER_SECONDS} ${timeoutMs / 1000}`;
  const outer = `command -v timeout >/dev/null 2>&1&&exec ${limit} /bin/sh -c "$0";eval "$0"`;
  return commandLine('/bin/sh', '-c', outer, script);
}

const AS_LOGIN = {
  wrap: (shell: string) => shell,
  promptMark: undefined,
  beginMark: undefined,
  asksInWords: false,
};

/** Wraps a program for its way to the target; `become` is undefined where no change of user is needed. */
export function frame(program: string, mode: FrameMode, become?: Become): Frame {
  const marks: Marks = { ready: [randomHex(), randomHex()], end: randomHex() };
  const text = `export LC_ALL=C LANGUAGE=C PATH="${SEARCH_PATH}"\n{\n:\n${program}\n}\n#${marks.end}`;
  const payload = Buffer.from(text);
  const shell =
    mode.kind === 'lifeline'
      ? commandLine('/bin/sh', '-c', bootstrap(payload.length, marks, LIFELINE))
      : withTimeout(
          mode.timeoutMs,
          bootstrap(payload.length, marks, `${mode.kind === 'run' ? 'exec </dev/null;' : ''}eval "$p"`),
        );
  const { wrap, ...prompt } = become === undefined ? AS_LOGIN : becomeCommand(become, randomHex);
  return {
    commandLine: `exec ${wrap(shell)}`,
    payload,
    readyMark: marks.ready.join(''),
    unheardMark: marks.ready.toReversed().join(''),
    prompt,
  };
}

function randomHex(): string {
  return randomBytes(12).toString('hex');
}
