import { sshOption } from '../../core/ssh/ssh-options.ts';
import { checkingOf } from '../../core/ssh/ssh-values.ts';
import type { SessionOptions } from '../../core/ssh/target.ts';
import { pathsOrNone } from './paths.ts';
import { words } from './shell-words.ts';
import { writtenOptions } from './written-options.ts';

/** What may stand in such a command. */
const OF_JUMPS: ReadonlySet<string> = new Set([
  '',
  '-w',
  'user',
  'port',
  'stricthostkeychecking',
  'userknownhostsfile',
]);

/** A jump host that a command leads to. */
interface JumpOfCommand {
  /** As ProxyJump has it. */
  readonly place: string;
  /** How its key is checked, as far as the command says it. */
  readonly hostKeys: Pick<SessionOptions, 'strictHostKeyChecking' | 'userKnownHostsFiles'>;
}

/**
 * The jump host of `ssh -W %h:%p [user@]host`, which says the same as ProxyJump; undefined for any other command, and
 * for one with options that would be lost.
 */
export function jumpOf(command: string, home: string): JumpOfCommand | undefined {
  const [program, ...rest] = words(command);
  if (program === undefined || !/^(?:\/usr\/bin\/)?ssh$/.test(program)) return undefined;
  const options = writtenOptions(rest);
  const of = (key: string) => options.find((option) => option.key === key)?.value;
  const [host, ...more] = options.flatMap(({ key, written }) => (key === '' ? [written] : []));
  const known = options.every(({ key }) => OF_JUMPS.has(key) || sshOption(key)?.treatment === 'ignored');
  if (host === undefined || host.startsWith('-') || more.length > 0 || !known) return undefined;
  if (!/^(?:%h:%p|\[%h\]:%p)$/.test(of('-w') ?? '')) return undefined;
  const [user, port] = [of('user'), of('port')];
  const [checking, files] = [of('stricthostkeychecking'), of('userknownhostsfile')];
  const strict = checking === undefined ? undefined : checkingOf(checking);
  if (checking !== undefined && strict === undefined) return undefined;
  return {
    place: `${user === undefined ? '' : `${user}@`}${host}${port === undefined ? '' : `:${port}`}`,
    hostKeys: {
      ...(strict === undefined ? {} : { strictHostKeyChecking: strict }),
      ...(files === undefined ? {} : { userKnownHostsFiles: pathsOrNone(files, home) }),
    },
  };
}
